"""What a customer did after an answer, without asking them: features.md S1.35, way 1; pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from yingda.conversations.satisfaction import DISSATISFIED_UP_TO, SATISFIED_FROM
from yingda.foundation.clock import DAY, Instant
from yingda.learning.likeness import is_dissatisfied, is_like, is_same

Outcome = Literal[
    "watched",
    "left_satisfied",
    "finished_task",
    "asked_on",
    "repeated",
    "rephrased",
    "turned_down",
    "transferred",
    "came_back",
    "rated_badly",
]
OUTCOMES: tuple[Outcome, ...] = (
    "left_satisfied",
    "finished_task",
    "asked_on",
    "repeated",
    "rephrased",
    "turned_down",
    "transferred",
    "came_back",
    "rated_badly",
    "watched",
)
FAILURES: tuple[Outcome, ...] = (
    "repeated",
    "rephrased",
    "turned_down",
    "transferred",
    "came_back",
    "rated_badly",
)
COMES_BACK_WITHIN = 3 * DAY
"""Who returns within 72 hours was not helped (metrics.md M60)."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something after, or at, the answer: what was said, a transfer, a task's end."""

    kind: Literal["question", "thanks", "remark", "transfer", "task_done"]
    seq: int
    at: Instant
    text: str = ""


def outcome_of(asked: Step, after: Sequence[Step]) -> Outcome:
    """Return what came of the answer to `asked`; `after` is everything later, in order.

    Who asks the same or nearly the same was not answered, nor who says so; who asks something else
    was, as far as one can see. Silence proves nothing yet: the next 72 hours tell (`watched`).
    """
    turned_down = False
    for step in after:
        if step.kind == "transfer":
            return "transferred"
        if step.kind == "task_done":
            return "finished_task"
        if step.kind == "question" and is_like(asked.text, step.text):
            return "repeated" if is_same(asked.text, step.text) else "rephrased"
        if is_dissatisfied(step.text):
            turned_down = True
        elif step.kind != "remark":
            ended_well: Outcome = "left_satisfied" if step.kind == "thanks" else "asked_on"
            return "turned_down" if turned_down else ended_well
    return "turned_down" if turned_down else "watched"


def rated(outcome: Outcome, score: int) -> Outcome:
    """Return the outcome once the customer has rated: words count more than silence."""
    if outcome not in {"watched", "left_satisfied", "rated_badly", "came_back"}:
        return outcome
    if score <= DISSATISFIED_UP_TO:
        return "rated_badly"
    if score >= SATISFIED_FROM:
        return "left_satisfied"
    return "watched" if outcome == "rated_badly" else outcome
