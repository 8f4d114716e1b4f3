"""The bot's figures and the funnel of a week made by hand, and what each of them lists."""

from datetime import date, timedelta

import pytest

from tests.bot.conftest import ENTRIES, HURT, KNOWLEDGE
from tests.bot.flows.drafts import ADDRESS

ODD, ODDER = "你们老板喜欢什么颜色", "你们老板的狗叫什么"
RETURN, INVOICE = "怎么退货", "发票怎么开"
DAY = 86_400

# Each by what they do; the figures below are worked out from these lines by hand.
WEEK = {
    "ann": ["say " + RETURN, "say 谢谢", "close"],  # solved: thanked
    "bob": ["say " + RETURN, "close"],  # solved: no contact within 72 hours
    "cat": ["say " + ODD, "close"],  # lost: not known, and silent
    "dan": ["human", "close"],  # direct, met nobody
    "eve": ["say " + RETURN, "human", "met"],  # after talk
    "fay": ["say " + ODD, "say " + ODDER, "met"],  # the bot gave up
    "gus": ["say " + HURT["question"], "met"],  # must be a person
    "hal": ["open", "close"],  # said nothing
    "ida": ["say 谢谢", "close"],  # said nothing
    "kim": ["say " + RETURN, "human", "close"],  # after talk, met nobody
    "jon": ["say " + RETURN, "say 答非所问，转人工", "met"],  # wrong answer
    "lou": ["say 改地址", "say 浙江省杭州市文三路 1 号", "say 13800001111", "close"],  # task done
    "max": ["say 你好", "close"],  # said nothing
    "nan": [
        "say 改地址",
        "say 浙江省杭州市文三路 1 号",
        "human",
        "close",
    ],  # after talk, met nobody
}
FIGURES = {
    # ann bob eve gus kim jon lou nan; gus' answer is one, although it hands over
    "bot_received": (8, 8),
    "bot_handled_alone": (3, 8),  # ann bob lou; not kim and nan, whom nobody met
    "bot_contained": (4, 11),  # ann bob cat lou of all but hal, ida and max
    "bot_resolved": (3, 11),  # ann bob lou
    "net_self_service": (3, 10),  # ann bob lou, of those and dan eve fay gus kim jon nan
    "transfer_to_human_rate": (7, 11),
    "direct_transfer": (1, 14),  # dan, of all
    # eve fay gus kim jon nan of those who asked: without dan hal ida max
    "transfer_after_talk": (6, 10),
    # ann bob eve gus kim jon, and lou nan, who begin a task and then only answer it
    "bot_matched": (8, 11),
    "bot_unanswered": (3, 11),
    "bot_precision": (0, 0),
    "tasks_completed": (1, 2),  # lou, not nan
    "transfer_connected": (4, 7),  # all but dan, kim and nan
    "transfer_wait": (120, 4),  # each 30 s
    "task_hops": (0, 0),
    "need_question": (8, 12),  # all who said something but lou nan, and ida max, who only greeted
    "need_task": (2, 12),
    "need_chat": (2, 12),
    "open_gaps": (0, 0),
    "gap_age": (0, 0),
}
FUNNEL = {
    1: {"resolved": 2, "abandoned": 1, "leaked": 8, "nothing_said": 3},
    2: {"resolved": 1, "leaked": 1},  # lou; nan
    3: {"resolved": 4, "abandoned": 3},
}
SERVED = {  # where they were meant to be served, how high they came: who
    (1, 1, "as_designed"): {"ann", "bob"},
    (2, 2, "as_designed"): {"lou"},
    (3, 3, "as_designed"): {"gus"},
    (1, 3, "leaked_up"): {"eve", "jon", "kim"},
    (2, 3, "leaked_up"): {"nan"},
    (None, 1, "not_told"): {"cat"},  # nobody knows what they asked
    (None, 3, "not_told"): {"dan", "fay"},
}
REASONS = {
    "direct": 1,
    "after_talk": 3,
    "no_answer": 1,
    "must_human": 1,
    "wrong_answer": 1,
    "rule": 0,
}


