"""Entries that steal each other's questions, seen from the ways to ask alone; pure.

Each way to ask looks for the nearest of all others: where that belongs to another entry, the bot
would be led there by somebody who words it a little differently.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from yingda.learning.clustering import grams

OVERLAPPING = 0.8
NEAR = 0.35
SAMPLES = 5


@dataclass(frozen=True)
class Way:
    """One way to ask for an entry."""

    entry_id: str
    text: str


@dataclass(frozen=True)
class Stolen:
    """A way to ask whose nearest other one belongs to somebody else; `likeness` from 0 to 1."""

    way: Way
    thief: Way
    likeness: float


@dataclass(frozen=True)
class Confusion:
    """Two entries and the ways to ask that lead from one to the other, most alike first."""

    one_id: str
    other_id: str
    stolen: tuple[Stolen, ...]

    @property
    def overlapping(self) -> int:
        """Count the ways to ask that are nearly the same as one of the other entry."""
        return sum(one.likeness >= OVERLAPPING for one in self.stolen)


def confusions_of(ways: Sequence[Way]) -> list[Confusion]:
    """Return the pairs of entries that are mistaken for each other, the worst first."""
    pairs: dict[tuple[str, str], list[Stolen]] = defaultdict(list)
    for one in _stolen(ways):
        first, second = sorted((one.way.entry_id, one.thief.entry_id))
        pairs[first, second].append(one)
    found = [
        Confusion(one, other, tuple(sorted(stolen, key=lambda each: -each.likeness)[:SAMPLES]))
        for (one, other), stolen in pairs.items()
    ]
    return sorted(found, key=lambda one: (-one.overlapping, -sum(s.likeness for s in one.stolen)))


def _stolen(ways: Sequence[Way]) -> list[Stolen]:
    if len({way.entry_id for way in ways}) < 2:
        return []
    import numpy as np  # noqa: PLC0415 - an idle server never carries scikit-learn
    from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415

    try:
        rows = TfidfVectorizer(analyzer=grams, sublinear_tf=True).fit_transform(
            [way.text for way in ways]
        )
    except ValueError:
        return []
    found = []
    for start in range(0, len(ways), 512):
        alike = (rows[start : start + 512] @ rows.T).toarray()
        for number, row in enumerate(alike, start):
            row[number] = -1.0
            nearest = int(np.argmax(row))
            other = ways[nearest].entry_id != ways[number].entry_id
            if other and row[nearest] >= NEAR:
                found.append(Stolen(ways[number], ways[nearest], round(float(row[nearest]), 3)))
    return found
