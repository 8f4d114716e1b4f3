"""Forty answers written for this test alone, half of them good, in three languages."""

import json
from pathlib import Path

import pytest

from yingda.knowledge.rendering.linting import lint

SAMPLES = [
    json.loads(line)
    for line in (Path(__file__).parent / "answers" / "directness.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
LATE = {"late_answer", "no_direct_answer"}
# A way or a yes stands in ordinary words, which a talkative beginning has too.
# Whoever mends one takes it out of this list.
NOT_SEEN_YET = {"怎么取消自动续费", "怎么绑定微信"}


def codes(sample):
    return {one.code for one in lint(sample["question"], sample["answer"])}


def with_flaw(flaw):
    return [one for one in SAMPLES if one["flaw"] == flaw]


def test_a_late_answer_is_seen_but_for_those_that_are_known():
    missed = {one["question"] for one in with_flaw("late") if not codes(one) & LATE}
    assert missed == NOT_SEEN_YET


@pytest.mark.parametrize("sample", with_flaw("formula"), ids=lambda one: one["question"])
def test_two_times_to_add_are_a_formula(sample):
    assert "formula" in codes(sample)


@pytest.mark.parametrize("sample", with_flaw(None), ids=lambda one: one["answer"][:12])
def test_a_good_answer_raises_no_alarm(sample):
    assert codes(sample) <= {"long", "no_fallback"}


@pytest.mark.parametrize("numeral", ["一", "十几", "1", "1.", "一 "])
@pytest.mark.timeout(20)
def test_a_long_row_of_numerals_is_looked_through_once(numeral):
    """Each took minutes: the whole row was searched again from every one of its places."""
    assert "formula" not in {one.code for one in lint("什么时候到", numeral * 20_000)}
