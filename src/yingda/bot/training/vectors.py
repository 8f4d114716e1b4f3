"""Examples as a sparse matrix, and a trained classifier as it is stored."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yingda.bot.understanding.linear import LinearModel
from yingda.bot.understanding.weighting import weighted
from yingda.knowledge.postings import Flags, Floats, Ints, Matrix, Postings, Small
from yingda.knowledge.terms import LETTERS, PAIR, SOUNDS, SYLLABLES, Reading

MANY = 2_000
_LEAST_SEEN = {PAIR: 1, LETTERS: 3, SYLLABLES: 2, SOUNDS: 2}
_FAINT = 0.01
MOST_CELLS = 24_000_000  # classes x terms: at 8 bytes each, held twice while training


class Vectors:
    """Texts as rows of weights; of many texts, letters and sounds seen once are left out.

    Of many classes so are the rarest terms, as many as it takes to have room for the weights.
    """

    def __init__(
        self, texts: Sequence[str], reading: Reading | None = None, classes: int = 1
    ) -> None:
        reading = reading if reading is not None else Reading()
        counts = Matrix.of([reading.question(text) for text in texts])
        all_kinds = np.frombuffer(bytes(reading.terms.kinds), np.uint8).astype(np.int64)
        spread = np.bincount(counts.terms, minlength=len(all_kinds))
        least = np.ones(6, dtype=np.int64)
        if len(texts) >= MANY:
            for kind, seen in _LEAST_SEEN.items():
                least[kind] = seen
        kept = _most_seen(spread, spread >= least[all_kinds], MOST_CELLS // classes)
        number = np.cumsum(kept) - 1
        names = list(reading.terms.numbers)
        idf = np.log((1 + len(texts)) / (1 + spread)) + 1
        weights = weighted(
            counts.rows, all_kinds[counts.terms], counts.weights, idf[counts.terms], len(texts)
        )
        self.terms = {names[old]: int(number[old]) for old in np.flatnonzero(kept)}
        self.idf: Floats = idf[kept]
        self.unseen = float(np.log((1 + len(texts)) / 2) + 1)
        inside = kept[counts.terms]
        places = counts.rows[inside], number[counts.terms[inside]]
        self.rows = self._sparse(weights[inside], places, len(texts))

    def _sparse(  # scipy has no types
        self, weights: Floats, places: tuple[Small, Ints], count: int
    ) -> Any:  # noqa: ANN401 - as above
        from scipy.sparse import csr_matrix  # noqa: PLC0415 - only where something is trained

        return csr_matrix((weights, places), shape=(count, len(self.terms)))

    def model(
        self, classes: Sequence[str], weights: NDArray[np.float64], bias: Floats
    ) -> LinearModel:
        """Return the classifier of these classes; `weights` is classes x terms."""
        rows, terms = np.nonzero(np.abs(weights) >= _FAINT)
        matrix = Matrix(
            rows.astype(np.int32), terms.astype(np.int32), weights[rows, terms].astype(np.float32)
        )
        postings = Postings.of(matrix, len(self.terms), len(classes))
        return LinearModel(tuple(classes), self.terms, self.idf, self.unseen, postings, bias)


def _most_seen(spread: Ints, kept: Flags, most: int) -> Flags:
    """Keep no more than `most` of the terms, those of the most texts."""
    if kept.sum() <= most:
        return kept
    chosen = np.argsort(np.where(kept, -spread, 0), kind="stable")[:most]
    few = np.zeros_like(kept)
    few[chosen] = True
    return few
