"""The calibrator learnt: how the signals look when the best match is right, and when it is not.

Questions nobody has are not needed: a fifth of the entries is left out at a time, and what their
questions then find is what it looks like when nothing is known. Of the others a fifth of their
questions is held out, to see what right and wrong answers look like.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from yingda.bot.training.solving import Labels, Regularised, folds_of, mixed, solved
from yingda.bot.training.vectors import Vectors
from yingda.bot.understanding.calibration import Calibrator
from yingda.bot.understanding.fusing import Understanding
from yingda.knowledge.postings import Flags, Floats
from yingda.knowledge.ranking import Document, Ranking

ENOUGH = 300
_FOLDS = 5
_MANY, _FEW_FOLDS = 4_000, 2  # of many questions two folds have enough to see
_MOST_ASKED = 300
_OUTSIDE_SHARE = 0.2
_LEAST_CLASSES = 10
_STRICTNESS = 0.3


@dataclass(frozen=True)
class HeldOut:
    """What held-out questions showed: the calibrator, and how many were right with and without."""

    calibrator: Calibrator | None
    held_out: int = 0
    right: int = 0
    right_by_rankers: int = 0


@dataclass(frozen=True)
class Kept:
    """Questions with the id of what answers each, the ids' own names, and their answers' words."""

    texts: Sequence[str]
    labels: Labels
    names: Sequence[tuple[str, str]] = ()
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """One held-out question; `inside` tells whether its entry was known."""

    signals: Floats
    right: bool
    right_by_rankers: bool
    inside: bool


def calibrated(kept: Kept, strictness: Regularised) -> HeldOut:
    """Return what held-out questions show; no calibrator where they, or the entries, are few."""
    if len(kept.texts) < ENOUGH or len(np.unique(kept.labels)) < _LEAST_CLASSES:
        return HeldOut(None)
    cases = list(_cases(kept, strictness))
    inside = [case for case in cases if case.inside]
    return HeldOut(
        _fitted(cases),
        len(inside),
        sum(case.right for case in inside),
        sum(case.right_by_rankers for case in inside),
    )


def _fitted(cases: Sequence[Case]) -> Calibrator | None:
    right = np.array([case.right for case in cases])
    if right.all() or not right.any():
        return None
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - only for training

    signals = np.array([case.signals for case in cases])
    inside = np.array([case.inside for case in cases])
    share = _OUTSIDE_SHARE / (1 - _OUTSIDE_SHARE) * inside.sum() / max(1, (~inside).sum())
    centre, scale = signals.mean(axis=0), np.maximum(signals.std(axis=0), 1e-3)
    machine = LogisticRegression(C=_STRICTNESS)
    inputs = np.clip((signals - centre) / scale, -4, 4)
    machine.fit(inputs, right, sample_weight=np.where(inside, 1.0, share))
    return Calibrator(
        tuple(centre.tolist()),
        tuple(scale.tolist()),
        tuple(machine.coef_[0].tolist()),
        float(machine.intercept_[0]),
    )


def _cases(kept: Kept, strictness: Regularised) -> Iterator[Case]:
    texts, labels = kept.texts, kept.labels
    classes, numbers = np.unique(labels, return_inverse=True)
    class_folds = mixed(len(classes), 1) % _FOLDS
    outside_fold, question_fold = class_folds[numbers], folds_of(labels, _FOLDS, seed=2)
    earlier: Ranking | None = None
    for fold in range(_FOLDS if len(texts) < _MANY else _FEW_FOLDS):
        outside = outside_fold == fold
        held = ~outside & (question_fold == fold)
        left = set(classes[class_folds != fold])
        named = [(label, text) for label, text in kept.names if label in left]
        known = np.flatnonzero(~outside & ~held)
        examples = [(str(labels[n]), texts[int(n)]) for n in known] + named
        earlier, understanding, ids = _trained(examples, kept.answers, strictness, earlier)
        for number in _some(outside, fold) + _some(held, fold):
            ranked = understanding.ranked(texts[number])
            if ranked is not None:
                best = ids[int(np.argmax(ranked.scores))] == labels[number]
                plain = ids[int(np.argmax(ranked.evidence.fused))] == labels[number]
                yield Case(ranked.signals(), best, plain, bool(held[number]))


def _trained(
    examples: Sequence[tuple[str, str]],
    answers: Mapping[str, str],
    strictness: Regularised,
    earlier: Ranking | None,
) -> tuple[Ranking, Understanding, list[str]]:
    vectors = Vectors([text for _, text in examples])
    solution = solved(vectors.rows, np.array([label for label, _ in examples]), strictness)
    model = vectors.model(solution.classes, solution.weights, solution.bias)
    groups: dict[str, list[str]] = {}
    for label, text in examples:
        groups.setdefault(label, []).append(text)
    ids = list(groups)
    documents = [
        Document(tuple(dict.fromkeys(questions)), answers.get(label, ""))
        for label, questions in groups.items()
    ]
    ranking = Ranking(documents, earlier)
    return ranking, Understanding(ranking, ids, model), ids


def _some(flags: Flags, seed: int) -> list[int]:
    numbers = np.flatnonzero(flags)
    chosen = numbers[mixed(len(numbers), seed)][:_MOST_ASKED]
    return [int(one) for one in chosen]
