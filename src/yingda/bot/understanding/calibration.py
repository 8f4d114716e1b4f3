"""How likely a question has an answer, and that the best match is it: weighed on held-out ones."""

from collections import deque
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from yingda.knowledge.postings import Floats

INSIDE = 0.8
"""The share of questions that have an answer, as long as nothing is known of what is asked."""
_REMEMBERED = 2_000
_PRIOR_COUNTS = 20
_ROUNDS = 10


@dataclass(frozen=True)
class Logistic:
    """A logistic function of the signals, centred and scaled; `bias` is that of an average case."""

    centre: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def log_odds(self, signals: Floats) -> float:
        """Return the logarithm of the odds."""
        z = (signals - np.array(self.centre)) / np.array(self.scale)
        return float(np.clip(z, -4, 4) @ np.array(self.weights)) + self.bias

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        """Read what was stored."""
        lists = {name: tuple(stored[name]) for name in ("centre", "scale", "weights")}
        return cls(**lists, bias=stored["bias"])


@dataclass(frozen=True)
class Calibrator:
    """Two judgements: is there an answer at all, and if so, is it the best match.

    They differ: between two entries about the same thing one is unsure which, not whether.
    `inside` is the share of the shop's questions that have an answer.
    """

    has_answer: Logistic
    is_best: Logistic
    inside: float = INSIDE

    def confidence(self, signals: Floats, inside: float | None = None) -> float:
        """Return the probability, from 0 to 1, that the best match is what was meant."""
        return self.in_scope(signals, inside) * _likely(self.is_best.log_odds(signals))

    def in_scope(self, signals: Floats, inside: float | None = None) -> float:
        """Return the probability that the question has an answer, where `inside` of all have."""
        share = self.inside if inside is None else inside
        return _likely(self.has_answer.log_odds(signals) + _shift(share))

    def bolder(self, gain: float) -> "Calibrator":
        """Return one for a classifier that is right more often, by so much in log odds."""
        return replace(self, is_best=replace(self.is_best, bias=self.is_best.bias + gain))

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Self:
        """Read what was stored."""
        judgements = Logistic.of(stored["has_answer"]), Logistic.of(stored["is_best"])
        return cls(*judgements, stored.get("inside", INSIDE))


class Traffic:
    """Which share of the questions asked so far had an answer, from how they looked alone.

    Expectation maximisation after Saerens, Latinne and Decaestecker (2002): no label is needed.
    """

    def __init__(self) -> None:
        self.inside = INSIDE
        self._heard: deque[float] = deque(maxlen=_REMEMBERED)

    def hear(self, log_odds: float) -> None:
        """Take another question in."""
        self._heard.append(log_odds)
        if len(self._heard) % _PRIOR_COUNTS == 0:
            self.inside = share_inside(np.array(self._heard), self.inside)


def share_inside(heard: Floats, start: float = INSIDE) -> float:
    """Return which share of questions has an answer; `heard` are their log odds where INSIDE have.

    A few imagined questions, of which INSIDE have one, keep it from 0 and 1 where few were heard.
    """
    inside = start
    for _ in range(_ROUNDS):
        likely = _likelihoods(heard + _shift(inside))
        inside = float((likely.sum() + _PRIOR_COUNTS * INSIDE) / (len(heard) + _PRIOR_COUNTS))
    return inside


def _shift(inside: float) -> float:
    return float(np.log(inside / (1 - inside)) - np.log(INSIDE / (1 - INSIDE)))


def _likely(log_odds: float) -> float:
    return float(_likelihoods(np.array(log_odds)))


def _likelihoods(log_odds: Floats) -> Floats:
    likely: Floats = 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))
    return likely
