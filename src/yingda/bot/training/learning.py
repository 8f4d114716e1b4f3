"""A classifier and its calibrator, learnt from questions and what answers them.

Needs scikit-learn, and so runs in a process of its own (`child.py`), never in the server.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from yingda.bot.training.calibrating import Kept, calibrated, ranked
from yingda.bot.training.relabelling import Settled, relabelled
from yingda.bot.training.self_training import Asked, gain_of_guesses, with_guesses
from yingda.bot.training.solving import chosen_strength, solved
from yingda.bot.training.vectors import Vectors
from yingda.bot.understanding.calibration import Calibrator
from yingda.bot.understanding.linear import LinearModel
from yingda.knowledge.postings import Floats
from yingda.knowledge.terms import Reading

_MANY_EACH = 30


@dataclass(frozen=True)
class Examples:
    """Questions with the id of what answers each, what the ids are called, and questions without.

    `names` adds one example to each: an entry's own name says what it is about. `answers` are what
    the rankers read beside the questions. `by_hand` labels were given by people who know, and are
    taken as they are; those from logs may be put right.
    """

    texts: Sequence[str]
    labels: Sequence[str]
    names: Mapping[str, str]
    unlabelled: Sequence[str] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    by_hand: bool = False
    seed: int = 0


@dataclass(frozen=True)
class Learnt:
    """The classifier, its calibrator, how strict it is, and how many labels were put right.

    Of the questions `held_out` in turn, the classifier with the rankers had `right`, the rankers
    alone `right_by_rankers`.
    """

    model: LinearModel
    calibrator: Calibrator | None
    held_out: int
    right: int
    right_by_rankers: int
    strength: float
    relabelled: int


def learn(examples: Examples, reading: Reading | None = None) -> Learnt:
    """Train the classifier; needs at least two different labels. What `reading` holds is kept."""
    names = [(label, text) for label, text in examples.names.items() if text.strip()]
    texts = [*examples.texts, *(text for _, text in names)]
    labels = np.array([*examples.labels, *(label for label, _ in names)])
    reading = Reading() if reading is None else reading
    classes = len(np.unique(labels))
    unlabelled = sorted(set(examples.unlabelled).difference(texts))
    vectors = Vectors([*texts, *unlabelled], reading, classes)
    rows = vectors.rows[: len(texts)]
    asked = len(examples.texts)
    chosen = chosen_strength(rows[:asked], labels[:asked])
    settled = Settled(labels[:asked], chosen)
    if not examples.by_hand:
        settled = relabelled(rows[:asked], labels[:asked], chosen)
    labels = np.concatenate([settled.labels, labels[asked:]])
    solution = solved(rows, labels, settled.regularised)
    gain = 0.0
    if unlabelled and len(labels) < _MANY_EACH * classes:
        pairs = [(str(label), text) for label, text in zip(labels, texts, strict=True)]
        found = _by_rankers(pairs, examples.answers, unlabelled, reading)
        guessed = Asked(vectors.rows[len(texts) :], *found)
        gain = gain_of_guesses(rows, labels, guessed, settled.regularised)
        if gain > 0:
            solution = with_guesses(rows, labels, guessed, settled.regularised)
    model = vectors.model(solution.classes, solution.weights, solution.bias)
    kept = Kept(examples.texts, settled.labels, names, examples.answers, examples.seed)
    held = calibrated(kept, settled.regularised, reading)
    return Learnt(
        model=model,
        calibrator=None if held.calibrator is None else held.calibrator.bolder(max(gain, 0.0)),
        held_out=held.held_out,
        right=held.right,
        right_by_rankers=held.right_by_rankers,
        strength=settled.regularised.strength,
        relabelled=settled.changed,
    )


def _by_rankers(
    pairs: Sequence[tuple[str, str]],
    answers: Mapping[str, str],
    asked: Sequence[str],
    reading: Reading,
) -> tuple[Floats, tuple[str, ...]]:
    """Return the rankers' scores for what was asked, and which label each column is of."""
    classes, ranking = ranked(pairs, answers, reading)
    found = [ranking.evidence(text) for text in asked]
    none = np.zeros(len(classes))
    return np.array([none if one is None else one.fused for one in found]), tuple(classes)
