"""Precision and coverage over the threshold, and the threshold that reaches a target; pure."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from yingda.learning.shares import wilson

LEAST = 50
"""So many known answers a threshold must rest on: of fewer, one wrong one moves 2 in 100."""
THRESHOLDS = tuple(n / 100 for n in range(30, 100))


@dataclass(frozen=True)
class Known:
    """An answer of which somebody knows whether it is right, and how sure the bot was (0 to 1)."""

    sure: float
    right: bool


@dataclass(frozen=True)
class Step:
    """What is known of the answers at one threshold.

    `low` and `high` hold the 95 % interval of `precision`; `coverage` is the share of the
    questions asked that would be answered, None where nobody asked.
    """

    threshold: float
    n: int
    right: int
    precision: float
    low: float
    high: float
    coverage: float | None

    @property
    def is_enough(self) -> bool:
        """Tell whether it rests on enough answers to be proposed."""
        return self.n >= LEAST


def curve(
    tried: Sequence[Known], told: Sequence[Known], asked: Sequence[float], today: float
) -> list[Step]:
    """Return a step for each threshold above which there is any known answer.

    `tried` were put to the bot whatever it was sure of. `told` were answered by it, so they say
    nothing of thresholds below `today`'s: what it was less sure of then was told nobody, and
    counting the sure ones alone would flatter. `asked` is how sure it was of what customers ask.
    """
    sure = sorted(asked)
    steps = (_step(one, (*tried, *told) if one >= today else tried, sure) for one in THRESHOLDS)
    return [one for one in steps if one is not None]


def _step(threshold: float, known: Sequence[Known], asked: Sequence[float]) -> Step | None:
    """Return one step; `asked` is sorted."""
    answered = [one.right for one in known if one.sure >= threshold]
    if not answered:
        return None
    n, right = len(answered), sum(answered)
    low, high = wilson(right, n)
    over = len(asked) - bisect_left(asked, threshold)
    coverage = over / len(asked) if asked else None
    return Step(threshold, n, right, right / n, low, high, coverage)


def proposed(steps: Sequence[Step], target: float, *, certain: bool) -> Step | None:
    """Return the smallest threshold that reaches the target on enough answers, if one does.

    `certain` asks it of the lower end of the interval, not of the share that was seen.
    """
    return next(
        (one for one in steps if one.is_enough and _reached(one, certain=certain) >= target), None
    )


def _reached(step: Step, *, certain: bool) -> float:
    return step.low if certain else step.precision
