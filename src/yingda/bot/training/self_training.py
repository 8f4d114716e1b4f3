"""Questions nobody has labelled, learnt from as far as classifier and rankers are sure of them."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from yingda.bot.training.solving import Labels, Regularised, Solution, folds_of, solved
from yingda.knowledge.postings import Floats

_ROUNDS, _FEW_ROUNDS = 10, 4
_FULL_SHARE = 0.9
_GUESS_COUNTS = 0.25
_FOLLOWED = 3.0  # among so many guesses a single label may be followed more closely
_FOLDS = 4
_ROUGHLY = 0.1


@dataclass(frozen=True)
class Asked:
    """Questions without a label: their rows, and the rankers' scores for each of `classes`."""

    rows: Any
    by_rankers: Floats
    classes: tuple[str, ...]


def with_guesses(
    rows: Any,  # noqa: ANN401 - scipy has no types
    labels: Labels,
    asked: Asked,
    regularised: Regularised,
    rounds: int = _ROUNDS,
) -> Solution:
    """Train with guesses for what was asked, surest of each class first; each round takes more.

    Classifier and rankers guess together: where one learns from itself alone, it repeats its
    errors. A guess counts a quarter of a label.
    """
    from scipy.sparse import vstack  # noqa: PLC0415 - only where something is trained

    solution = solved(rows, labels, regularised)
    followed = Regularised(_FOLLOWED * regularised.strength)
    places = [asked.classes.index(one) for one in solution.classes]
    by_rankers = asked.by_rankers[:, places]
    full = _FULL_SHARE * asked.rows.shape[0] / len(solution.classes)
    for step in range(rounds):
        scores = solution.scores(asked.rows) + by_rankers
        best = scores.argmax(axis=1)
        second, first = np.partition(scores, -2, axis=1)[:, -2:].T
        taken = _surest(best, first - second, int(full * (step + 1) / rounds) + 1)
        every = np.concatenate([labels, np.array(solution.classes)[best[taken]]])
        counts = np.concatenate([np.ones(len(labels)), np.full(len(taken), _GUESS_COUNTS)])
        solution = solved(vstack([rows, asked.rows[taken]]), every, followed, counts, _ROUGHLY)
    return solution


def gain_of_guesses(
    rows: Any,  # noqa: ANN401 - as above
    labels: Labels,
    asked: Asked,
    regularised: Regularised,
) -> float:
    """Return how much likelier guesses make it to be right, in log odds, on held-out labels.

    What customers ask may be about other things altogether; then its guesses only mislead.
    """
    held = folds_of(labels, _FOLDS, seed=4) == 0
    known, rest = labels[held], ~held
    without = solved(rows[rest], labels[rest], regularised)
    guessed = with_guesses(rows[rest], labels[rest], asked, regularised, _FEW_ROUNDS)
    odds = [
        (right + 1) / (len(known) - right + 1)
        for one in (without, guessed)
        for right in [int(np.sum(one.best(rows[held]) == known))]
    ]
    return float(np.log(odds[1] / odds[0]))


def _surest(best: Any, margin: Any, most: int) -> Any:  # noqa: ANN401 - arrays of numpy
    taken = [
        own[np.argsort(-margin[own])][:most]
        for label in np.unique(best)
        for own in [np.flatnonzero(best == label)]
    ]
    return np.concatenate(taken)
