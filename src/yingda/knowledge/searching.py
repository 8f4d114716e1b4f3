"""The merchant's knowledge as an index, kept until the knowledge changes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from weakref import WeakKeyDictionary

import numpy as np
from sqlalchemy import Engine

from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import Instant
from yingda.foundation.db import Tx
from yingda.knowledge import conditions, queries
from yingda.knowledge.conditions import Facts
from yingda.knowledge.models import AnswerMode, KnowledgeEntry, SimilarQuestion
from yingda.knowledge.postings import Flags, Ints
from yingda.knowledge.ranking import Document, Ranking
from yingda.knowledge.schemas import FoundEntry
from yingda.knowledge.wording import question_key
from yingda.merchants.models import Language
from yingda.merchants.queries import merchant_meant

_EVER = -(2**63 - 1)
MOST_KEPT = 1_000
"""So many merchants' indexes a process keeps."""


@dataclass(frozen=True)
class IndexedEntry:
    """An entry as the index holds it: plain values that outlive the transaction."""

    id: str
    question: str
    answer: str
    category: str
    answer_mode: AnswerMode
    conditions: conditions.Condition | None
    valid_from: Instant | None
    valid_until: Instant | None
    language: Language
    translations: dict[str, dict[str, str]]
    questions: tuple[str, ...]

    def is_valid(self, now: Instant) -> bool:
        """Tell whether `now` is within the entry's dates."""
        begun = self.valid_from is None or self.valid_from <= now
        return begun and (self.valid_until is None or now < self.valid_until)

    def applies_to(self, facts: Facts) -> bool:
        """Tell whether a customer with these facts may be told the answer."""
        if self.answer_mode == "internal":
            return False
        if self.answer_mode == "conditional":
            return self.conditions is not None and conditions.holds(self.conditions, facts)
        return True


@dataclass(frozen=True)
class KnowledgeIndex:
    """Everything one merchant knows, at one version."""

    version: int
    entries: tuple[IndexedEntry, ...]
    ranking: Ranking
    by_key: dict[str, tuple[int, ...]]

    def exactly(self, text: str) -> tuple[int, ...]:
        """Return the entries of which one question is exactly this text, however written."""
        return self.by_key.get(question_key(text), ())

    def valid(self, now: Instant) -> Flags:
        """Return which entries are within their dates."""
        begins, ends = self._dates
        return (begins <= now) & (now < ends)

    def tellable(self, facts: Facts) -> Flags:
        """Return which entries a customer with these facts may be told, whatever their dates."""
        told = self._for_all.copy()
        for number in self._conditional:
            told[number] = self.entries[number].applies_to(facts)
        return told

    @cached_property
    def for_people(self) -> frozenset[str]:
        """Return the entries that a person must answer."""
        return frozenset(one.id for one in self.entries if one.answer_mode == "human")

    @cached_property
    def _for_all(self) -> Flags:
        return np.array([one.answer_mode in {"public", "human"} for one in self.entries], np.bool_)

    @cached_property
    def _conditional(self) -> tuple[int, ...]:
        numbered = enumerate(self.entries)
        return tuple(number for number, one in numbered if one.answer_mode == "conditional")

    @cached_property
    def _dates(self) -> tuple[Ints, Ints]:
        begins = [_EVER if one.valid_from is None else one.valid_from for one in self.entries]
        ends = [-_EVER if one.valid_until is None else one.valid_until for one in self.entries]
        return np.array(begins, np.int64), np.array(ends, np.int64)


@dataclass
class Shelf:
    """The indexes that are kept, each built by one thread at a time: the others wait for it."""

    indexes: dict[str, KnowledgeIndex] = field(default_factory=dict)
    building: defaultdict[str, Lock] = field(default_factory=lambda: defaultdict(Lock))

    def put(self, merchant_id: str, index: KnowledgeIndex) -> None:
        """Keep an index; the one built longest ago goes where there are too many."""
        self.indexes.pop(merchant_id, None)
        self.indexes[merchant_id] = index
        if len(self.indexes) > MOST_KEPT:
            del self.indexes[next(iter(self.indexes))]


# One database of a process, and so one shelf, for each engine.
_SHELVES: "WeakKeyDictionary[Engine, Shelf]" = WeakKeyDictionary()


def index_for(tx: Tx, merchant_id: str) -> KnowledgeIndex:
    """Return the index of the merchant's live entries, built anew when they have changed."""
    shelf = _SHELVES.setdefault(tx.connection.engine, Shelf())
    version = queries.version_of(tx, merchant_id)
    index = shelf.indexes.get(merchant_id)
    if index is not None and index.version == version:
        return index
    with shelf.building[merchant_id]:
        index = shelf.indexes.get(merchant_id)
        if index is None or index.version != version:
            index = _built(tx, merchant_id, version, index)
            shelf.put(merchant_id, index)
    return index


def search(
    tx: Tx, caller: Principal, text: str, merchant_id: str | None, limit: int
) -> list[FoundEntry]:
    """Return what an agent may want to read or send, internal entries too."""
    index = index_for(tx, merchant_meant(tx, caller, merchant_id).id)
    matches = index.ranking.matches(text, index.valid(tx.now))
    return [
        FoundEntry(
            entry_id=entry.id,
            question=entry.question,
            answer=entry.answer,
            category=entry.category,
            answer_mode=entry.answer_mode,
            score=round(match.score, 4),
        )
        for match in matches[:limit]
        for entry in [index.entries[match.document]]
    ]


def index_of(
    entries: Iterable[IndexedEntry], version: int = 0, former: KnowledgeIndex | None = None
) -> KnowledgeIndex:
    """Return an index of these entries: as they are, or as they would be after a change.

    What a `former` one has read is not read again; of those who build on one, one may at a time.
    """
    kept = tuple(entries)
    reading = None if former is None else former.ranking.reading
    ranking = Ranking([document_of(one) for one in kept], reading)
    by_key: dict[str, tuple[int, ...]] = {}
    for number, entry in enumerate(kept):
        for key in {ranking.reading.key(question) for question in entry.questions}:
            by_key[key] = (*by_key.get(key, ()), number)
    return KnowledgeIndex(version, kept, ranking, by_key)


def _built(tx: Tx, merchant_id: str, version: int, former: KnowledgeIndex | None) -> KnowledgeIndex:
    rows = queries.live_entries(tx, merchant_id)
    similar = queries.similar_questions(tx, [row.id for row in rows])
    return index_of((_indexed(row, similar.get(row.id, [])) for row in rows), version, former)


def document_of(entry: IndexedEntry) -> Document:
    """Return what the rankers read of an entry: its questions and its answers' words."""
    answers = [entry.answer, *(one.get("answer", "") for one in entry.translations.values())]
    return Document(entry.questions, "\n".join(answers))


def _questions(entry: KnowledgeEntry, similar: Sequence[SimilarQuestion]) -> tuple[str, ...]:
    questions = [entry.question, *(one.text for one in similar)]
    questions += [one["question"] for one in entry.translations.values() if one.get("question")]
    return tuple(dict.fromkeys(questions))


def _indexed(entry: KnowledgeEntry, similar: Sequence[SimilarQuestion]) -> IndexedEntry:
    tree = entry.conditions
    return IndexedEntry(
        id=entry.id,
        question=entry.question,
        answer=entry.answer,
        category=entry.category,
        answer_mode=entry.answer_mode,
        conditions=None if tree is None else conditions.parsed(tree),
        valid_from=entry.valid_from,
        valid_until=entry.valid_until,
        language=entry.language,
        translations=dict(entry.translations),
        questions=_questions(entry, similar),
    )
