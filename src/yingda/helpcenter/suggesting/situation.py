"""What is known at the moment somebody may want to ask something; plain values, no database."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from yingda.foundation.clock import DAY, Instant

Method = Literal["state", "page", "hot", "history", "next", "typed", "listed"]
METHODS: tuple[Method, ...] = ("state", "page", "hot", "history", "next", "typed")
"""The ways to guess; `listed` is not one of them: the shop's own order, when none knows more."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A live question with an answer that this customer may be told.

    `folded` are all ways to ask it as search sees them, `pairs` their neighbouring characters.
    """

    id: str
    title: str
    folded: tuple[str, ...]
    pairs: frozenset[str]


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """An order as the rules see it; `age` is the time since it was made, in milliseconds."""

    status: str
    age: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was answered; `unsettled` when a person was needed afterwards."""

    entry_id: str
    at: Instant
    unsettled: bool = False


@dataclass(frozen=True, slots=True)
class Traffic:
    """What all customers of a shop asked lately.

    `today` counts the last 24 hours, `before` the six days before them; `after` counts which
    question followed which in the same conversation.
    """

    today: Counter[str] = field(default_factory=Counter)
    before: Counter[str] = field(default_factory=Counter)
    after: Mapping[str, Counter[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Situation:
    """One customer at one moment.

    `of_state` gives the entries that answer what each order state makes people ask, the likeliest
    first. `last` is the question answered just now, `asked_here` all those of this conversation.
    `resembling` holds what the engine makes of the words being typed: 0 to 1 by entry.
    """

    candidates: tuple[Candidate, ...]
    now: Instant
    orders: tuple[PlacedOrder, ...] = ()
    of_state: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    page: str = ""
    traffic: Traffic = field(default_factory=Traffic)
    history: tuple[Asked, ...] = ()
    last: str | None = None
    asked_here: frozenset[str] = frozenset()
    typed: str = ""
    resembling: Mapping[str, float] = field(default_factory=dict)


def traffic_of(rows: Iterable[tuple[str, str, Instant]], now: Instant) -> Traffic:
    """Count answered questions: (conversation, entry, time) in the order of their times."""
    today: Counter[str] = Counter()
    before: Counter[str] = Counter()
    talks: dict[str, list[str]] = {}
    for conversation_id, entry_id, at in rows:
        (today if at > now - DAY else before)[entry_id] += 1
        talks.setdefault(conversation_id, []).append(entry_id)
    after: dict[str, Counter[str]] = {}
    for entries in talks.values():
        for first, second in pairwise(entries):
            if first != second:
                after.setdefault(first, Counter())[second] += 1
    return Traffic(today, before, after)


def pairs_of(folded: str) -> frozenset[str]:
    """Return the neighbouring characters within words of a folded text; whole words of English."""
    plain = "".join(letter if letter.isalnum() else " " for letter in folded)
    found: set[str] = set()
    for word in plain.split():
        if word.isascii():
            found |= {word} if len(word) > 2 else set()
        else:
            found |= {first + second for first, second in pairwise(word)}
    return frozenset(found)
