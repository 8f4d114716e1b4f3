"""What a merchant's knowledge would be after a change that nobody has made yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from yingda.knowledge.searching import IndexedEntry, KnowledgeIndex, index_of


@dataclass(frozen=True)
class KnowledgeChange:
    """A change to try: new entries, new ways to ask by entry id, entries that go into another.

    `merged` names for each entry that goes the one that takes its questions over.
    """

    added: Sequence[IndexedEntry] = ()
    similar: Mapping[str, Sequence[str]] = field(default_factory=dict)
    merged: Mapping[str, str] = field(default_factory=dict)
    removed: frozenset[str] = frozenset()


def candidate(index: KnowledgeIndex, change: KnowledgeChange) -> KnowledgeIndex:
    """Return the index as it would be; the live one stays as it is."""
    more = {entry_id: list(texts) for entry_id, texts in change.similar.items()}
    for entry in index.entries:
        if entry.id in change.merged:
            more.setdefault(change.merged[entry.id], []).extend(entry.questions)
    gone = change.removed | change.merged.keys()
    kept = [one for one in (*index.entries, *change.added) if one.id not in gone]
    return index_of((_asked_also(one, more.get(one.id, ())) for one in kept), index.version)


def _asked_also(entry: IndexedEntry, texts: Sequence[str]) -> IndexedEntry:
    if not texts:
        return entry
    return replace(entry, questions=tuple(dict.fromkeys((*entry.questions, *texts))))
