"""How plainly the way to a person is shown: earned by the bot, and never closed."""

import pytest

from tests.helpcenter.conftest import home_of

SETTINGS = "/api/helpcenter/settings"


def entry(level, **more):
    gate = {"least_conversations": 20, "least_resolution": 0.7}
    return {"human_entry": {"level": level, **gate, **more}}


@pytest.fixture
def served(server, visitors, knowledge):
    """Let the bot serve many customers: some are resolved, the others ask for a person."""

    async def happened(resolved, with_person):
        for number in range(resolved + with_person):
            person = await visitors()
            await person.say("怎么申请退货")
            if number >= resolved:
                await person.say("人工")
            await person.act("close", None, {})
        await server.wait(seconds=4 * 86_400)

    return happened


async def test_hiding_the_person_is_refused_until_the_bot_was_tried_enough(lead, served):
    await served(10, 0)
    answer = await lead.put(SETTINGS, entry(1))
    assert answer.status_code == 409
    assert answer.json()["code"] == "helpcenter.bot_too_little_tried"
    assert (await lead.get(SETTINGS)).json()["settings"]["human_entry"]["level"] == 0


async def test_hiding_the_person_is_refused_while_the_bot_resolves_too_little(lead, served):
    await served(10, 10)
    answer = await lead.put(SETTINGS, entry(2))
    assert answer.json()["code"] == "helpcenter.bot_not_good_enough"
    assert answer.json()["params"] == {"percent": 50, "needed": 70}


async def test_a_bot_that_resolves_enough_may_step_forward_and_back_is_always_free(lead, served):
    await served(20, 4)
    measured = (await lead.get(SETTINGS)).json()["measured"]
    assert (measured["conversations"], measured["resolved"]) == (24, 20)
    assert (await lead.put(SETTINGS, entry(3))).status_code == 200
    strict = entry(1, least_resolution=0.99)
    assert (await lead.put(SETTINGS, strict)).status_code == 200


async def test_who_comes_back_within_three_days_was_not_resolved(server, lead, buyer, knowledge):
    for _ in range(2):
        visitor = await buyer()
        await visitor.begins()
        await visitor.say("怎么申请退货")
        await visitor.act("close", None, {})
        await server.wait(seconds=3_600)
    await server.wait(seconds=4 * 86_400)
    measured = (await lead.get(SETTINGS)).json()["measured"]
    assert (measured["conversations"], measured["resolved"]) == (2, 1)


@pytest.mark.parametrize("level", [0, 1, 2, 3])
async def test_the_word_for_a_person_works_at_every_level(
    lead, agent, visitors, served, level, knowledge
):
    await served(20, 0)
    await lead.done(await lead.put(SETTINGS, entry(level)))
    await agent.goes("available")
    for word in ("人工", "我要投诉", "agent"):
        person = await visitors()
        assert (await home_of(person))["human_entry"] == level
        await person.say(word)
        assert (await person.sees())["stage"] == "human"
        await person.act("close", None, {})


async def test_the_exempt_always_see_the_button(lead, visitors, served, server, knowledge):
    await served(20, 0)
    level = entry(3, exempt_tier=4, exempt_traits=["长辈"])
    await lead.done(await lead.put(SETTINGS, level))
    changes = (
        ({}, 3),
        ({"tier": 4}, 0),
        ({"traits": {"长辈": "是"}}, 0),
        ({"traits": {"长辈": ""}}, 3),
        ({"traits": {"长辈": "否"}}, 3),
        ({"traits": {"長輩": "是"}}, 0),
        ({"traits": {"年龄": "72 岁"}}, 0),
        ({"traits": {"age": 59}}, 3),
    )
    for change, wanted in changes:
        person = await visitors()
        if change:
            await lead.done(await lead.patch(f"/api/customers/{person.id}", change))
        assert (await home_of(person))["human_entry"] == wanted


