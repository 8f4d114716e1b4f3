"""How near texts are by their embeddings: one feature for whoever ranks entries. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Vectors:
    """Embeddings of entries: `rows` has one row of length 1 for each id."""

    ids: tuple[str, ...]
    rows: Floats

    def cosines(self, question: Sequence[float]) -> Mapping[str, float]:
        """Return each entry's cosine with the question, -1 to 1.

        Empty when the question's vector is of another model (another size), or nothing at all.
        """
        asked = unit(question)
        if not self.ids or asked is None or self.rows.shape[1] != len(asked):
            return {}
        return dict(zip(self.ids, map(float, self.rows @ asked), strict=True))


def unit(vector: Sequence[float]) -> Floats | None:
    """Return the vector with length 1; None for one without a direction."""
    found = np.asarray(vector, dtype=np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        length = float(np.linalg.norm(found.astype(np.float64)))
        if not np.isfinite(length) or length == 0.0:
            return None
        return (found.astype(np.float64) / length).astype(np.float32)


def stacked(ids: Sequence[str], vectors: Sequence[bytes]) -> Vectors:
    """Return stored vectors as one table, without those of another size than most."""
    rows = [np.frombuffer(one, dtype=np.float32) for one in vectors]
    sizes = [len(one) for one in rows]
    usual = max(set(sizes), key=sizes.count, default=0)
    kept = [number for number, size in enumerate(sizes) if size == usual and usual]
    table = np.vstack([rows[one] for one in kept]) if kept else np.zeros((0, 0), dtype=np.float32)
    return Vectors(tuple(ids[one] for one in kept), table)
