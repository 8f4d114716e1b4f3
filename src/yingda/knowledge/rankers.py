"""Two ways to compare a text with many: BM25 over single words, cosine over all features."""

from collections.abc import Mapping, Sequence

import numpy as np

from yingda.knowledge.postings import (
    Flags,
    Floats,
    Ints,
    Matrix,
    Postings,
    Row,
    Singles,
    Small,
)
from yingda.knowledge.terms import BLOCK_OF, PAIR, WORD, Counted, Reading

_K1, _B = 1.5, 0.5
_BLOCK_WEIGHTS = np.array([1.0, 0.8, 0.4, 0.6])
_PORTION = 2_000


class Bm25:
    """BM25, divided by what the text would score against itself: 1 means every word fits."""

    def __init__(self, matrix: Matrix, count: int, reading: Reading) -> None:
        self._count, self._reading = count, reading
        share = reading.shares()
        self.spread: Ints = np.bincount(matrix.terms, minlength=len(share))
        self._idf = np.log(1 + (count - self.spread + 0.5) / (self.spread + 0.5)) * share
        self._unseen = float(np.log(1 + (count + 0.5) / 0.5))
        lengths: Floats = np.bincount(matrix.rows, matrix.weights, minlength=count).astype(
            np.float64
        )
        self._mean = float(lengths.mean()) if count else 1.0
        weighted = self._weight(matrix.weights, lengths[matrix.rows]).astype(np.float32)
        self._postings = Postings.of(Matrix(matrix.rows, matrix.terms, weighted), len(share), count)

    def has(self, term: str) -> bool:
        """Tell whether any text has this word."""
        number = self._reading.number(term)
        return 0 <= number < len(self.spread) and bool(self.spread[number])

    def scores(self, asked: Mapping[str, int]) -> Floats:
        """Return how well each text fits."""
        known = [word for word in asked if self.has(word)]
        ids = [self._reading.number(word) for word in known]
        length = float(sum(asked.values()))
        counts = np.array([asked[word] for word in known], dtype=np.float64)
        strange = np.array([n for word, n in asked.items() if not self.has(word)], np.float64)
        idf = self._idf[ids]
        most = float((counts * idf * self._weight(counts, length)).sum())
        most += float((strange * self._unseen * self._weight(strange, length)).sum())
        scores = self._postings.scores(ids, counts * idf)
        return scores / most if most else scores

    def _weight(self, n: Floats | Singles, length: Floats | float) -> Floats:
        weight: Floats = n * (_K1 + 1) / (n + _K1 * (1 - _B + _B * length / (self._mean or 1.0)))
        return weight


class Centroids:
    """One TF-IDF vector for each owner: the mean of its questions' unit vectors."""

    def __init__(self, rows: Sequence[Row], owners: Small, size: int, reading: Reading) -> None:
        self._reading = reading
        self._share = reading.shares()
        self._kinds = np.frombuffer(bytes(reading.terms.kinds), dtype=np.uint8)
        starts = range(0, len(rows), _PORTION)  # at once they would take ten times the index
        spread = np.zeros(len(self._share), dtype=np.int64)
        for start in starts:
            ids = np.concatenate([row.ids for row in rows[start : start + _PORTION]])
            spread += np.bincount(ids, minlength=len(spread))
        self._idf = (np.log((1 + len(rows)) / (1 + spread)) + 1) * self._share
        self._unseen = float(np.log(1 + len(rows)) + 1)
        summed = _joined(
            [
                self._summed(rows[start : start + _PORTION], owners[start : start + _PORTION])
                for start in starts
            ]
        )
        self._postings = _of_length_one(Postings.of(summed, len(spread), size))

    def _summed(self, rows: Sequence[Row], owners: Small) -> Matrix:
        """Return the unit vectors of some questions, those of one owner added up."""
        matrix, count = Matrix.of(rows), len(rows)
        blocks = BLOCK_OF[self._kinds[matrix.terms]]
        raw = (1 + np.log(matrix.weights)) * self._idf[matrix.terms]
        units = raw / _lengths(matrix.rows, blocks, raw, count)[matrix.rows, blocks]
        present = _lengths(matrix.rows, blocks, units, count) > 0
        units *= _BLOCK_WEIGHTS[blocks] / _norms(present)[matrix.rows]
        cells = owners[matrix.rows].astype(np.int64) * len(self._kinds) + matrix.terms
        order = np.argsort(cells)
        cells = cells[order]
        first = np.flatnonzero(np.diff(cells, prepend=-1))
        found, terms = np.divmod(cells[first], len(self._kinds))
        weights: Singles = np.add.reduceat(units[order], first).astype(np.float32)
        return Matrix(found.astype(np.int32), terms.astype(np.int32), weights)

    def cosines(self, asked: Counted) -> tuple[Floats, Floats]:
        """Return every owner's cosine, and the part of it that phrases bring."""
        numbers = np.array([self._reading.number(term) for term, _ in asked], dtype=np.int64)
        kinds = np.array([kind for _, kind in asked], dtype=np.int64)
        counts = np.fromiter(asked.values(), dtype=np.float64, count=len(asked))
        known: Flags = (numbers >= 0) & (numbers < len(self._idf))
        idf = np.where(known, self._idf[np.where(known, numbers, 0)], self._unseen)
        blocks, one_row = BLOCK_OF[kinds], np.zeros(len(kinds), dtype=np.int64)
        raw = (1 + np.log(counts)) * idf
        lengths = _lengths(one_row, blocks, raw, 1)
        units = raw / lengths[0, blocks] * _BLOCK_WEIGHTS[blocks] / _norms(lengths > 0)
        ids, factors = numbers[known], units[known]
        phrase = np.isin(kinds[known], (WORD, PAIR)) & (self._share[ids] == 1.0)
        return (
            self._postings.scores(ids.tolist(), factors),
            self._postings.scores(ids[phrase].tolist(), factors[phrase]),
        )


def _joined(parts: Sequence[Matrix]) -> Matrix:
    if not parts:
        return Matrix.of([])
    return Matrix(
        np.concatenate([one.rows for one in parts]),
        np.concatenate([one.terms for one in parts]),
        np.concatenate([one.weights for one in parts]),
    )


def _of_length_one(summed: Postings) -> Postings:
    squares = np.bincount(summed.rows, summed.weights**2, minlength=summed.size)
    lengths = np.sqrt(np.maximum(squares, 1e-12)).astype(np.float32)
    return Postings(summed.starts, summed.rows, summed.weights / lengths[summed.rows], summed.size)


def _lengths(rows: Ints | Small, blocks: Ints, weights: Floats, count: int) -> Floats:
    """Return the length of each row's part in each block, count x blocks."""
    width = len(_BLOCK_WEIGHTS)
    squares = np.bincount(rows * width + blocks, weights**2, minlength=count * width)
    lengths: Floats = np.sqrt(squares).reshape(count, width)
    return lengths


def _norms(present: Flags) -> Floats:
    norms: Floats = np.sqrt((present * _BLOCK_WEIGHTS**2).sum(axis=1))
    return np.maximum(norms, 1e-9)
