"""The calibrator learnt: how the signals look when the best match is right, and when it is not.

Questions nobody has are not needed: a fifth of the entries is left out at a time, and what their
questions then find is what it looks like when nothing near is known; questions made of strange
words (`strange.py`) are what it looks like when nothing at all is. Of the other entries some
questions are held out, to see what right and wrong answers look like.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from yingda.bot.training.solving import Labels, Regularised, folds_of, mixed, solved
from yingda.bot.training.strange import hasty, strange
from yingda.bot.training.vectors import Vectors
from yingda.bot.understanding.calibration import INSIDE, Calibrator, Logistic
from yingda.bot.understanding.fusing import Understanding
from yingda.foundation.chance import seeded
from yingda.knowledge.postings import Flags, Floats
from yingda.knowledge.ranking import Document, Ranking
from yingda.knowledge.terms import Reading

ENOUGH = 300
_FOLDS = 5
_MANY, _FEW_FOLDS = 4_000, 2  # of many questions two folds have enough to see
_MOST_ASKED = 300
_LEAST_CLASSES = 10
_STRICTNESS = 0.3
_IN_HASTE = 6
_NEAR_SHARE = 0.4


@dataclass(frozen=True)
class HeldOut:
    """What held-out questions showed: the calibrator, and how many were right with and without."""

    calibrator: Calibrator | None
    held_out: int = 0
    right: int = 0
    right_by_rankers: int = 0


@dataclass(frozen=True)
class Kept:
    """Questions with the id of what answers each, the ids' own names, and their answers' words.

    `seed` starts the chance by which questions are made strange, or typed in haste.
    """

    texts: Sequence[str]
    labels: Labels
    names: Sequence[tuple[str, str]] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0


@dataclass(frozen=True)
class Case:
    """One question; `inside` tells whether its entry was known, `near` whether it was left out."""

    signals: Floats
    right: bool
    right_by_rankers: bool
    inside: bool
    near: bool


def calibrated(kept: Kept, strictness: Regularised, reading: Reading | None = None) -> HeldOut:
    """Return what held-out questions show; no calibrator where they, or the entries, are few."""
    if len(kept.texts) < ENOUGH or len(np.unique(kept.labels)) < _LEAST_CLASSES:
        return HeldOut(None)
    cases = list(_cases(kept, strictness, Reading() if reading is None else reading))
    inside = [case for case in cases if case.inside]
    return HeldOut(
        _fitted(cases),
        len(inside),
        sum(case.right for case in inside),
        sum(case.right_by_rankers for case in inside),
    )


def _fitted(cases: Sequence[Case]) -> Calibrator | None:
    inside = np.array([case.inside for case in cases])
    near = np.array([case.near for case in cases])
    right = np.array([case.right for case in cases])
    if not right.any() or inside.all():
        return None
    counts = np.ones(len(cases))
    outside = inside.sum() * (1 - INSIDE) / INSIDE
    counts[near] = _NEAR_SHARE * outside / max(1, near.sum())
    far = ~inside & ~near
    counts[far] = (1 - _NEAR_SHARE) * outside / max(1, far.sum())
    signals = np.array([case.signals for case in cases])
    return Calibrator(
        _logistic(signals, inside, counts),
        _logistic(signals[inside], right[inside], counts[inside]),
    )


def _logistic(signals: Floats, wanted: Flags, counts: Floats) -> Logistic:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - only for training

    centre, scale = signals.mean(axis=0), np.maximum(signals.std(axis=0), 1e-3)
    if wanted.all():  # nothing to tell apart: so sure as so many cases make one
        none = tuple(np.zeros_like(centre).tolist())
        return Logistic(none, tuple(scale.tolist()), none, float(np.log(len(wanted) + 1)))
    machine = LogisticRegression(C=_STRICTNESS, max_iter=500)
    machine.fit(np.clip((signals - centre) / scale, -4, 4), wanted, sample_weight=counts)
    return Logistic(
        tuple(centre.tolist()),
        tuple(scale.tolist()),
        tuple(machine.coef_[0].tolist()),
        float(machine.intercept_[0]),
    )


def _cases(kept: Kept, strictness: Regularised, reading: Reading) -> Iterator[Case]:
    texts, labels = kept.texts, kept.labels
    classes, numbers = np.unique(labels, return_inverse=True)
    class_folds = mixed(len(classes), 1) % _FOLDS
    outside_fold, question_fold = class_folds[numbers], folds_of(labels, _FOLDS, seed=2)
    for fold in range(_FOLDS if len(texts) < _MANY else _FEW_FOLDS):
        outside = outside_fold == fold
        held, near = _some(~outside & (question_fold == fold), fold), _some(outside, fold)
        left = set(classes[class_folds != fold])
        named = [(label, text) for label, text in kept.names if label in left]
        known = np.setdiff1d(np.flatnonzero(~outside), held)
        examples = [(str(labels[n]), texts[int(n)]) for n in known] + named
        understanding, ids = _trained(examples, kept.answers, strictness, reading)
        chance = seeded(kept.seed, fold)
        far = strange([texts[one] for one in held], len(held) // 2, chance)
        for text, label, is_near in (
            *((texts[one], labels[one], False) for one in held),
            *((hasty(texts[one], chance), labels[one], False) for one in held[::_IN_HASTE]),
            *((texts[one], None, True) for one in near),
            *((text, None, False) for text in far),
        ):
            found = understanding.ranked(text)
            if found is not None:
                best = ids[int(np.argmax(found.scores))] == label
                plain = ids[int(np.argmax(found.evidence.fused))] == label
                yield Case(found.signals(), best, plain, label is not None, is_near)


def _trained(
    examples: Sequence[tuple[str, str]],
    answers: Mapping[str, str],
    strictness: Regularised,
    reading: Reading,
) -> tuple[Understanding, list[str]]:
    labels = np.array([label for label, _ in examples])
    vectors = Vectors([text for _, text in examples], reading, len(np.unique(labels)))
    solution = solved(vectors.rows, labels, strictness)
    model = vectors.model(solution.classes, solution.weights, solution.bias)
    ids, ranking = ranked(examples, answers, reading)
    return Understanding(ranking, ids, model), ids


def ranked(
    examples: Sequence[tuple[str, str]], answers: Mapping[str, str], reading: Reading
) -> tuple[list[str], Ranking]:
    """Return the labels of examples (label, text), and the ranking that knows their texts."""
    groups: dict[str, list[str]] = {}
    for label, text in examples:
        groups.setdefault(label, []).append(text)
    documents = [
        Document(tuple(dict.fromkeys(questions)), answers.get(label, ""))
        for label, questions in groups.items()
    ]
    return list(groups), Ranking(documents, reading)


def _some(flags: Flags, seed: int) -> list[int]:
    numbers = np.flatnonzero(flags)
    chosen = numbers[mixed(len(numbers), seed)][:_MOST_ASKED]
    return [int(one) for one in chosen]
