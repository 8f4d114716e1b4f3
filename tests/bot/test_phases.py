"""Phases: other settings for a planned time; what began in one keeps it, and it ends by itself."""

import pytest

from tests.bot.conftest import ENTRIES, KNOWLEDGE
from yingda.learning.models import PathHop

PHASES, STEP = "/api/bot/phases", 180_000
KNOWN = "运费多少"
ODD = "你们老板喜欢什么颜色"
CAREFUL = {"unknowns_before_human": 1}


@pytest.fixture
async def taught(lead):
    for draft in KNOWLEDGE:
        await lead.done(await lead.post(ENTRIES, draft), 201)


@pytest.fixture
def plans(server, lead, taught):
    """Give a verb: plan a phase that begins and ends in so many steps of three minutes."""

    async def plan(begins, ends, changes=CAREFUL, name="爆发"):
        now = server.clock.now()
        draft = {"name": name, "begins_at": now + begins * STEP, "ends_at": now + ends * STEP}
        return await lead.post(PHASES, draft | {"changes": changes})

    return plan


async def states(lead):
    return [one["state"] for one in await lead.done(await lead.get(PHASES))]


async def is_handed_over_at_once(visitor):
    """Tell whether the bot gives way after the first question it does not know."""
    await visitor.say(ODD)
    return (await visitor.sees())["stage"] != "bot"


async def test_new_conversations_follow_the_phase_and_open_ones_keep_what_they_began_with(
    server, lead, visitors, plans
):
    assert (await plans(1, 3)).status_code == 201
    before = await visitors(language="zh-CN")
    await before.begins()
    server.clock.advance(seconds=2 * 180)
    during = await visitors(language="zh-CN")
    assert await states(lead) == ["running"]
    assert not await is_handed_over_at_once(before)
    assert await is_handed_over_at_once(during)


async def test_it_ends_by_itself_and_what_began_in_it_keeps_it(server, lead, visitors, plans):
    await plans(0, 2)
    during = await visitors(language="zh-CN")
    await during.begins()
    server.clock.advance(seconds=3 * 180)
    after = await visitors(language="zh-CN")
    assert await states(lead) == ["over"]
    assert await is_handed_over_at_once(during)
    assert not await is_handed_over_at_once(after)


async def test_thresholds_of_a_phase_decide_what_is_said(server, lead, visitors, plans):
    await plans(0, 2, {"answer_above": 0.999})
    visitor = await visitors(language="zh-CN")
    await visitor.say(KNOWN)
    during = (await visitor.messages())[-1]["content_type"]
    server.clock.advance(seconds=3 * 180)
    later = await visitors(language="zh-CN")
    await later.say(KNOWN)
    after = (await later.messages())[-1]["content_type"]
    assert (during, after) == ("choices", "answer")


async def test_the_path_says_which_phase_the_bot_followed(server, lead, visitors, plans):
    phase = await lead.done(await plans(0, 2), 201)
    visitor = await visitors(language="zh-CN")
    await visitor.say("怎么退货")
    await visitor.asks_for_human()
    await visitor.closes()
    await server.settle()
    hops = {one["level"]: one["policy_id"] for one in await server.rows(PathHop)}
    assert hops == {1: phase["id"], 3: None}


async def test_a_running_phase_can_be_ended_and_a_planned_one_called_off(
    server, lead, visitors, plans
):
    running = await lead.done(await plans(0, 2), 201)
    planned = await lead.done(await plans(3, 4, name="售后"), 201)
    visitor = await visitors(language="zh-CN")
    await visitor.begins()
    server.clock.advance(seconds=60)
    for one in (running, planned):
        assert (await lead.post(f"{PHASES}/{one['id']}/end")).status_code == 204
    assert await states(lead) == ["over"]
    assert await is_handed_over_at_once(visitor)
    assert not await is_handed_over_at_once(await visitors(language="zh-CN"))


async def test_what_conversations_follow_already_is_not_changed(server, lead, plans):
    phase = await lead.done(await plans(0, 2), 201)
    server.clock.advance(seconds=60)
    draft = {name: phase[name] for name in ("name", "begins_at", "ends_at")}
    draft |= {"changes": CAREFUL}
    path = f"{PHASES}/{phase['id']}"
    longer = draft | {"name": "返场", "ends_at": phase["ends_at"] + STEP}
    changed = await lead.done(await lead.put(path, longer))
    assert (changed["name"], changed["ends_at"]) == ("返场", longer["ends_at"])
    refused = await lead.put(path, draft | {"changes": {"unknowns_before_human": 5}})
    assert (refused.status_code, refused.json()["code"]) == (409, "phases.begun")
    assert (await lead.done(await lead.get(PHASES)))[0]["changes"]["unknowns_before_human"] == 1


async def test_a_planned_phase_may_be_changed_altogether(server, lead, plans):
    phase = await lead.done(await plans(1, 2), 201)
    draft = {
        "name": "预热",
        "begins_at": phase["begins_at"] + STEP,
        "ends_at": phase["ends_at"] + 2 * STEP,
        "changes": {"entry_level": 0},
    }
    changed = await lead.done(await lead.put(f"{PHASES}/{phase['id']}", draft))
    assert changed["begins_at"] == draft["begins_at"]
    assert changed["changes"]["entry_level"] == 0
    assert changed["changes"]["unknowns_before_human"] is None


async def test_two_phases_never_run_at_once(lead, plans):
    await plans(1, 3, name="预热")
    refused = await plans(2, 4)
    assert (refused.status_code, refused.json()["params"]) == (409, {"name": "预热"})
    assert (await plans(3, 4)).status_code == 201


@pytest.mark.parametrize(("begins", "ends"), [(2, 1), (1, 1), (-3, -1)])
async def test_times_that_cannot_be_are_refused(lead, plans, begins, ends):
    refused = await plans(begins, ends)
    assert (refused.status_code, refused.json()["code"]) == (422, "phases.times_wrong")
    assert await states(lead) == []


@pytest.mark.parametrize(
    "changes",
    [{}, {"answer_above": 0.5, "choices_above": 0.6}, {"entry_level": 7}, {"wages": 1}],
)
async def test_changes_that_cannot_be_are_refused(lead, plans, changes):
    assert (await plans(1, 2, changes)).status_code == 422
    assert await states(lead) == []