@pytest.fixture
async def week(server, lead, agent, visitors):
    """Let the week happen; give who was in which conversation."""
    for draft in KNOWLEDGE:
        await lead.done(await lead.post(ENTRIES, draft), 201)
    flow = await lead.done(
        await lead.post("/api/bot/flows", {"key": "address", "document": ADDRESS}), 201
    )
    release = {"revision": flow["revision"]}
    await lead.done(await lead.post(f"/api/bot/flows/{flow['id']}/publish", release))
    talks = {}
    for who, acts in WEEK.items():
        visitor = await visitors(language="zh-CN")
        for act in acts:
            await do(server, visitor, agent, act)
        talks[visitor.conversation_id] = who
        server.clock.advance(seconds=600)
    await server.wait(seconds=4 * DAY)
    return talks


async def do(server, visitor, agent, act):
    verb, _, words = act.partition(" ")
    if verb == "say":
        await visitor.say(words)
    elif verb == "open":
        await visitor.begins()
    elif verb == "human":
        await visitor.asks_for_human()
    elif verb == "close":
        await visitor.closes()
    else:
        server.clock.advance(seconds=30)
        await agent.goes("available")
        await agent.accept(visitor.conversation_id)
        await agent.reply("我来看看", visitor.conversation_id)
        await agent.close(visitor.conversation_id)
        await agent.goes("offline")


@pytest.fixture
async def reader(server, shop, week):
    return await shop.hire("later", "lead")


async def bot(reader, **asked):
    return await reader.done(await reader.get("/api/insight/bot", **asked))


async def listed(reader, path, **asked):
    items, cursor = [], {}
    while True:
        answer = await reader.get(f"/api/insight/bot/{path}/records", limit=3, **cursor, **asked)
        page = await reader.done(answer)
        items += page["items"]
        if page["next"] is None:
            return items
        cursor = {"cursor": page["next"]}


async def test_every_figure_is_the_one_worked_out_by_hand(reader):
    view = await bot(reader)
    assert {one["code"]: (one["numerator"], one["n"]) for one in view["figures"]} == FIGURES
    assert {one["reason"]: one["n"] for one in view["reasons"]} == REASONS
    assert {one["evidence"]: one["n"] for one in view["evidence"]} == {
        "no_contact": 1,
        "thanked": 1,
        "task_done": 1,
    }
    # cat was lost; ann, bob and lou were content, while nobody was on duty whom they could ask
    flags = {one["flag"]: one["n"] for one in view["flags"]}
    assert flags == {"abandoned": 1, "hidden_entry": 0, "nobody_there": 3}


async def test_every_figure_is_what_its_records_say(reader):
    for figure in (await bot(reader))["figures"]:
        records = await listed(reader, figure["code"])
        counted = [one["value"] for one in records if one["counted"]]
        assert (sum(counted), len(counted)) == (figure["numerator"], figure["n"]), figure["code"]
        assert all((one["reason"] is None) == one["counted"] for one in records)
        if figure["unit"] == "ratio" and figure["n"]:
            assert figure["low"] <= figure["value"] <= figure["high"]
        if not figure["n"] and figure["unit"] != "count":
            assert figure["value"] is None


async def test_a_record_says_why(reader, week):
    records = await listed(reader, "bot_resolved")
    notes = {week[one["conversation_id"]]: one["note"] for one in records if one["value"]}
    assert notes == {"ann": "thanked", "bob": "no_contact", "lou": "task_done"}
    kept = [one for one in await listed(reader, "bot_contained") if one["counted"] and one["note"]]
    assert {week[one["conversation_id"]]: (one["value"], one["note"]) for one in kept} == {
        "cat": (1, "abandoned"),
        **dict.fromkeys(("ann", "bob", "lou"), (1, "nobody_there")),
    }
    transfers = await listed(reader, "transfer_connected")
    assert sorted(one["note"] for one in transfers) == sorted(
        reason for reason, n in REASONS.items() for _ in range(n)
    )


def nothing_but(outcomes):
    return {outcome: n for outcome, n in outcomes.items() if n}


