"""What a customer meets first, and what is remembered of it."""

import pytest

from tests.helpcenter.conftest import (
    DELAY,
    FRYER,
    GOLD,
    HURT,
    INVOICE,
    PAYING,
    RETURNS,
    SECRET,
    TRACK,
    choose,
    home_of,
    suggestions,
    titles,
)
from yingda.foundation.clock import DAY, HOUR
from yingda.helpcenter.models import SuggestedClick, SuggestedList

HIDDEN = {GOLD, SECRET, HURT, DELAY}


def chips_on(home):
    shown = [*home["suggested"]["chips"], *home["hot"]["chips"]]
    return [*shown, *(chip for one in home["orders"] for chip in one["chips"])]


async def test_a_stranger_is_offered_what_everybody_may_read_and_nothing_else(visitor, knowledge):
    home = await home_of(visitor, language="zh-CN")
    assert home["orders"] == []
    assert len(home["suggested"]["chips"]) == 4
    assert {chip["method"] for chip in home["suggested"]["chips"]} == {"listed"}
    assert not {chip["title"] for chip in chips_on(home)} & HIDDEN


async def test_each_order_raises_the_questions_of_its_state(buyer, knowledge, order):
    await order("A1", "delayed")
    await order("A2", "unpaid")
    home = await home_of(await buyer())
    raised = {one["order"]["status"]: [c["title"] for c in one["chips"]] for one in home["orders"]}
    assert raised["delayed"][0] == DELAY
    assert PAYING in raised["unpaid"]
    assert {chip["method"] for one in home["orders"] for chip in one["chips"]} == {"state"}


async def test_questions_of_all_orders_count_as_shown_once_they_are_and_can_be_chosen(
    server, buyer, other_visitor, lead, knowledge, order
):
    for number in range(10):
        await order(f"A{number}", "delayed" if number < 2 else "unpaid")
    person = await buyer()
    home = await home_of(person)
    assert len(home["orders"]) == 10
    others = home["orders"][2:]
    (first,) = await server.rows(SuggestedList, placement="orders")
    assert len(first["chips"]) == sum(len(one["chips"]) for one in home["orders"][:2])
    more = {"orders": [one["order"]["id"] for one in others]}
    opened = await suggestions(person, "orders", **more)
    assert opened["chips"] == [chip for one in others for chip in one["chips"]]
    paying = next(chip for chip in opened["chips"] if chip["title"] == PAYING)
    path = f"/api/visitor/suggestions/{opened['list_id']}/choice"
    await person.done(await person.post(path, {"entry_id": paying["entry_id"]}), 204)
    figures = await lead.done(await lead.get("/api/helpcenter/suggestions", days=7))
    state = next(one for one in figures["methods"] if one["method"] == "state")
    seen_of_orders = len(first["chips"]) + len(opened["chips"])
    guessed = [chip for chip in home["suggested"]["chips"] if chip["method"] == "state"]
    assert (state["exposures"], state["clicks"]) == (seen_of_orders + len(guessed), 1)
    nobodys = await suggestions(other_visitor, "orders", **more)
    assert nobodys == {"list_id": None, "chips": []}


async def test_the_greeting_tells_a_fact_of_an_open_order_and_three_true_things(
    buyer, knowledge, order, server
):
    await order("A1", "completed")
    await order("A2", "shipped", carrier="京东快递", expected_at=server.now + 2 * DAY)
    person = await buyer()
    greeting = (await home_of(person))["greeting"]
    assert "恒温电水壶" in greeting
    assert "京东快递" in greeting
    assert greeting.count("- ") == 3
    await person.begins()
    (first,) = await person.messages()
    assert "京东快递" in first["content"]["text"]


async def test_no_ability_is_claimed_that_nothing_stands_behind(visitor, agent):
    empty = (await home_of(visitor))["greeting"]
    assert empty.count("- ") == 1
    assert "留言" in empty
    await agent.goes("available")
    assert "人工客服" in (await home_of(visitor))["greeting"]
    assert "留言" not in (await home_of(visitor))["greeting"]


@pytest.mark.parametrize(("language", "word"), [("en", "I can:"), ("zh-TW", "留言，真人客服")])
async def test_the_greeting_and_questions_come_in_the_customers_language(
    visitor, knowledge, language, word
):
    home = await home_of(visitor, language=language)
    assert word in home["greeting"]
    if language == "en":
        assert "Where is my parcel?" in titles(home["suggested"])


async def test_what_is_asked_now_becomes_hot_within_a_minute(server, visitors, visitor, knowledge):
    for _ in range(3):
        await (await visitors()).say("怎么开发票")
    await server.wait(seconds=61)
    home = await home_of(visitor)
    assert titles(home["hot"]) == [INVOICE]
    first = home["suggested"]["chips"][0]
    assert (first["title"], first["method"]) == (INVOICE, "hot")


async def test_an_entry_that_goes_takes_its_chip_with_it_at_once(visitor, lead, knowledge):
    assert TRACK in titles((await home_of(visitor))["suggested"])
    await lead.done(await lead.delete(f"/api/knowledge/entries/{knowledge[TRACK]}"))
    assert TRACK not in titles((await home_of(visitor))["suggested"])


async def test_search_as_you_type_reads_only_what_this_customer_may_be_told(
    visitor, buyer, admin, knowledge, order
):
    assert titles(await suggestions(visitor, "typing", typed="包裹")) == [TRACK]
    assert titles(await suggestions(visitor, "typing", typed="补偿权限")) == []
    await order("A1", "delayed")
    assert DELAY in titles(await suggestions(await buyer(), "typing", typed="包裹"))


