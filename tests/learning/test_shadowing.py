"""Shadow mode: a candidate answers silently, leads see how it would have done, and publish it."""

import pytest

from tests.bot.conftest import ENTRIES, SHIPPING
from tests.bot.test_training import DRAFTS, as_result
from yingda.app.retention import forget_what_is_old
from yingda.bot import queries
from yingda.bot.models import BotModel
from yingda.bot.training import publishing
from yingda.learning.shadowing.comparing import gap_of, kind_of
from yingda.learning.shadowing.models import ShadowReply

SHADOW = "/api/bot/shadow"
GOLDEN = "/api/knowledge/golden-questions"
SURE, UNSURE = "包邮吗", "寄来要邮费么我在外地"
LOOSE = {"engine": "thresholds", "answer_above": 0.05, "choices_above": 0.01}
STRICT = {"engine": "thresholds", "answer_above": 1.0, "choices_above": 1.0}


async def started(lead, draft=LOOSE, **more):
    return await lead.done(await lead.post(SHADOW, draft | more), 201)


async def seen(lead, server):
    """Let the candidate be asked; return what leads see."""
    await server.wait(seconds=30)
    return await lead.done(await lead.get(SHADOW))


async def asked(visitors, *texts, leaves_for_person=False):
    visitor = await visitors(language="zh-CN")
    for text in texts:
        await visitor.say(text)
    if leaves_for_person:
        await visitor.asks_for_human()
    return visitor


async def questions(lead, run, **wanted):
    page = await lead.done(await lead.get(f"{SHADOW}/{run['id']}/questions", **wanted))
    return page["items"]


async def test_a_candidate_answers_silently_and_leads_see_where_it_differs(
    lead, server, knowledge, visitors
):
    run = await started(lead)
    visitor = await asked(visitors, SURE, UNSURE)
    said = await visitor.messages()
    view = await seen(lead, server)
    assert await visitor.messages() == said, "the customer heard nothing of it"
    compared = view["comparison"]
    assert (compared["n"], compared["kinds"]["same"], compared["kinds"]["gained"]) == (2, 1, 1)
    assert (compared["live"]["answered"], compared["candidate"]["answered"]) == (1, 2)
    assert compared["gap"] == 0.5
    assert compared["gap_low"] <= 0.5 <= compared["gap_high"]
    (question,) = await questions(lead, run)
    assert (question["question"], question["kind"]) == (UNSURE, "gained")
    assert question["entries"][0]["question"] == SHIPPING["question"]
    assert question["conversation_id"] == visitor.conversation_id
    assert [one["question"] for one in await questions(lead, run, kind="same")] == [SURE]


async def test_what_was_asked_before_the_start_or_after_the_end_is_not_compared(
    lead, server, knowledge, visitors
):
    await asked(visitors, SURE)
    await server.wait(seconds=60)
    run = await started(lead)
    assert (await seen(lead, server))["comparison"]["n"] == 0
    await asked(visitors, SURE)
    assert (await seen(lead, server))["comparison"]["n"] == 1
    await lead.done(await lead.post(f"{SHADOW}/{run['id']}/stop"))
    await asked(visitors, SURE)
    view = await seen(lead, server)
    assert view["comparison"]["n"] == 1
    assert view["run"]["ended_at"] is not None
    again = await lead.post(f"{SHADOW}/{run['id']}/stop")
    assert (again.status_code, again.json()["code"]) == (409, "learning.shadow_is_over")


async def test_questions_are_told_apart_by_how_their_conversation_ended(
    lead, server, knowledge, visitors
):
    await started(lead)
    await asked(visitors, UNSURE, leaves_for_person=True)
    await (await asked(visitors, SURE, "谢谢")).act("close", None, {})
    await (await asked(visitors, "量子力学讲了什么")).act("close", None, {})
    await asked(visitors, SURE)
    compared = (await seen(lead, server))["comparison"]
    fates = {one["fate"]: one for one in compared["fates"]}
    assert {name: one["n"] for name, one in fates.items()} == {
        "transferred": 1,
        "resolved": 1,
        "unsolved": 1,
        "open": 1,
    }
    left = fates["transferred"]
    assert (left["live_answered"], left["answered"]) == (0, 1)
    assert left["low"] < 1 == left["high"]
    assert (fates["resolved"]["same"], fates["unsolved"]["live_answered"]) == (1, 0)


async def test_one_candidate_at_a_time_and_none_that_is_what_is_live(lead, knowledge):
    settings = await lead.done(await lead.get("/api/bot/settings"))
    same = {name: settings[name] for name in ("answer_above", "choices_above")}
    answer = await lead.post(SHADOW, LOOSE | same)
    assert (answer.status_code, answer.json()["code"]) == (422, "learning.same_as_live")
    answer = await lead.post(SHADOW, {**LOOSE, "engine": "trained"})
    assert (answer.status_code, answer.json()["code"]) == (409, "learning.no_candidate")
    await started(lead)
    answer = await lead.post(SHADOW, STRICT)
    assert (answer.status_code, answer.json()["code"]) == (409, "learning.shadow_runs")


async def test_a_candidate_is_published_and_the_next_customer_is_answered_by_it(
    lead, server, knowledge, visitors
):
    run = await started(lead)
    done = await lead.done(await lead.post(f"{SHADOW}/{run['id']}/publish"))
    assert (done["published"], done["ended_at"] is not None) == (True, True)
    visitor = await asked(visitors, UNSURE)
    assert (await visitor.messages())[-1]["content"]["text"] == SHIPPING["answer"]


