"""How much each term of a question counts for the classifier: TF-IDF, block by block."""

from typing import Final

import numpy as np

from yingda.knowledge.postings import Floats, Ints, Matrix
from yingda.knowledge.terms import BLOCK_OF

BLOCK_WEIGHTS: Final = np.array([1.0, 1.0, 0.5, 0.5])


def weighted(matrix: Matrix, kinds: Ints, idf: Floats, count: int) -> Matrix:
    """Return the matrix of `count` rows with counts turned into weights.

    Each block of a row (words, letters, syllables, sounds) has the length of its block's weight,
    so that a long word's letters do not outweigh the words themselves.
    """
    blocks = BLOCK_OF[kinds[matrix.terms]]
    raw = (1 + np.log(matrix.weights)) * idf[matrix.terms]
    cells = matrix.rows * len(BLOCK_WEIGHTS) + blocks
    squares = np.bincount(cells, raw**2, minlength=count * len(BLOCK_WEIGHTS))
    scaled = raw / np.sqrt(np.maximum(squares[cells], 1e-12)) * BLOCK_WEIGHTS[blocks]
    return Matrix(matrix.rows, matrix.terms, scaled)