async def test_the_page_somebody_comes_from_raises_its_questions(visitor, knowledge):
    shown = await suggestions(visitor, page={"title": "青禾空气炸锅 5L", "url": "/p/9"})
    assert (shown["chips"][0]["title"], shown["chips"][0]["method"]) == (FRYER, "page")


async def test_after_an_answer_the_same_question_is_not_suggested_again(visitor, knowledge):
    shown = (await home_of(visitor))["suggested"]
    await choose(visitor, shown, RETURNS)
    assert RETURNS not in titles(await suggestions(visitor, "answer"))
    rows = await visitor.messages()
    assert rows[-1]["content"]["sources"][0]["title"] == RETURNS


async def test_exposures_and_clicks_are_counted_for_each_method(server, visitors, lead, knowledge):
    for _ in range(4):
        person = await visitors()
        shown = (await home_of(person))["suggested"]
        await server.wait(seconds=90)
        await choose(person, shown, RETURNS)
    await person.act("ask-human", None, {})
    await server.wait(seconds=25 * 3600)
    answer = await lead.get("/api/helpcenter/suggestions", days=7)
    methods = {one["method"]: one for one in (await lead.done(answer))["methods"]}
    assert methods["all"]["clicks"] == 4
    assert methods["all"]["exposures"] >= 16
    assert (methods["all"]["settled"], methods["all"]["settled_of"]) == (3, 4)
    assert methods["all"]["recalled"] == methods["all"]["recalled_of"] == 4
    assert methods["hot"]["recalled_of"] >= 2


async def test_a_choice_counts_once_and_only_by_whom_it_was_shown(
    server, visitor, other_visitor, knowledge
):
    shown = (await home_of(visitor))["suggested"]
    path = f"/api/visitor/suggestions/{shown['list_id']}/choice"
    chosen = {"entry_id": shown["chips"][0]["entry_id"]}
    assert (await other_visitor.post(path, chosen)).status_code == 404
    assert (await visitor.post(path, {"entry_id": knowledge[SECRET]})).status_code == 404
    for _ in range(2):
        assert (await visitor.post(path, chosen)).status_code == 204
    assert len(await server.rows(SuggestedClick)) == 1
    assert len(await server.rows(SuggestedList, placement="home")) == 1


async def test_the_ranker_learns_an_hour_after_a_choice(server, visitors, lead, knowledge):
    for _ in range(50):
        person = await visitors()
        shown = (await home_of(person))["suggested"]
        path = f"/api/visitor/suggestions/{shown['list_id']}/choice"
        await person.post(path, {"entry_id": shown["chips"][-1]["entry_id"]})
    await server.wait(seconds=2 * HOUR // 1000)
    figures = await lead.done(await lead.get("/api/helpcenter/suggestions"))
    assert figures["learned_from"] >= 200
    assert figures["learned_at"] is not None


async def test_personas_see_different_pages(lead, knowledge):
    tiles = [
        {"title": {"zh-CN": "金卡专线"}, "entry_id": knowledge[GOLD], "conditions": RICH_TILE},
        {"title": {"zh-CN": "退换货"}, "category": "退换"},
        {"title": {"zh-CN": "炸锅"}, "entry_id": knowledge[FRYER], "page_contains": "/fryer"},
    ]
    settings = (await lead.done(await lead.get("/api/helpcenter/settings")))["settings"]
    await lead.done(await lead.put("/api/helpcenter/settings", settings | {"tiles": tiles}))
    personas = (
        ({"tier": 0}, ["退换货"]),
        ({"tier": 5}, ["金卡专线", "退换货"]),
        ({"page": {"url": "https://shop.example/fryer"}}, ["退换货", "炸锅"]),
    )
    for persona, wanted in personas:
        home = await lead.done(await lead.post("/api/helpcenter/preview", persona))
        assert [tile["title"] for tile in home["tiles"]] == wanted
    late = {"order_states": ["delayed"]}
    home = await lead.done(await lead.post("/api/helpcenter/preview", late))
    assert home["orders"][0]["chips"][0]["title"] == DELAY


RICH_TILE = {"all": [{"field": "customer.tier", "op": ">=", "value": 4}]}


@pytest.mark.parametrize(
    ("tile", "code"),
    [
        ({"entry_id": "0" * 32}, "tile_unusable"),
        ({}, "tile_unusable"),
        ({"category": "退换", "conditions": {"field": "x"}}, "tile_condition_wrong"),
    ],
)
async def test_a_tile_that_cannot_work_is_refused(lead, knowledge, tile, code):
    body = {"tiles": [{"title": {"zh-CN": "x"}, **tile}]}
    answer = await lead.put("/api/helpcenter/settings", body)
    assert answer.json()["code"] == f"helpcenter.{code}"


async def test_what_one_customer_may_be_told_is_no_suggestion_for_another(lead, knowledge):
    """Two customers of one tier, with orders in one state, who differ in a trait."""
    here = {"all": [{"field": "customer.city", "op": "=", "value": "杭州"}]}
    path = f"/api/knowledge/entries/{knowledge[DELAY]}"
    await lead.done(await lead.patch(path, {"conditions": here}))
    for city, shown in (("上海", False), ("杭州", True), ("上海", False)):
        persona = {"order_states": ["delayed"], "traits": {"city": city}}
        home = await lead.done(await lead.post("/api/helpcenter/preview", persona))
        found = [chip["title"] for order in home["orders"] for chip in order["chips"]]
        assert (DELAY in found) is shown
