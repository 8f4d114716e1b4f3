"""A lead says how many answers shall be right; the shop's own evidence says how sure that is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bot.conftest import ENTRIES, SHIPPING
from yingda.learning.precision.curve import LEAST, THRESHOLDS, Known, curve, proposed
from yingda.learning.shares import wilson

PRECISION = "/api/bot/precision"
GOLDEN = "/api/knowledge/golden-questions"
UNSURE = "寄来要邮费么我在外地"
known = st.builds(Known, st.floats(0, 1), st.booleans())
many = st.lists(known, min_size=LEAST, max_size=200)
targets = st.sampled_from([0.5, 0.8, 0.9, 0.95, 0.98])


@given(many, st.lists(st.floats(0, 1)))
def test_a_higher_threshold_answers_no_more_questions(tried, asked):
    steps = curve(tried, [], asked, 0.85)
    assert [one.n for one in steps] == sorted((one.n for one in steps), reverse=True)
    covered = [one.coverage or 0 for one in steps]
    assert covered == sorted(covered, reverse=True)
    assert all(0 <= one.low <= one.precision <= one.high <= 1 for one in steps)


@pytest.mark.parametrize("n", [11, 12, 20, 22, 44])
def test_none_and_all_are_exact_at_their_end_of_the_interval(n):
    assert (wilson(0, n)[0], wilson(n, n)[1]) == (0, 1)


@given(many, targets, st.booleans())
def test_the_smallest_threshold_that_reaches_the_target_is_proposed(tried, target, certain):
    steps = curve(tried, [], [], 0.85)
    found = proposed(steps, target, certain=certain)
    reached = {
        one.threshold
        for one in steps
        if one.n >= LEAST and (one.low if certain else one.precision) >= target
    }
    assert (found.threshold if found else None) == min(reached, default=None)


@given(many, targets)
def test_to_be_certain_takes_a_higher_threshold_and_so_does_a_higher_target(tried, target):
    steps = curve(tried, [], [], 0.85)
    seen = proposed(steps, target, certain=False)
    for stricter in (
        proposed(steps, target, certain=True),
        proposed(steps, min(1.0, target + 0.02), certain=False),
    ):
        assert stricter is None or (seen is not None and seen.threshold <= stricter.threshold)


@given(st.lists(known, max_size=LEAST - 1), targets)
def test_of_few_answers_nothing_is_proposed(tried, target):
    assert proposed(curve(tried, [], [], 0.85), target, certain=False) is None


def test_what_customers_were_told_says_nothing_of_thresholds_below_todays():
    told = [Known(0.95, right=True)] * 200
    tried = [Known(0.6, right=False)] * 60 + [Known(0.95, right=True)] * 60
    by = {one.threshold: one for one in curve(tried, told, [0.5, 0.9], 0.85)}
    assert (by[0.5].n, by[0.5].precision, by[0.5].coverage) == (120, 0.5, 1.0)
    assert (by[0.85].n, by[0.85].precision, by[0.85].coverage) == (260, 1.0, 0.5)
    found = proposed(list(by.values()), 0.95, certain=True)
    assert found is not None
    assert found.threshold == 0.85, "sixty right ones alone are not certain enough"
    assert THRESHOLDS[0] <= found.threshold


async def test_a_shop_without_evidence_is_proposed_nothing(lead, knowledge):
    view = await lead.done(await lead.get(PRECISION))
    assert (view["golden"], view["judged"], view["proposed"]) == (0, 0, None)
    assert view["needed"] == LEAST


async def test_golden_questions_that_the_bot_does_not_know_word_for_word_are_evidence(
    lead, knowledge, visitors
):
    listed = await lead.done(await lead.get("/api/knowledge/entries"))
    entry = next(one for one in listed["items"] if one["question"] == SHIPPING["question"])
    for text in (UNSURE, SHIPPING["question"]):
        await lead.done(await lead.post(GOLDEN, {"text": text, "entry_id": entry["id"]}), 201)
    visitor = await visitors(language="zh-CN")
    await visitor.say(SHIPPING["question"])
    view = await lead.done(await lead.get(PRECISION, target=0.9))
    assert (view["golden"], view["knows"], view["asked"]) == (1, 1, 1)
    assert len(ENTRIES) > 1
    assert (view["most"], view["proposed"]) == (1, None), "one answer is no evidence"
    assert view["steps"][0]["coverage"] == 1.0


async def test_a_threshold_that_breaks_golden_questions_is_set_only_when_confirmed(lead, knowledge):
    draft = {"text": UNSURE, "entry_id": None}
    await lead.done(await lead.post(GOLDEN, draft), 201)
    loose = {"answer_above": 0.05}
    outcome = await lead.done(await lead.post(f"{PRECISION}/trials", loose))
    assert [one["text"] for one in outcome["broken"]] == [UNSURE]
    refused = await lead.put(PRECISION, loose)
    assert (refused.status_code, refused.json()["code"]) == (409, "learning.golden_broken")
    assert (await lead.done(await lead.get("/api/bot/settings")))["answer_above"] == 0.85
    await lead.done(await lead.put(PRECISION, loose | {"confirmed": True}))
    settings = await lead.done(await lead.get("/api/bot/settings"))
    assert (settings["answer_above"], settings["choices_above"]) == (0.05, 0.05)
