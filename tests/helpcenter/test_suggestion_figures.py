"""M68 from stored facts: what was shown, chosen and settled is counted over the same moments."""

from tests.helpcenter.conftest import INVOICE, RETURNS, home_of, suggestions
from yingda.app.retention import forget_what_is_old
from yingda.foundation.clock import DAY, SECOND
from yingda.helpcenter import results
from yingda.helpcenter.models import SuggestedClick, SuggestedList


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


async def test_who_went_to_people_in_whatever_way_was_not_settled(
    server, visitors, lead, knowledge
):
    async def leaves_a_message(person):
        await person.leaves_message("还是没解决，请联系我")

    async def is_taken_over(person):
        await lead.take(person)

    async def goes(person):
        await person.closes()

    for then in (leaves_a_message, is_taken_over, goes):
        person = await visitors()
        await chosen_from(person, (await home_of(person))["suggested"])
        await person.say("怎么申请退货")
        await then(person)
    await server.wait(seconds=2 * DAY // SECOND)
    _, methods = await figures_of(lead)
    assert (methods["all"]["settled"], methods["all"]["settled_of"]) == (1, 3)


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


async def test_typing_stores_only_what_was_chosen_and_what_was_then_on_the_screen(
    server, visitor, lead, knowledge
):
    for typed in ("怎么", "怎么申", "怎么申请"):
        found = await suggestions(visitor, "typing", typed=typed)
    assert await server.rows(SuggestedList) == []
    seen = [chip["entry_id"] for chip in found["chips"][:1]]
    assert seen == [knowledge[RETURNS]]
    body = {"typed": "怎么申请", "shown": seen, "entry_id": seen[0]}
    await visitor.done(await visitor.post("/api/visitor/suggestions/typed", body), 204)
    (kept,) = await server.rows(SuggestedList)
    assert [chip["entry_id"] for chip in kept["chips"]] == seen
    await home_of(visitor)
    _, methods = await figures_of(lead)
    assert (methods["typed"]["clicks"], methods["typed"]["exposures"]) == (1, 0)
    assert methods["all"]["clicks"] == 0


async def test_what_the_words_do_not_find_cannot_be_chosen_as_if_they_had(
    server, visitor, knowledge
):
    for shown, chosen in (([RETURNS], INVOICE), ([INVOICE], INVOICE)):
        body = {"typed": "想退货", "shown": [knowledge[one] for one in shown]}
        body |= {"entry_id": knowledge[chosen]}
        answer = await visitor.post("/api/visitor/suggestions/typed", body)
        assert answer.status_code == 404
    assert await server.rows(SuggestedList) == []


async def test_what_was_suggested_a_season_ago_is_forgotten_and_the_rest_stays(
    server, visitors, knowledge
):
    for _ in range(2):
        person = await visitors()
        await chosen_from(person, (await home_of(person))["suggested"])
        server.clock.advance(seconds=46 * DAY // SECOND)
    assert (await forget_what_is_old(server.runtime))["suggestions"] == 1
    (kept,) = await server.rows(SuggestedList)
    (click,) = await server.rows(SuggestedClick)
    assert click["list_id"] == kept["id"]
