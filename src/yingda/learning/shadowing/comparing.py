"""How a candidate compares with the live bot on the same questions; pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from yingda.learning.shares import Z95, wilson

Kind = Literal["same", "gained", "lost", "other_answer", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Fate = Literal["transferred", "resolved", "unsolved", "open"]
FATES: tuple[Fate, ...] = get_args(Fate)


@dataclass(frozen=True, slots=True)
class Group:
    """So many questions that were alike in all that is compared."""

    live: str
    verdict: str
    kind: str
    fate: str
    n: int


@dataclass(frozen=True, slots=True)
class OfFate:
    """How questions fared whose conversation ended so."""

    fate: Fate
    n: int
    live_answered: int
    answered: int
    same: int

    @property
    def interval(self) -> tuple[float, float] | tuple[None, None]:
        """Return the 95 % interval of the candidate's share of answers."""
        return wilson(self.answered, self.n) if self.n else (None, None)


def kind_of(live: str, live_entries: Sequence[str], verdict: str, entries: Sequence[str]) -> Kind:
    """Return where the candidate differs: in answering at all, or in what it answers."""
    if live == "answer" != verdict:
        return "lost"
    if verdict == "answer" != live:
        return "gained"
    if live == "answer":
        return "same" if live_entries[:1] == entries[:1] else "other_answer"
    return "same" if (live == "choices") == (verdict == "choices") else "other"


def counted(groups: Iterable[Group], side: Literal["live", "verdict"]) -> dict[str, int]:
    """Return how many questions were answered, met a choice, or neither."""
    found = {"answered": 0, "choices": 0, "abstained": 0}
    names = {"answer": "answered", "choices": "choices"}
    for one in groups:
        found[names.get(getattr(one, side), "abstained")] += one.n
    return found


def by_kind(groups: Sequence[Group]) -> dict[Kind, int]:
    """Return how many questions there are of each kind."""
    return {kind: sum(one.n for one in groups if one.kind == kind) for kind in KINDS}


def by_fate(groups: Sequence[Group]) -> list[OfFate]:
    """Return how the candidate would have dealt with questions, by how they ended."""
    found = []
    for fate in FATES:
        mine = [one for one in groups if one.fate == fate]
        found.append(
            OfFate(
                fate=fate,
                n=sum(one.n for one in mine),
                live_answered=sum(one.n for one in mine if one.live == "answer"),
                answered=sum(one.n for one in mine if one.verdict == "answer"),
                same=sum(one.n for one in mine if one.kind == "same"),
            )
        )
    return found


def gap_of(gained: int, lost: int, n: int) -> tuple[float, float, float]:
    """Return by how much more is answered, with the 95 % interval of paired shares.

    The interval counts half a question more in each of the four cells (Agresti and Min,
    Statistics in Medicine 24, 2005), so that a few questions that all agree prove little.
    """
    more, less, count = gained + 0.5, lost + 0.5, n + 2
    middle = (more - less) / count
    spread = Z95 * math.sqrt(((more + less) / count - middle * middle) / count)
    return (gained - lost) / n, max(-1.0, middle - spread), min(1.0, middle + spread)
