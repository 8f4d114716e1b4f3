"""How much each term of a question counts for the classifier: TF-IDF, block by block."""

from typing import Final

import numpy as np

from yingda.knowledge.postings import Floats, Ints, Singles, Small
from yingda.knowledge.terms import BLOCK_OF

BLOCK_WEIGHTS: Final = np.array([1.0, 1.0, 0.5, 0.5])


def weighted(
    rows: Ints | Small, kinds: Ints, counts: Floats | Singles, idf: Floats, count: int
) -> Floats:
    """Return the weight of each entry of `count` rows; all arrays have a value for each entry.

    Each block of a row (words, letters, syllables, sounds) has the length of its block's weight,
    so that a long word's letters do not outweigh the words themselves.
    """
    blocks = BLOCK_OF[kinds]
    raw = (1 + np.log(counts)) * idf
    cells = rows * len(BLOCK_WEIGHTS) + blocks
    squares = np.bincount(cells, raw**2, minlength=count * len(BLOCK_WEIGHTS))
    scaled: Floats = raw / np.sqrt(np.maximum(squares[cells], 1e-12)) * BLOCK_WEIGHTS[blocks]
    return scaled
