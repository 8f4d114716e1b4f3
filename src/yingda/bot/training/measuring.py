"""Figures of an engine's guesses: right, telling right from wrong, and honest confidence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yingda.knowledge.postings import Flags, Floats

_BINS = 15
_RESAMPLES = 1_000


@dataclass(frozen=True)
class Guess:
    """What an engine made of one question; `wanted` is None where nothing answers it.

    `in_scope` is how likely it has any answer; `seconds` are of processor time.
    """

    wanted: str | None
    found: str | None
    confidence: float
    seconds: float
    in_scope: float

    @property
    def right(self) -> bool:
        """Tell whether the question has an answer and this is it."""
        return self.wanted is not None and self.found == self.wanted


@dataclass(frozen=True)
class Figures:
    """Shares from 0 to 1; `accuracy` is of the questions that have an answer.

    `auroc` is how well `in_scope` tells those from the others where there are others, else how well
    the confidence tells right from wrong. `covered` is the share of all that could be answered with
    95 of 100 right.
    """

    accuracy: float
    auroc: float
    calibration_error: float
    covered: float
    p50_ms: float
    p99_ms: float


def figures(guesses: Sequence[Guess]) -> Figures:
    """Return the figures of at least one guess."""
    sure = np.array([one.confidence for one in guesses])
    scope = np.array([one.in_scope for one in guesses])
    right = np.array([one.right for one in guesses])
    inside = np.array([one.wanted is not None for one in guesses])
    took = [one.seconds * 1000 for one in guesses]
    return Figures(
        float(right[inside].mean()) if inside.any() else float("nan"),
        auroc(sure, right) if inside.all() else auroc(scope, inside),
        calibration_error(sure, right),
        coverage(sure, right),
        float(np.percentile(took, 50)),
        float(np.percentile(took, 99)),
    )


def auroc(values: Floats, positive: Flags) -> float:
    """Return how often a positive has a higher value than a negative; ties count half."""
    ordered = np.sort(values)
    ranks = (
        np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")
    ) / 2
    n = int(positive.sum())
    if not n or n == len(positive):
        return float("nan")
    mean_rank = float(ranks[positive].sum()) + n / 2
    return (mean_rank - n * (n + 1) / 2) / (n * (len(positive) - n))


def calibration_error(sure: Floats, right: Flags) -> float:
    """Return the expected calibration error over bins of equal width (Guo et al., 2017)."""
    place = np.minimum((sure * _BINS).astype(int), _BINS - 1)
    gaps = [
        abs(float(sure[place == one].mean()) - float(right[place == one].mean()))
        * float(np.mean(place == one))
        for one in np.unique(place)
    ]
    return sum(gaps)


def coverage(sure: Floats, right: Flags, precision: float = 0.95) -> float:
    """Return the largest share of questions answered at this precision, surest first."""
    order = np.argsort(-sure, kind="stable")
    precise = np.cumsum(right[order]) / np.arange(1, len(right) + 1)
    good = np.flatnonzero(precise >= precision)
    return float((good[-1] + 1) / len(right)) if len(good) else 0.0


def interval(better: Sequence[bool], than: Sequence[bool]) -> tuple[float, float]:
    """Return the 95 % interval of the difference of two shares on the same questions.

    By resampling the questions (paired bootstrap), in an order that is always the same.
    """
    gaps = np.array(better, dtype=np.float64) - np.array(than, dtype=np.float64)
    count = len(gaps)
    numbers = np.arange(_RESAMPLES * count, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    numbers ^= numbers >> np.uint64(31)
    drawn = (numbers * np.uint64(0xBF58476D1CE4E5B9) >> np.uint64(33)) % np.uint64(count)
    means = gaps[drawn.astype(np.int64).reshape(_RESAMPLES, count)].mean(axis=1)
    low, high = np.percentile(means, (2.5, 97.5))
    return float(low), float(high)
