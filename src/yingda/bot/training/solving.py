"""The one-vs-rest problem solved by scikit-learn, as strictly as suits held-out questions."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yingda.knowledge.postings import Floats

Labels = NDArray[np.str_]

STRENGTHS = (1.0, 0.3, 0.1)
_ENOUGH_TO_CHOOSE = 1_000
_MOST_TO_CHOOSE_ON = 4_000
_FOLDS = 4
_CLEARLY_BETTER = 1.01


@dataclass(frozen=True)
class Regularised:
    """How much the classifier may follow single examples: scikit-learn's C."""

    strength: float = 1.0


@dataclass(frozen=True)
class Solution:
    """Weights of each class, classes x terms, and its bias."""

    classes: tuple[str, ...]
    weights: Floats
    bias: Floats

    def scores(self, rows: Any) -> Floats:  # noqa: ANN401 - scipy has no types
        """Return rows x classes."""
        scores: Floats = np.asarray(rows @ self.weights.T) + self.bias
        return scores

    def best(self, rows: Any) -> Labels:  # noqa: ANN401 - as above
        """Return the best class of each row."""
        best: Labels = np.array(self.classes)[self.scores(rows).argmax(axis=1)]
        return best


def solved(
    rows: Any,  # noqa: ANN401 - scipy has no types
    labels: Labels,
    regularised: Regularised,
    importance: Floats | None = None,
    tolerance: float = 0.01,
) -> Solution:
    """Train on rows of features and their labels, at least two different ones."""
    from sklearn.svm import LinearSVC  # noqa: PLC0415 - only where something is trained

    machine = LinearSVC(C=regularised.strength, tol=tolerance, random_state=0)
    machine.fit(rows, labels, sample_weight=importance)
    weights, bias = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:  # scikit-learn then gives one row only
        weights, bias = np.vstack([-weights, weights]), np.array([-bias[0], bias[0]])
    return Solution(tuple(map(str, machine.classes_)), weights, bias)


def mixed(count: int, seed: int = 0) -> NDArray[np.int64]:
    """Return the numbers below `count` in an order that looks like none, and is always the same."""
    numbers = np.arange(count, dtype=np.uint64) + np.uint64(seed * 7919 + 1)
    scattered = numbers * np.uint64(0x9E3779B97F4A7C15)  # wraps around: Fibonacci hashing
    scattered ^= scattered >> np.uint64(29)
    return np.argsort(scattered * np.uint64(0xBF58476D1CE4E5B9), kind="stable")


def folds_of(labels: Labels, count: int, seed: int = 0) -> NDArray[np.int64]:
    """Deal the examples of each label evenly into `count` folds."""
    order = mixed(len(labels), seed)
    grouped = order[np.argsort(labels[order], kind="stable")]
    folds = np.empty(len(labels), dtype=np.int64)
    folds[grouped] = np.arange(len(labels)) % count
    return folds


def chosen_strength(rows: Any, labels: Labels) -> Regularised:  # noqa: ANN401 - as above
    """Choose the strength that does best on a held-out quarter; 1 where there is little to see.

    Each next one is stricter, and is only tried while that helps.
    """
    if len(labels) < _ENOUGH_TO_CHOOSE:
        return Regularised()
    some = mixed(len(labels))[:_MOST_TO_CHOOSE_ON]
    rows, labels = rows[some], labels[some]
    held = folds_of(labels, _FOLDS) == 0
    best, most = Regularised(), 0.0
    for strength in STRENGTHS:
        tried = solved(rows[~held], labels[~held], Regularised(strength))
        right = float(np.mean(tried.best(rows[held]) == labels[held]))
        if most and right <= most * _CLEARLY_BETTER:
            break
        best, most = Regularised(strength), right
    return best
