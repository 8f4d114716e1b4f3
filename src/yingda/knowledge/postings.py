"""Sparse rows turned into postings: for every term the rows it is in, and its weight there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Small = NDArray[np.int32]
Singles = NDArray[np.float32]

_DIGIT = 16  # bits: what numpy sorts by counting, in a tenth of the time
_LARGE, _COMMON = 1_000, 8


@dataclass(frozen=True, slots=True)
class Row:
    """The terms of one text and how often each is there."""

    ids: Small
    counts: NDArray[np.uint16]


@dataclass
class Vocabulary:
    """Numbers for terms; a number once given stays. `kinds` says for each what sort it is."""

    numbers: dict[str, int] = field(default_factory=dict)
    kinds: bytearray = field(default_factory=bytearray)

    def row(self, counted: Mapping[tuple[str, int], int]) -> Row:
        """Number the terms of a text, the new ones too."""
        ids = np.empty(len(counted), dtype=np.int32)
        for at, (term, kind) in enumerate(counted):
            number = self.numbers.setdefault(term, len(self.kinds))
            if number == len(self.kinds):
                self.kinds.append(kind)
            ids[at] = number
        return Row(ids, np.fromiter(counted.values(), dtype=np.uint16, count=len(counted)))


@dataclass(frozen=True)
class Matrix:
    """Rows put one behind the other: the row, the term and the weight of every entry.

    Half as wide as numpy would have them: of a large shop there are millions.
    """

    rows: Small
    terms: Small
    weights: Singles

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "Matrix":
        """Stack rows; weights are the counts."""
        if not rows:
            empty = np.zeros(0, dtype=np.int32)
            return cls(empty, empty, np.zeros(0, dtype=np.float32))
        return cls(
            np.repeat(np.arange(len(rows), dtype=np.int32), [len(row.ids) for row in rows]),
            np.concatenate([row.ids for row in rows]),
            np.concatenate([row.counts for row in rows]).astype(np.float32),
        )

    def only(self, kept: Flags) -> "Matrix":
        """Leave entries out."""
        return Matrix(self.rows[kept], self.terms[kept], self.weights[kept])


@dataclass(frozen=True)
class Postings:
    """For every term a slice of row numbers and weights."""

    starts: Ints
    rows: Small
    weights: Singles
    size: int

    @classmethod
    def of(cls, matrix: Matrix, terms: int, size: int) -> "Postings":
        """Turn rows, in ascending order, into postings.

        Entries of one row and one term are added up.
        """
        order = _in_order(matrix.terms)
        rows, ordered, weights = matrix.rows[order], matrix.terms[order], matrix.weights[order]
        del order
        first = np.ones(len(rows), dtype=np.bool_)
        first[1:] = (rows[1:] != rows[:-1]) | (ordered[1:] != ordered[:-1])
        if not first.all():
            begins = np.flatnonzero(first)
            rows, ordered = rows[begins], ordered[begins]
            weights = np.add.reduceat(weights, begins)
        starts = np.zeros(terms + 1, dtype=np.int64)
        np.cumsum(np.bincount(ordered, minlength=terms), out=starts[1:])
        return cls(starts, rows, weights, size)

    def scores(self, terms: Sequence[int], factors: Floats) -> Floats:
        """Return for every row the sum of its weights of these terms, each times its factor."""
        if not len(terms):
            return np.zeros(self.size)
        if self.size < _LARGE:
            return self._summed(terms, factors)
        numbers, (places, weights) = np.asarray(terms), self._common
        common = places[numbers] >= 0
        rare = self._summed(numbers[~common].tolist(), factors[~common])
        chosen = weights[places[numbers[common]]]
        scores: Floats = rare + factors[common].astype(np.float32) @ chosen
        return scores

    def _summed(self, terms: Sequence[int], factors: Floats) -> Floats:
        if not len(terms):
            return np.zeros(self.size)
        spans = [(self.starts[term], self.starts[term + 1]) for term in terms]
        rows = np.concatenate([self.rows[begin:end] for begin, end in spans])
        weights = np.concatenate([self.weights[begin:end] for begin, end in spans])
        lengths = [end - begin for begin, end in spans]
        factored = weights * np.repeat(factors, lengths)
        return np.bincount(rows, factored, minlength=self.size).astype(np.float64, copy=False)

    @cached_property
    def _common(self) -> tuple[Small, Singles]:
        """Return terms of an eighth of all rows written out, and for each term its place there.

        They are most of what there is to add up, and whole rows add up many times faster.
        """
        found = np.flatnonzero(np.diff(self.starts) >= self.size // _COMMON)
        weights = np.zeros((len(found), self.size), dtype=np.float32)
        for place, term in enumerate(found):
            own = slice(self.starts[term], self.starts[term + 1])
            weights[place, self.rows[own]] = self.weights[own]
        places = np.full(len(self.starts) - 1, -1, dtype=np.int32)
        places[found] = np.arange(len(found))
        return places, weights


def _in_order(numbers: Small) -> Small:
    """Return where the numbers would go in ascending order, equal ones as they are."""
    low = (numbers & (2**_DIGIT - 1)).astype(np.uint16)
    order = np.argsort(low, kind="stable").astype(np.int32)
    if len(numbers) and numbers.max() >= 2**_DIGIT:
        high = (numbers >> _DIGIT).astype(np.uint16)
        order = order[np.argsort(high[order], kind="stable")]
    return order
