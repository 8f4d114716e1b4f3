"""The figures of an engine's guesses: right, telling right from wrong, and honest confidence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench.bot.engines import Guess
from bench.bot.sets import Asked


@dataclass(frozen=True)
class Figures:
    """Shares from 0 to 1; `auroc` tells in-scope questions from others, or right from wrong."""

    accuracy: float
    auroc: float
    calibration_error: float
    covered: float
    p50_ms: float
    p99_ms: float


def figures(asked: Sequence[Asked], guesses: Sequence[Guess], seconds: Sequence[float]) -> Figures:
    """Return the figures; an out-of-scope question is answered rightly by nothing."""
    sure = np.array([confidence for _, confidence in guesses])
    right = np.array(
        [
            one.label is not None and label == one.label
            for one, (label, _) in zip(asked, guesses, strict=True)
        ]
    )
    inside = np.array([one.label is not None for one in asked])
    target = right if inside.all() else inside
    return Figures(
        float(right[inside].mean()),
        auroc(sure, target),
        calibration_error(sure, right),
        coverage(sure, right),
        float(np.percentile(seconds, 50)) * 1000,
        float(np.percentile(seconds, 99)) * 1000,
    )


def auroc(values: np.ndarray, positive: np.ndarray) -> float:
    """Return how often a positive has a higher value than a negative; ties count half."""
    ranks = (
        np.searchsorted(np.sort(values), values, "left")
        + np.searchsorted(np.sort(values), values, "right")
        + 1
    ) / 2
    n = int(positive.sum())
    if not n or n == len(positive):
        return float("nan")
    return float((ranks[positive].sum() - n * (n + 1) / 2) / (n * (len(positive) - n)))


def calibration_error(sure: np.ndarray, right: np.ndarray, bins: int = 15) -> float:
    """Return the expected calibration error over bins of equal width (Guo et al., 2017)."""
    place = np.minimum((sure * bins).astype(int), bins - 1)
    gaps = [
        abs(sure[place == one].mean() - right[place == one].mean()) * np.mean(place == one)
        for one in np.unique(place)
    ]
    return float(np.sum(gaps))


def coverage(sure: np.ndarray, right: np.ndarray, precision: float = 0.95) -> float:
    """Return the largest share of questions answered at this precision, surest first."""
    order = np.argsort(-sure, kind="stable")
    precise = np.cumsum(right[order]) / np.arange(1, len(right) + 1)
    good = np.flatnonzero(precise >= precision)
    return float((good[-1] + 1) / len(right)) if len(good) else 0.0