async def test_the_outcomes_of_a_level_add_up_to_its_inflow_for_any_filter(reader, week):
    today = (await bot(reader))["to_day"]
    filters = [{}, {"channel": "web"}, {"channel": "none"}, {"language": "zh-CN"}]
    filters += [{"from_day": today, "to_day": today}, {"from_day": "2026-01-01", "to_day": today}]
    for asked in filters:
        for level in (await bot(reader, **asked))["funnel"]:
            assert sum(level["outcomes"].values()) == level["inflow"]
            if level["level"] == 0:  # pages that were read: tests/helpcenter/test_reads.py
                continue
            everybody = await listed(reader, "funnel", level=level["level"], **asked)
            assert len(everybody) == level["inflow"]
            for outcome, n in level["outcomes"].items():
                some = await listed(
                    reader, "funnel", level=level["level"], outcome=outcome, **asked
                )
                assert len(some) == n
                assert {one["note"] for one in some} <= {outcome}


async def test_the_funnel_shows_who_came_and_what_became_of_them(reader):
    funnel = {one["level"]: one for one in (await bot(reader))["funnel"]}
    assert {level: nothing_but(one["outcomes"]) for level, one in funnel.items()} == {
        0: {},
        4: {},
        **FUNNEL,
    }
    # Who went up a level is there once more: nobody is lost between the levels.
    leaked = [one["outcomes"]["leaked"] for one in funnel.values()]
    assert sum(leaked) == funnel[2]["inflow"] + funnel[3]["inflow"]


async def test_where_they_were_served_is_held_against_where_they_were_meant_to_be(reader, week):
    served = (await bot(reader))["served"]
    found = {(one["designed"], one["reached"], one["service"]): one["n"] for one in served}
    assert found == {of: len(who) for of, who in SERVED.items()}
    for (designed, reached, service), who in SERVED.items():
        of = {} if designed is None else {"designed": designed}
        records = await listed(reader, "served", reached=reached, service=service, **of)
        assert {week[one["conversation_id"]] for one in records} == who
    assert len(await listed(reader, "served", service="leaked_up")) == 4


async def test_a_conversation_is_judged_once_72_hours_have_passed(server, lead, customer_today):
    view = await bot(lead)
    figure = next(one for one in view["figures"] if one["code"] == "bot_resolved")
    assert (figure["value"], figure["n"]) == (None, 0)
    (record,) = await listed(lead, "bot_resolved")
    assert (record["counted"], record["reason"]) == (False, "too_early")


@pytest.fixture
async def customer_today(lead, visitors):
    for draft in KNOWLEDGE:
        await lead.done(await lead.post(ENTRIES, draft), 201)
    visitor = await visitors(language="zh-CN")
    await visitor.say(RETURN)
    await visitor.closes()


async def test_a_shop_sees_its_own_and_agents_see_nothing(
    reader, shop, merchant, agent, week, stranger
):
    assert (await agent.get("/api/insight/bot")).status_code == 403
    assert (await agent.get("/api/insight/bot/bot_received/records")).status_code == 403
    assert {one["n"] for one in (await bot(stranger))["figures"]} == {0}
    assert await listed(stranger, "bot_received") == []
    assert (await stranger.get("/api/insight/bot", merchant_id=shop.id)).status_code == 404
    found = (await bot(reader, merchant_id=shop.id))["figures"]
    assert {one["code"]: one["n"] for one in found}["bot_received"] == 8


async def test_days_are_counted_back_from_the_shops_own_today(server, lead):
    before = (await bot(lead, days=1))["to_day"]
    server.clock.advance(seconds=DAY)
    view = await bot(lead, days=7)
    assert view["to_day"] == (date.fromisoformat(before) + timedelta(days=1)).isoformat()
    assert view["from_day"] == (date.fromisoformat(before) - timedelta(days=5)).isoformat()


@pytest.mark.parametrize(
    "asked",
    [
        {"days": 0},
        {"days": 1_000},
        {"from_day": "2026-02-02", "to_day": "2026-02-01"},
        {"from_day": "2020-01-01", "to_day": "2026-02-01"},
        {"from_day": "yesterday"},
    ],
)
async def test_a_period_that_cannot_be_is_refused(lead, asked):
    assert (await lead.get("/api/insight/bot", **asked)).status_code == 422
