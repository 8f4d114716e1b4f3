"""Labels that the other examples contradict, put right: confident learning.

After Northcutt, Jiang and Chuang, "Confident Learning" (2021): a label is doubted where, judged by
a classifier that has not seen the example, another class is likelier than it usually is for its
own examples. Clean questions have few such; labels taken from logs may have a fifth.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from yingda.bot.training.solving import Labels, Regularised, folds_of, solved
from yingda.knowledge.postings import Floats

_FOLDS = 4
_NOISY = 0.1
_SHARPNESS = 8.0
_AFTERWARDS = 3.0  # labels put right may be followed more closely


@dataclass(frozen=True)
class Settled:
    """The labels after doubts were settled, how many changed, and the strictness that suits."""

    labels: Labels
    regularised: Regularised
    changed: int = 0


def relabelled(rows: Any, labels: Labels, regularised: Regularised) -> Settled:  # noqa: ANN401
    """Put doubtful labels right, if so many are doubtful that they cannot be chance.

    Only where the strictness chosen says that single examples are not to be trusted.
    """
    if regularised.strength >= 1.0:
        return Settled(labels, regularised, 0)
    better = _settled(rows, labels, regularised)
    changed = int(np.sum(better != labels))
    if changed < _NOISY * len(labels):
        return Settled(labels, regularised, 0)
    return Settled(better, Regularised(_AFTERWARDS * regularised.strength), changed)


def _settled(rows: Any, labels: Labels, regularised: Regularised) -> Labels:  # noqa: ANN401
    classes, numbers = np.unique(labels, return_inverse=True)
    likely = _out_of_fold(rows, labels, classes, regularised)
    own = likely[np.arange(len(labels)), numbers]
    usual = np.bincount(numbers, own) / np.bincount(numbers)
    best = likely.argmax(axis=1)
    sure = likely.max(axis=1) >= usual[best]
    doubted = (best != numbers) & sure & (own < usual[numbers])
    settled: Labels = np.where(doubted, classes[best], labels)
    return settled


def _out_of_fold(
    rows: Any,  # noqa: ANN401 - scipy has no types
    labels: Labels,
    classes: Labels,
    regularised: Regularised,
) -> Floats:
    folds = folds_of(labels, _FOLDS)
    likely = np.zeros((len(labels), len(classes)))
    for fold in range(_FOLDS):
        held = folds == fold
        solution = solved(rows[~held], labels[~held], regularised)
        places = np.searchsorted(classes, solution.classes)
        scores = np.exp(_SHARPNESS * solution.scores(rows[held]))
        likely[np.ix_(held, places)] = scores / scores.sum(axis=1, keepdims=True)
    return likely
