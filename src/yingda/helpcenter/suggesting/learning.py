"""Learning the ranker's weights from what was shown, what was clicked and what that settled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yingda.helpcenter.suggesting.ranking import FEATURES, Weights

Floats = NDArray[np.float64]

LEAST_EXPOSURES, LEAST_CLICKS = 200, 20
"""Below this the weights of ours stand: a few clicks would teach noise."""
_PULL = 5.0
"""How many examples' worth the first weights hold against the new ones."""
_STEPS, _NEAR = 25, 1e-6


@dataclass(frozen=True, slots=True)
class Exposure:
    """A chip that was shown; `settled` is None until it was clicked a day ago."""

    features: Mapping[str, float]
    clicked: bool
    settled: bool | None = None


def learned(exposures: Sequence[Exposure]) -> Weights:
    """Return the weights that explain these exposures, held near the first ones."""
    first = Weights()
    clicks = sum(one.clicked for one in exposures)
    if len(exposures) < LEAST_EXPOSURES or clicks < LEAST_CLICKS:
        return first
    click = _fitted(exposures, [float(one.clicked) for one in exposures], first.click)
    judged = [one for one in exposures if one.settled is not None]
    if len(judged) < LEAST_CLICKS:
        return Weights(click, first.settle)
    settle = _fitted(judged, [float(bool(one.settled)) for one in judged], first.settle)
    return Weights(click, settle)


def _fitted(
    exposures: Sequence[Exposure], labels: Sequence[float], first: Mapping[str, float]
) -> dict[str, float]:
    """Return the most probable weights of a logistic model (Newton's steps, normal prior)."""
    shown = np.array([_row(one.features) for one in exposures])
    wanted, start = np.array(labels), np.array([first[name] for name in FEATURES])
    weights = start.copy()
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-np.clip(shown @ weights, -30, 30)))
        slope = shown.T @ (likely - wanted) + _PULL * (weights - start)
        curve = (shown * (likely * (1 - likely))[:, None]).T @ shown
        step = np.linalg.solve(curve + _PULL * np.eye(len(FEATURES)), slope)
        weights -= step
        if float(np.abs(step).max()) < _NEAR:
            break
    return {name: round(float(one), 4) for name, one in zip(FEATURES, weights, strict=True)}


def _row(features: Mapping[str, float]) -> list[float]:
    return [*(features.get(name, 0.0) for name in FEATURES[:-1]), 1.0]
