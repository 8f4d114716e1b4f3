"""The calibrator learnt: how the signals look when the best match is right, and when it is not.

Questions nobody has are not needed: a fifth of the entries is left out at a time, and what their
questions then find is what it looks like when nothing is known. Of the others a fifth of their
questions is held out, to see what right and wrong answers look like.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yingda.bot.training.solving import Labels, Regularised, folds_of, mixed, solved
from yingda.bot.training.vectors import Vectors
from yingda.bot.understanding.calibration import Calibrator
from yingda.bot.understanding.fusing import SIGNALS, Understanding
from yingda.knowledge.postings import Flags, Floats
from yingda.knowledge.ranking import Document, Ranking

ENOUGH = 300
_FOLDS = 5
_MOST_ASKED = 300
_OUTSIDE_SHARE = 0.2
_LEAST_CLASSES = 10


@dataclass(frozen=True)
class Cases:
    """Signals of held-out questions, whether their best match was right, and their importance."""

    signals: Floats
    right: Flags
    importance: Floats


def calibrated(
    texts: Sequence[str], labels: Labels, names: Sequence[tuple[str, str]], strictness: Regularised
) -> Calibrator | None:
    """Return the calibrator; None where there are too few questions or entries to learn it."""
    if len(texts) < ENOUGH or len(np.unique(labels)) < _LEAST_CLASSES:
        return None
    cases = _cases(texts, labels, names, strictness)
    if cases.right.all() or not cases.right.any():
        return None
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - only for training

    centre, scale = cases.signals.mean(axis=0), np.maximum(cases.signals.std(axis=0), 1e-3)
    machine = LogisticRegression(C=0.3)
    inputs = np.clip((cases.signals - centre) / scale, -4, 4)
    machine.fit(inputs, cases.right, sample_weight=cases.importance)
    weights = machine.coef_[0]
    assert len(weights) == len(SIGNALS)
    return Calibrator(
        tuple(centre.tolist()),
        tuple(scale.tolist()),
        tuple(weights.tolist()),
        float(machine.intercept_[0]),
    )


def _cases(
    texts: Sequence[str], labels: Labels, names: Sequence[tuple[str, str]], strictness: Regularised
) -> Cases:
    classes, numbers = np.unique(labels, return_inverse=True)
    class_folds = mixed(len(classes), 1) % _FOLDS
    outside_fold, question_fold = class_folds[numbers], folds_of(labels, _FOLDS, seed=2)
    found: list[tuple[Floats, bool, bool]] = []
    earlier: Ranking | None = None
    for fold in range(_FOLDS):
        outside = outside_fold == fold
        held = ~outside & (question_fold == fold)
        known = ~outside & ~held
        left = set(classes[class_folds != fold])
        named = [(label, text) for label, text in names if label in left]
        earlier, understanding, ids = _trained(texts, labels, known, named, strictness, earlier)
        for flags in (outside, held):
            for number in _some(flags, fold):
                ranked = understanding.ranked(texts[number])
                if ranked is not None:
                    best = ids[int(np.argmax(ranked.scores))]
                    right = bool(best == labels[number]) and flags is held
                    found.append((ranked.signals(), right, flags is outside))
    inside = np.array([not outside for _, _, outside in found])
    share = _OUTSIDE_SHARE / (1 - _OUTSIDE_SHARE) * inside.sum() / max(1, (~inside).sum())
    return Cases(
        np.array([signals for signals, _, _ in found]),
        np.array([right for _, right, _ in found]),
        np.where(inside, 1.0, share),
    )


def _trained(
    texts: Sequence[str],
    labels: Labels,
    known: Flags,
    names: Sequence[tuple[str, str]],
    strictness: Regularised,
    earlier: Ranking | None,
) -> tuple[Ranking, Understanding, list[str]]:
    examples = [(labels[n], texts[int(n)]) for n in np.flatnonzero(known)] + list(names)
    vectors = Vectors([text for _, text in examples])
    solution = solved(vectors.rows, np.array([label for label, _ in examples]), strictness)
    model = vectors.model(solution.classes, solution.weights, solution.bias)
    groups: dict[str, list[str]] = {}
    for label, text in examples:
        groups.setdefault(str(label), []).append(text)
    ids = list(groups)
    documents = [Document(tuple(dict.fromkeys(questions))) for questions in groups.values()]
    ranking = Ranking(documents, earlier)
    return ranking, Understanding(ranking, ids, model), ids


def _some(flags: Flags, seed: int) -> list[int]:
    numbers = np.flatnonzero(flags)
    chosen = numbers[mixed(len(numbers), seed)][:_MOST_ASKED]
    return [int(one) for one in chosen]
