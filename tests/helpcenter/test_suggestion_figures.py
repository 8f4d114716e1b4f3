"""M68 from stored facts: what was shown, chosen and settled is counted over the same moments."""

from tests.helpcenter.conftest import home_of
from yingda.foundation.clock import DAY, SECOND
from yingda.helpcenter import results


async def figures_of(lead, days=28):
    found = await lead.done(await lead.get("/api/helpcenter/suggestions", days=days))
    return found, {one["method"]: one for one in found["methods"]}


async def chosen_from(person, shown, number=0):
    path = f"/api/visitor/suggestions/{shown['list_id']}/choice"
    chip = shown["chips"][number]
    await person.done(await person.post(path, {"entry_id": chip["entry_id"]}), 204)


async def test_a_shop_that_shows_more_than_is_read_counts_clicks_of_the_same_days(
    server, visitors, lead, knowledge, monkeypatch
):
    monkeypatch.setattr(results, "MOST_LISTS", 3)
    for _ in range(8):
        person = await visitors()
        shown = (await home_of(person))["suggested"]
        for number in range(4):
            await chosen_from(person, shown, number)
        await server.wait(seconds=DAY // SECOND)
    found, methods = await figures_of(lead)
    assert (methods["all"]["clicks"], methods["all"]["exposures"]) == (12, 12)
    assert (found["until"] - found["since"]) / DAY == 3


async def test_a_shop_in_which_somebody_always_chooses_learns_every_hour(
    server, visitors, lead, knowledge
):
    for _ in range(4):
        person = await visitors()
        await chosen_from(person, (await home_of(person))["suggested"])
        await server.wait(seconds=25 * 60)
    found, _ = await figures_of(lead)
    assert found["learned_at"] is not None
    first = found["learned_at"]
    for _ in range(3):
        person = await visitors()
        await chosen_from(person, (await home_of(person))["suggested"])
        await server.wait(seconds=25 * 60)
    found, _ = await figures_of(lead)
    assert found["learned_at"] > first