async def test_a_candidate_that_is_worse_on_golden_questions_is_not_published(
    lead, server, knowledge, visitors
):
    golden = {"text": "东西寄来要邮费", "entry_id": None}
    await lead.done(await lead.post(GOLDEN, golden), 201)
    run = await started(lead)
    refused = await lead.post(f"{SHADOW}/{run['id']}/publish")
    assert (refused.status_code, refused.json()["code"]) == (409, "learning.candidate_worse")
    assert (await seen(lead, server))["run"]["ended_at"] is None
    settings = await lead.done(await lead.get("/api/bot/settings"))
    assert settings["answer_above"] > LOOSE["answer_above"]


@pytest.fixture
async def refused_model(lead, server, shop):
    """Give a classifier that broke a golden question, and so was not published."""
    for draft in DRAFTS:
        entry = await lead.done(await lead.post(ENTRIES, draft), 201)
        question = {"text": f"买的东西{draft['similar'][5]}才行", "entry_id": entry["id"]}
        await lead.done(await lead.post(GOLDEN, question), 201)
    return await trained(server, shop, mixed_up=True)


async def trained(server, shop, *, mixed_up):
    want = await server.read(publishing.wanted, shop.id)
    figures = {"held_out": 50, "right": 50, "right_by_rankers": 40}
    result = as_result(want, figures, mixed_up=mixed_up)
    judgement = await server.read(queries.judged_model, shop.id, result)
    return (await server.write(publishing.publish, want, result, judgement)).id


async def test_what_training_made_and_nobody_published_is_tried_beside_the_live_bot(
    lead, server, shop, refused_model, visitors
):
    view = await lead.done(await lead.get(SHADOW))
    assert view["trained"]["id"] == refused_model
    draft = {"engine": "trained", **{name: view[name] for name in LOOSE if name in view}}
    run = await started(lead, draft)
    await asked(visitors, DRAFTS[0]["similar"][0], "发票的事怎么弄呢")
    compared = (await seen(lead, server))["comparison"]
    assert compared["n"] == 2
    refused = await lead.post(f"{SHADOW}/{run['id']}/publish")
    assert refused.json()["code"] == "learning.candidate_worse"
    for one in await lead.done(await lead.get(GOLDEN)):
        await lead.done(await lead.delete(f"{GOLDEN}/{one['id']}"), 204)
    await lead.done(await lead.post(f"{SHADOW}/{run['id']}/publish"))
    tried = await lead.done(await lead.post("/api/bot/try", {"text": "运费"}))
    assert tried["engine"] == "hybrid-1"


async def test_only_the_newest_that_was_refused_and_the_one_that_is_tried_keep_their_weights(
    lead, server, shop, refused_model
):
    await started(lead, LOOSE | {"engine": "trained"})
    for _ in range(2):
        newest = await trained(server, shop, mixed_up=True)
    kept = [row["id"] for row in await server.rows(BotModel) if row["packed"]]
    assert sorted(kept) == sorted([refused_model, newest])


async def test_what_candidates_said_is_forgotten_after_ninety_days(
    lead, server, knowledge, visitors
):
    await started(lead)
    await asked(visitors, SURE)
    await seen(lead, server)
    assert len(await server.rows(ShadowReply)) == 1
    await forget_what_is_old(server.runtime)
    assert len(await server.rows(ShadowReply)) == 1
    server.clock.advance(seconds=91 * 86_400)
    await forget_what_is_old(server.runtime)
    assert await server.rows(ShadowReply) == []


async def test_shadow_mode_is_for_leads_of_the_shop(lead, agent, merchant, stranger, knowledge):
    run = await started(lead)
    for person in (agent, merchant):
        assert (await person.get(SHADOW)).status_code == 403
        assert (await person.post(SHADOW, LOOSE)).status_code == 403
    for verb in ("stop", "publish"):
        assert (await stranger.post(f"{SHADOW}/{run['id']}/{verb}")).status_code == 404
    assert (await stranger.get(f"{SHADOW}/{run['id']}/questions")).status_code == 404


@pytest.mark.parametrize(
    ("live", "candidate", "kind"),
    [
        (("answer", ["a"]), ("answer", ["a"]), "same"),
        (("answer", ["a"]), ("answer", ["b"]), "other_answer"),
        (("answer", ["a"]), ("choices", ["a", "b"]), "lost"),
        (("unknown", []), ("answer", ["a"]), "gained"),
        (("choices", ["a"]), ("unknown", []), "other"),
        (("unknown", []), ("pleasantry", []), "same"),
    ],
)
def test_a_difference_has_one_name(live, candidate, kind):
    assert kind_of(*live, *candidate) == kind


def test_a_gap_is_zero_where_as_much_was_gained_as_lost():
    gap, low, high = gap_of(5, 5, 100)
    assert gap == 0
    assert low == -high < 0
    assert gap_of(50, 0, 100)[1] > 0


@pytest.mark.parametrize(("gained", "lost"), [(1, 0), (0, 1), (0, 0)])
def test_one_question_proves_nothing(gained, lost):
    gap, low, high = gap_of(gained, lost, 1)
    assert low < 0 < high
    assert low <= gap <= high
