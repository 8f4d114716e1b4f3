"""Why a customer went from the bot to a person, from what was stored until then; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from yingda.learning.likeness import is_dissatisfied, is_like

Reason = Literal["direct", "after_talk", "no_answer", "wrong_answer", "must_human", "rule"]
REASONS: tuple[Reason, ...] = (
    "direct",
    "after_talk",
    "no_answer",
    "wrong_answer",
    "must_human",
    "rule",
)
ASKED_FOR = frozenset({"customer_button", "customer_unknown", "customer_choice", "customer_word"})
LEFT_MESSAGE = "left_message"
HELPED = frozenset({"answer", "choices", "task"})
"""Verdicts of the bot that are some help; a task is one."""
QUESTIONS = HELPED | {"unknown"}
"""Verdicts that say that the bot was really asked; greetings and bare cards are none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question really asked of the bot, and what the bot did about it."""

    text: str
    verdict: str


def reason_of(cause: str, asked: Sequence[Asked], said_since: Sequence[str] = ()) -> Reason:
    """Return the machine's reason of a transfer.

    `cause` is the word of the request, `asked` every real question before it (no courtesies and
    no request for a person), `said_since` what the customer said after the last of them. A wrong
    answer is seen by what the customer did about it: said so, asked the same again, or turned down
    every choice.
    """
    if cause == "must_human":
        return "must_human"
    if cause == "bot_gave_up":
        return "no_answer"
    if cause not in ASKED_FOR and cause != LEFT_MESSAGE:
        return "rule"
    if not asked:
        return "direct"
    meant = _without_complaints(asked)
    if meant[-1].verdict not in HELPED:
        return "no_answer"
    complained = len(meant) < len(asked) or any(map(is_dissatisfied, said_since))
    if cause == "customer_choice" or complained or _asked_again(meant):
        return "wrong_answer"
    return "after_talk"


def _without_complaints(asked: Sequence[Asked]) -> Sequence[Asked]:
    """Leave out what the bot took for questions at the end, and was said about its answer."""
    meant = list(asked)
    while len(meant) > 1 and meant[-1].verdict != "answer" and is_dissatisfied(meant[-1].text):
        meant.pop()
    return meant


def _asked_again(asked: Sequence[Asked]) -> bool:
    last = asked[-1]
    before = [one for one in asked[:-1] if one.verdict in HELPED]
    return any(is_like(last.text, one.text) for one in before[-2:])
