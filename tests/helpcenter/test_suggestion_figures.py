"""M68 from stored facts: what was shown, chosen and settled is counted over the same moments."""

from tests.helpcenter.conftest import INVOICE, RETURNS, choose, home_of, suggestions
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


async def test_typing_stores_nothing_until_it_is_over_and_then_what_was_on_the_screen(
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
    assert (methods["typed"]["clicks"], methods["typed"]["exposures"]) == (1, 1)
    assert methods["all"]["clicks"] == 0
    assert methods["all"]["exposures"] == methods["listed"]["exposures"] > 0


async def asks(person, text, key=None):
    """Send a question, and return the key under which the customer's side knows it."""
    if person.conversation_id is None:
        await person.begins()
    key = key or person.key()
    await person.act("messages", None, {"client_key": key, "content_type": "text", "text": text})
    return key


async def sees(person, typed):
    """Type, and return what is then on the screen."""
    shown = (await suggestions(person, "typing", typed=typed))["chips"]
    return {"typed": typed, "shown": [chip["entry_id"] for chip in shown]}


async def saw(person, seen, key):
    """Tell the server what the last list was, as the widget does when the question goes."""
    body = {**seen, "client_key": key}
    await person.done(await person.post("/api/visitor/suggestions/typed", body), 204)


async def test_what_typing_showed_last_is_judged_by_what_that_very_question_was_answered(
    server, visitors, lead, knowledge
):
    """Five customers: two hits, one miss, one question that nobody knew, one for a person."""
    told_after, told_before, missed, unknown, served = [await visitors() for _ in range(5)]
    seen = await sees(told_after, "怎么申请")
    assert knowledge[RETURNS] in seen["shown"]
    await saw(told_after, seen, await asks(told_after, "怎么申请退货"))
    seen = await sees(told_before, "想退货")
    key = told_before.key()
    await saw(told_before, seen, key)
    await asks(told_before, "想退货", key)
    seen = await sees(missed, "发票")
    assert knowledge[RETURNS] not in seen["shown"]
    await saw(missed, seen, await asks(missed, "怎么申请退货"))
    await asks(missed, "怎么开发票")  # which the list was not shown for
    seen = await sees(unknown, "怎么")
    await saw(unknown, seen, await asks(unknown, "量子色动力学是什么"))
    seen = await sees(served, "怎么申请")
    await asks(served, "你好")
    await lead.take(served)
    await saw(served, seen, await asks(served, "怎么申请退货"))
    _, methods = await figures_of(lead)
    assert (methods["typed"]["recalled"], methods["typed"]["recalled_of"]) == (2, 3)
    assert methods["typed"]["clicks"] == 0
    assert methods["all"]["exposures"] == 0


async def test_a_list_is_kept_once_for_a_question_and_counts_five_at_most(
    server, visitor, lead, knowledge
):
    seen = await sees(visitor, "怎么")
    key = await asks(visitor, "怎么申请退货")
    for _ in range(2):
        await saw(visitor, seen, key)
    (kept,) = await server.rows(SuggestedList)
    assert kept["offered"] == {"typed": seen["shown"]}
    assert 1 < len(seen["shown"]) <= 5
    assert kept["question_key"] == key
    _, methods = await figures_of(lead)
    assert methods["typed"]["exposures"] == len(seen["shown"])
    assert methods["typed"]["recalled_of"] == 1


async def test_what_was_chosen_while_typing_was_among_the_five(visitor, lead, knowledge):
    seen = await sees(visitor, "怎么申请")
    await visitor.begins()
    key, entry_id = visitor.key(), knowledge[RETURNS]
    draft = {"client_key": key, "content_type": "choice", "entry_id": entry_id, "title": RETURNS}
    await visitor.act("messages", None, draft)
    await saw(visitor, seen | {"entry_id": entry_id}, key)
    _, methods = await figures_of(lead)
    assert methods["typed"]["clicks"] == 1
    assert (methods["typed"]["recalled"], methods["typed"]["recalled_of"]) == (1, 1)


async def test_the_shops_own_order_is_judged_like_a_method(server, visitors, lead, knowledge):
    """The floor for the others: the first five of the shop's list, and one that stands later."""
    for question in ("我的包裹到哪里了", "想退货", "怎么开发票"):
        person = await visitors()
        await home_of(person)
        await server.wait(seconds=5)
        await asks(person, question)
    person = await visitors()
    await home_of(person)
    late = {"question": "礼品卡怎么用？", "answer": "结算时选择。", "category": "支付"}
    await lead.done(await lead.post("/api/knowledge/entries", late), 201)
    await server.wait(seconds=5)
    await asks(person, "礼品卡怎么用")
    _, methods = await figures_of(lead)
    assert methods["listed"]["recalled_of"] == methods["all"]["recalled_of"]
    assert methods["listed"]["recalled"] == methods["listed"]["recalled_of"] - 1


async def test_what_the_words_do_not_find_cannot_be_chosen_as_if_they_had(
    server, visitor, knowledge
):
    for shown, chosen in (([RETURNS], INVOICE), ([INVOICE], INVOICE), ([INVOICE], None)):
        body = {"typed": "想退货", "shown": [knowledge[one] for one in shown]}
        body |= {"entry_id": chosen and knowledge[chosen]}
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


async def test_each_click_is_listed_with_its_conversation_and_what_came_of_it(
    server, visitors, lead, knowledge
):
    for asks_person in (True, False):
        person = await visitors()
        shown = (await home_of(person))["suggested"]
        await choose(person, shown, shown["chips"][0]["title"])
        if asks_person:
            await person.asks_for_human()
        await person.closes()
        await server.wait(seconds=60)
    await server.wait(seconds=2 * DAY // SECOND)
    person = await visitors()
    await chosen_from(person, (await home_of(person))["suggested"], 1)
    _, methods = await figures_of(lead)
    rows, cursor = [], {}
    while True:
        path = "/api/helpcenter/suggestions/all/clicks"
        page = await lead.done(await lead.get(path, days=28, limit=1, **cursor))
        rows += page["items"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert [one["settled"] for one in rows] == [None, True, False]
    assert [one["conversation_id"] is not None for one in rows] == [False, True, True]
    assert {one["question"] for one in rows} <= set(knowledge)
    assert len(rows) == methods["all"]["clicks"]
    method = rows[0]["method"]
    only = await lead.done(await lead.get(f"/api/helpcenter/suggestions/{method}/clicks"))
    assert {one["method"] for one in only["items"]} == {method}


async def test_clicks_are_for_leads_of_the_shop(visitors, lead, agent, stranger, knowledge, shop):
    person = await visitors()
    await chosen_from(person, (await home_of(person))["suggested"])
    path = "/api/helpcenter/suggestions/all/clicks"
    assert len((await lead.done(await lead.get(path)))["items"]) == 1
    assert (await agent.get(path)).status_code == 403
    assert (await stranger.get(path, merchant_id=shop.id)).status_code == 404
    assert (await lead.get("/api/helpcenter/suggestions/unknown/clicks")).status_code == 422