@pytest.mark.parametrize("trait", ["长辈", "老年人", "elder", "senior", "Senior"])
async def test_old_people_always_see_the_button_whatever_was_set_up(
    lead, visitors, served, trait, knowledge
):
    await served(20, 0)
    await lead.done(await lead.put(SETTINGS, entry(3)))
    person = await visitors()
    await lead.done(await lead.patch(f"/api/customers/{person.id}", {"traits": {trait: True}}))
    assert (await home_of(person))["human_entry"] == 0


@pytest.mark.usefixtures("knowledge")
@pytest.mark.parametrize(("returning", "level"), [(True, 0), (False, 3)])
async def test_who_comes_back_within_72_hours_sees_the_button(
    lead, visitors, served, server, returning, level
):
    await served(20, 0)
    await lead.done(await lead.put(SETTINGS, entry(3, exempt_returning=returning)))
    person = await visitors()
    await person.say("怎么申请退货")
    assert (await home_of(person))["human_entry"] == 3
    await person.act("close", None, {})
    for hours, seen in ((71, level), (2, 3)):
        await server.wait(seconds=hours * 3_600)
        again = await visitors(visitor_secret=person.start["visitor_secret"])
        assert (await home_of(again))["human_entry"] == seen


@pytest.mark.usefixtures("knowledge")
@pytest.mark.parametrize("levels", [(3, 1, 1), (1, 3, 1)])
async def test_a_phase_shows_the_person_more_plainly_and_never_less(
    lead, visitors, served, server, levels
):
    usual, of_phase, seen = levels
    await served(20, 0)
    await lead.done(await lead.put(SETTINGS, entry(usual)))
    before = await visitors()
    await before.begins()
    server.clock.advance(seconds=60)
    now = server.clock.now()
    phase = {"name": "售后", "begins_at": now, "ends_at": now + 600_000}
    phase |= {"changes": {"entry_level": of_phase}}
    await lead.done(await lead.post("/api/bot/phases", phase), 201)
    assert (await home_of(before))["human_entry"] == usual  # it began before the phase
    assert (await home_of(await visitors()))["human_entry"] == seen
    server.clock.advance(seconds=900)
    assert (await home_of(await visitors()))["human_entry"] == usual


async def test_an_agent_may_not_hide_the_person(agent):
    assert (await agent.put(SETTINGS, entry(0))).status_code == 403


async def test_the_gate_and_the_bot_page_say_the_same(server, lead, visitors, knowledge):
    """One customer thanked, one said it was not solved, one got no answer, one wanted a person."""
    for texts, solved in (
        (["怎么申请退货", "谢谢"], None),
        (["怎么申请退货"], False),
        (["量子力学是什么"], None),
        (["怎么申请退货", "人工"], None),
        (["怎么申请退货"], None),
    ):
        person = await visitors()
        for text in texts:
            await person.say(text)
        await person.act("close", None, {})
        if solved is not None:
            await person.rates(1, solved=solved)
    await server.wait(seconds=4 * 86_400)
    measured = (await lead.get(SETTINGS)).json()["measured"]
    page = (await lead.get("/api/insight/bot", days=28)).json()
    (shown,) = [one for one in page["figures"] if one["code"] == "bot_resolved"]
    assert (measured["conversations"], measured["resolved"]) == (shown["n"], shown["numerator"])
    assert (measured["conversations"], measured["resolved"]) == (5, 2)


@pytest.mark.parametrize(("level", "flag"), [(1, None), (2, "hidden_entry")])
async def test_who_stayed_with_the_bot_is_flagged_where_the_person_was_hidden(
    lead, agent, visitors, served, level, flag
):
    await served(20, 0)
    await lead.done(await lead.put(SETTINGS, entry(level)))
    await agent.goes("available")
    person = await visitors()
    await person.say("怎么申请退货")
    await person.act("close", None, {})
    answer = await lead.get("/api/insight/bot/bot_contained/records", days=1)
    (record,) = (await lead.done(answer))["items"]
    assert (record["value"], record["note"]) == (1.0, flag)
