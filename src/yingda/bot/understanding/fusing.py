"""The rankers and the classifier put together: what is meant, and the signs of how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yingda.bot.understanding.linear import LinearModel
from yingda.knowledge.postings import Flags, Floats
from yingda.knowledge.ranking import Evidence, Match, Ranking

_RANKERS_SHARE = 0.5
# What the classifier would about say of an entry it was not trained on, from the rankers.
_UNTRAINED_BIAS, _UNTRAINED_SLOPE = -1.0, 0.9

SIGNALS = (
    "linear",
    "linear_margin",
    "fused",
    "fused_margin",
    "cosine",
    "closest",
    "known",
    "cosine_margin",
    "cosine_anywhere",
    "linear_mean",
    "linear_spread",
    "linear_entropy",
    "length",
)
_SHARPNESS = 4.0


@dataclass(frozen=True)
class Ranked:
    """Every document's score, and what one needs to know to tell how sure the best one is."""

    evidence: Evidence
    linear: Floats
    scores: Floats

    def signals(self, among: Flags | None = None) -> Floats:
        """Return a number for each of SIGNALS about the best document of those `among`."""
        scores = self.scores if among is None else np.where(among, self.scores, -np.inf)
        first, second = _two_highest(scores)
        best = int(np.argmax(scores))
        evidence, linear = self.evidence, self.linear
        nearest, next_nearest = _two_highest(evidence.cosine)
        return np.array(
            [
                linear[best],
                linear[best] - _highest_but(linear, best),
                first,
                min(first - second, 2.0),
                evidence.cosine[best],
                evidence.closest[best],
                evidence.known,
                min(nearest - next_nearest, 1.0),
                nearest,
                linear.mean(),
                linear.std(),
                _entropy(linear),
                np.log1p(len(evidence.asked)),
            ]
        )


class Understanding:
    """An index and the classifier trained on it, or on a somewhat older state of it."""

    def __init__(self, ranking: Ranking, ids: Sequence[str], model: LinearModel) -> None:
        self._ranking, self._model = ranking, model
        place = {name: number for number, name in enumerate(model.classes)}
        self._places = np.array([place.get(one, -1) for one in ids], dtype=np.int64)

    def ranked(self, text: str) -> Ranked | None:
        """Return what is known of a question; None where it has no words."""
        evidence = self._ranking.evidence(text)
        if evidence is None:
            return None
        rankers = evidence.fused
        trained = self._model.scores(evidence.asked)
        guessed = _UNTRAINED_BIAS + _UNTRAINED_SLOPE * rankers
        linear = np.where(self._places >= 0, trained[self._places], guessed)
        return Ranked(evidence, linear, linear + _RANKERS_SHARE * rankers)

    def matches(self, ranked: Ranked, among: Flags | None = None) -> list[Match]:
        """Return the best documents; a match's score is a likelihood, to be compared as a ratio."""
        return self._ranking.best(ranked.evidence, np.exp(ranked.scores), among)


def _two_highest(scores: Floats) -> tuple[float, float]:
    if len(scores) < 2:
        return float(scores[0]), float(scores[0]) - 2.0
    second, first = np.partition(scores, -2)[-2:]
    return float(first), float(second) if np.isfinite(second) else float(first) - 2.0


def _highest_but(scores: Floats, best: int) -> float:
    others = np.delete(scores, best)
    return float(others.max()) if len(others) else -1.0


def _entropy(scores: Floats) -> float:
    """Return how evenly the classes fit, from 0 (one alone) to 1."""
    shares = np.exp(_SHARPNESS * (scores - scores.max()))
    shares /= shares.sum()
    return float(-(shares * np.log(shares + 1e-12)).sum() / np.log(max(2, len(shares))))
