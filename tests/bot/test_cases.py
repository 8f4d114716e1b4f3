"""The right past case stands among the five a colleague is shown (S2.14)."""

from tests.bot.fixtures.solved_cases import OTHERS, PAIRS
from yingda.bot.assisting.cases import MOST_SHOWN
from yingda.bot.assisting.likeness import Likeness, features_of, most_alike

ASKED_FOR = 0.7
"""The share the row asks for."""


def shown(likeness, text):
    """Return which cases are shown for a text, where all ended equally well."""
    return most_alike(likeness.to(text))[:MOST_SHOWN]


def test_on_fifty_questions_the_right_case_is_among_the_five():
    likeness = Likeness([features_of(case) for case, _ in PAIRS] + list(map(features_of, OTHERS)))
    found = [number in shown(likeness, now) for number, (_, now) in enumerate(PAIRS)]
    missed = [PAIRS[number] for number, right in enumerate(found) if not right]
    assert len(PAIRS) == 50
    assert sum(found) / len(found) >= ASKED_FOR, missed


def test_what_is_like_no_case_shows_none():
    likeness = Likeness([features_of(case) for case, _ in PAIRS] + list(map(features_of, OTHERS)))
    unlike = ("你们老板几岁", "帮我写一首诗", "股票怎么买", "What is the capital of France")
    assert [shown(likeness, text) for text in unlike] == [[]] * len(unlike)
