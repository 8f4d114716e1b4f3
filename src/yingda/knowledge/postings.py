"""Sparse rows turned into postings: for every term the rows it is in, and its weight there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Row:
    """The terms of one text and how often each is there."""

    ids: NDArray[np.int32]
    counts: NDArray[np.float32]


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
        return Row(ids, np.fromiter(counted.values(), dtype=np.float32, count=len(counted)))


@dataclass(frozen=True)
class Matrix:
    """Rows put one behind the other: the row, the term and the weight of every entry."""

    rows: Ints
    terms: Ints
    weights: Floats

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "Matrix":
        """Stack rows; weights are the counts."""
        if not rows:
            empty = np.zeros(0, dtype=np.int64)
            return cls(empty, empty, np.zeros(0))
        return cls(
            np.repeat(np.arange(len(rows)), [len(row.ids) for row in rows]),
            np.concatenate([row.ids for row in rows]).astype(np.int64),
            np.concatenate([row.counts for row in rows]).astype(np.float64),
        )

    def only(self, kept: Flags) -> "Matrix":
        """Leave entries out."""
        return Matrix(self.rows[kept], self.terms[kept], self.weights[kept])


@dataclass(frozen=True)
class Postings:
    """For every term a slice of row numbers and weights."""

    starts: Ints
    rows: NDArray[np.int32]
    weights: NDArray[np.float32]
    size: int

    @classmethod
    def of(cls, matrix: Matrix, terms: int, size: int) -> "Postings":
        """Turn rows into postings; entries of one row and one term are added up."""
        width = max(size, 1)
        keys = matrix.terms * width + matrix.rows
        order = np.argsort(keys, kind="stable")
        keys, weights = keys[order], matrix.weights[order]
        if len(keys):
            first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
            keys, weights = keys[first], np.add.reduceat(weights, first)
        ends = np.cumsum(np.bincount(keys // width, minlength=terms))
        starts = np.concatenate([[0], ends]).astype(np.int64)
        return cls(starts, (keys % width).astype(np.int32), weights.astype(np.float32), size)

    def scores(self, terms: Sequence[int], factors: Floats) -> Floats:
        """Return for every row the sum of its weights of these terms, each times its factor."""
        if not len(terms):
            return np.zeros(self.size)
        spans = [(self.starts[term], self.starts[term + 1]) for term in terms]
        rows = np.concatenate([self.rows[begin:end] for begin, end in spans])
        weights = np.concatenate([self.weights[begin:end] for begin, end in spans])
        lengths = [end - begin for begin, end in spans]
        factored = weights.astype(np.float64) * np.repeat(factors, lengths)
        return np.bincount(rows, factored, minlength=self.size).astype(np.float64)
