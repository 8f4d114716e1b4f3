"""The path of a conversation through the levels L0 to L4, people.md 5.1; pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from yingda.foundation.clock import SECOND, Instant

Outcome = Literal[
    "resolved", "leaked", "handed_down", "abandoned", "came_back", "watched", "nothing_said"
]
OUTCOMES: tuple[Outcome, ...] = (
    "resolved",
    "leaked",
    "handed_down",
    "abandoned",
    "came_back",
    "watched",
    "nothing_said",
)
Evidence = Literal["thanked", "rated_solved", "task_done", "no_contact", "person_closed"]
BOT_LEVEL, TASKS, SIMPLE, EXPERT = LEVELS = (1, 2, 3, 4)
"""Those a conversation goes through; what L0 prevented is counted by the pages that were read."""
EXPERT_FROM = 4
"""The level of a member of a group from which somebody is one whom others ask."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which one level had the conversation; `reason` says why it came there.

    `done` says that a task came to its good end there, whatever was asked afterwards.
    """

    level: int
    reason: str
    entered_at: Instant
    policy_id: str | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """What is known at the end: the outcome of the last level, and the evidence for it."""

    outcome: Outcome
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Spent:
    """What a level took: seconds of our people's work, and what a language model cost there."""

    work_seconds: int = 0
    model_micro: int = 0


@dataclass(frozen=True, slots=True)
class Hop:
    """A level on the path, with its one outcome."""

    stretch: Stretch
    seconds: int
    outcome: Outcome
    evidence: Evidence | None
    spent: Spent = Spent()


def hops_of(stretches: Sequence[Stretch], ended_at: Instant, ending: Ending) -> list[Hop]:
    """Return the path: neighbours of one level are one hop, and each hop has one outcome.

    Going up is a leak of the level below, going down is work handed back, unless a task was done
    first; the last hop has the outcome of the conversation. So the outcomes of a level always add
    up to its inflow.
    """
    ordered = sorted(stretches, key=lambda one: one.entered_at)
    kept: list[Stretch] = []
    for one in ordered:
        if not kept or kept[-1].level != one.level:
            kept.append(one)
        else:
            kept[-1] = replace(kept[-1], done=one.done)
    ends = [*(one.entered_at for one in kept[1:]), ended_at]
    hops = []
    for number, (one, end) in enumerate(zip(kept, ends, strict=True)):
        hop = Hop(one, max(0, end - one.entered_at) // SECOND, ending.outcome, ending.evidence)
        if number + 1 < len(kept):
            left = _left(one, kept[number + 1].level)
            hop = replace(hop, outcome=left.outcome, evidence=left.evidence)
        hops.append(hop)
    return hops


def _left(one: Stretch, following: int) -> Ending:
    """Return what became of a level that was left for another."""
    if following > one.level:
        return Ending("leaked")
    return Ending("resolved", "task_done") if one.done else Ending("handed_down")
