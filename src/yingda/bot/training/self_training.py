"""Questions nobody has labelled, learnt from as far as the classifier is sure of them."""

from typing import Any

import numpy as np

from yingda.bot.training.solving import Labels, Regularised, Solution, solved

_ROUNDS = 5
_FULL_SHARE = 0.7
_GUESS_COUNTS = 0.25


def with_guesses(
    rows: Any,  # noqa: ANN401 - scipy has no types
    labels: Labels,
    solution: Solution,
    regularised: Regularised,
) -> Solution:
    """Train again with guesses for the rows behind the labelled ones, surest of each class first.

    Each round takes more of them; a guess counts a quarter of a label.
    """
    known, free = rows[: len(labels)], rows[len(labels) :]
    for step in range(_ROUNDS):
        scores = solution.scores(free)
        best = scores.argmax(axis=1)
        second, first = np.partition(scores, -2, axis=1)[:, -2:].T
        most = int(free.shape[0] / len(solution.classes) * _FULL_SHARE * (step + 1) / _ROUNDS) + 1
        taken = _surest(best, first - second, most)
        from scipy.sparse import vstack  # noqa: PLC0415 - only where something is trained

        every = np.concatenate([labels, np.array(solution.classes)[best[taken]]])
        counts = np.concatenate([np.ones(len(labels)), np.full(len(taken), _GUESS_COUNTS)])
        solution = solved(vstack([known, free[taken]]), every, regularised, counts)
    return solution


def _surest(best: Any, margin: Any, most: int) -> Any:  # noqa: ANN401 - arrays of numpy
    taken = [
        own[np.argsort(-margin[own])][:most]
        for label in np.unique(best)
        for own in [np.flatnonzero(best == label)]
    ]
    return np.concatenate(taken)
