"""A linear classifier as it answers: numpy alone, a slice of weights for every term."""

import io
from dataclasses import dataclass
from typing import Self

import numpy as np

from yingda.bot.understanding.weighting import weighted
from yingda.knowledge.postings import Floats, Postings
from yingda.knowledge.terms import Counted


@dataclass(frozen=True)
class LinearModel:
    """One-vs-rest weights; `scores` are about 0.5 where a class fits and -1 where it does not.

    `idf` has a value for each of `terms`, `bias` one for each of `classes`. A term never seen has
    the idf `unseen`: of a question in strange words little is left that speaks for any class.
    """

    classes: tuple[str, ...]
    terms: dict[str, int]
    idf: Floats
    unseen: float
    weights: Postings
    bias: Floats

    def scores(self, asked: Counted) -> Floats:
        """Return the score of every class for a question's terms."""
        if not asked:
            return self.bias
        numbers = np.array([self.terms.get(term, -1) for term, _ in asked], dtype=np.int64)
        kinds = np.array([kind for _, kind in asked], dtype=np.int64)
        counts = np.fromiter(asked.values(), dtype=np.float64, count=len(asked))
        known = numbers >= 0
        idf = np.where(known, self.idf[np.where(known, numbers, 0)], self.unseen)
        factors = weighted(np.zeros_like(numbers), kinds, counts, idf, 1)
        return self.weights.scores(numbers[known].tolist(), factors[known]) + self.bias

    def packed(self) -> bytes:
        """Return the model as bytes, small enough for a row of a table."""
        out = io.BytesIO()
        np.savez_compressed(
            out,
            classes=np.frombuffer("\n".join(self.classes).encode(), dtype=np.uint8),
            terms=np.frombuffer("\n".join(self.terms).encode(), dtype=np.uint8),
            idf=self.idf.astype(np.float32),
            unseen=np.array(self.unseen),
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
                stored["idf"].astype(np.float64),
                float(stored["unseen"]),
                Postings(
                    stored["starts"].astype(np.int64),
                    stored["rows"],
                    stored["weights"].astype(np.float32),
                    len(classes),
                ),
                stored["bias"].astype(np.float64),
            )
