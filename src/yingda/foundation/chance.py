"""Chance from a seed that the caller gives, so that a run can be repeated."""

import numpy as np
from numpy.random import Generator as Chance

__all__ = ["Chance", "seeded"]


def seeded(*seed: int) -> Chance:
    """Return a row of chances that is always the same for the same numbers."""
    return np.random.default_rng(seed)
