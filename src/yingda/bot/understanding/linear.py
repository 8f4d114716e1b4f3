"""A linear classifier as it answers: numpy alone, a slice of weights for every term."""

import io
from dataclasses import dataclass
from typing import Self

import numpy as np

from yingda.bot.understanding.weighting import weighted
from yingda.knowledge.postings import Floats, Ints, Matrix, Postings
from yingda.knowledge.terms import Counted


@dataclass(frozen=True)
class LinearModel:
    """One-vs-rest weights; `scores` are about 0.5 where a class fits and -1 where it does not.

    `kinds` and `idf` have a value for each of `terms`, `bias` one for each of `classes`.
    """

    classes: tuple[str, ...]
    terms: dict[str, int]
    kinds: Ints
    idf: Floats
    weights: Postings
    bias: Floats

    def scores(self, asked: Counted) -> Floats:
        """Return the score of every class for a question's terms."""
        known = [
            (number, n)
            for (term, _), n in asked.items()
            if (number := self.terms.get(term)) is not None
        ]
        if not known:
            return self.bias
        ids = np.array([number for number, _ in known], dtype=np.int64)
        counts = np.array([n for _, n in known], dtype=np.float64)
        row = Matrix(np.zeros(len(ids), dtype=np.int64), ids, counts)
        factors = weighted(row, self.kinds, self.idf, 1).weights
        return self.weights.scores(ids.tolist(), factors) + self.bias

    def packed(self) -> bytes:
        """Return the model as bytes, small enough for a row of a table."""
        out = io.BytesIO()
        np.savez_compressed(
            out,
            classes=np.frombuffer("\n".join(self.classes).encode(), dtype=np.uint8),
            terms=np.frombuffer("\n".join(self.terms).encode(), dtype=np.uint8),
            kinds=self.kinds.astype(np.uint8),
            idf=self.idf.astype(np.float32),
            starts=self.weights.starts.astype(np.int32),
            rows=self.weights.rows,
            weights=self.weights.weights.astype(np.float16),
            bias=self.bias.astype(np.float32),
        )
        return out.getvalue()

    @classmethod
    def unpacked(cls, packed: bytes) -> Self:
        """Read what `packed` wrote."""
        with np.load(io.BytesIO(packed), allow_pickle=False) as stored:
            classes = tuple(stored["classes"].tobytes().decode().split("\n"))
            terms = stored["terms"].tobytes().decode().split("\n")
            return cls(
                classes,
                {term: number for number, term in enumerate(terms)},
                stored["kinds"].astype(np.int64),
                stored["idf"].astype(np.float64),
                Postings(
                    stored["starts"].astype(np.int64),
                    stored["rows"],
                    stored["weights"].astype(np.float32),
                    len(classes),
                ),
                stored["bias"].astype(np.float64),
            )
