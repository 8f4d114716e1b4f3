"""How likely the best match is right, from signs that were weighed on held-out questions."""

from dataclasses import dataclass

import numpy as np

from yingda.knowledge.postings import Floats


@dataclass(frozen=True)
class Calibrator:
    """A logistic function of the signals, centred and scaled; `bias` is that of an average case."""

    centre: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    def confidence(self, signals: Floats) -> float:
        """Return the probability, from 0 to 1, that the best match is what was meant."""
        z = (signals - np.array(self.centre)) / np.array(self.scale)
        logit = float(np.clip(z, -4, 4) @ np.array(self.weights)) + self.bias
        return float(1 / (1 + np.exp(-np.clip(logit, -30, 30))))
