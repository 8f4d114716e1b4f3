"""Adding, changing and archiving entries."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert, text

from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.knowledge import conditions, queries
from yingda.knowledge.errors import AnswerMissing, ConditionsWrong, QuestionTaken
from yingda.knowledge.events import KnowledgeChanged
from yingda.knowledge.models import (
    AnswerMode,
    KnowledgeEntry,
    SimilarQuestion,
)
from yingda.knowledge.schemas import EntryChange, EntryDraft, Translation
from yingda.knowledge.wording import question_key
from yingda.merchants.models import Language, Merchant
from yingda.merchants.queries import merchant_meant

SETTABLE_TO_NOTHING = {"conditions", "designed_level", "valid_from", "valid_until"}


def add_entry(tx: Tx, draft: EntryDraft, caller: Principal) -> KnowledgeEntry:
    """Store a new entry for the merchant it names, or for the caller's only one."""
    merchant = merchant_meant(tx, caller, draft.merchant_id)
    entry = store_entry(tx, merchant, draft, source="desk", by=caller.id)
    note_change(tx, merchant.id, entry.id)
    return entry


def store_entry(
    tx: Tx, merchant: Merchant, draft: EntryDraft, *, source: str, by: str | None
) -> KnowledgeEntry:
    """Store an entry without telling anybody: whoever stores many tells once, by `note_change`."""
    if taken := queries.entry_by_question(tx, merchant.id, draft.question):
        raise QuestionTaken(entry_id=taken.id, question=taken.question)
    values = _values(tx, merchant, draft, source=source, by=by)
    entry = KnowledgeEntry(**values)
    tx.session.add(entry)
    tx.flush()
    _keep_similar(tx, entry, draft.similar, draft.translations)
    return entry


def store_entries(
    tx: Tx, merchant: Merchant, drafts: Sequence[EntryDraft], *, source: str, by: str | None
) -> None:
    """Store many new entries, whose questions nobody has, in two statements."""
    entries, similar = [], []
    for draft in drafts:
        values = _values(tx, merchant, draft, source=source, by=by)
        entries.append(values)
        language = values["language"]
        similar += _similar(tx, values["id"], language, draft.similar, draft.translations)
    for table, rows in ((KnowledgeEntry, entries), (SimilarQuestion, similar)):
        if rows:
            tx.session.execute(insert(table), rows)


def change_entry(tx: Tx, entry_id: str, change: EntryChange, caller: Principal) -> KnowledgeEntry:
    """Change what `change` names and leave the rest."""
    entry = queries.entry_for(tx, caller, entry_id)
    apply_change(tx, entry, change, by=caller.id)
    note_change(tx, entry.merchant_id, entry.id)
    return entry


def apply_change(tx: Tx, entry: KnowledgeEntry, change: EntryChange, *, by: str | None) -> None:
    """Change an entry without telling anybody."""
    named, told = change.model_fields_set, _told_by(entry)
    for name in named - {"similar", "translations"}:
        value = getattr(change, name)
        if value is not None or name in SETTABLE_TO_NOTHING:
            setattr(entry, name, value)
    if change.question is not None:
        taken = queries.entry_by_question(tx, entry.merchant_id, change.question)
        if taken is not None and taken.id != entry.id:
            raise QuestionTaken(entry_id=taken.id, question=taken.question)
        entry.question_key = question_key(change.question)
    refuse_half_entries(entry.answer, entry.answer_mode, entry.conditions)
    if change.similar is not None or change.translations is not None:
        (view,) = queries.entry_views(tx, [entry])
        translations = view.translations if change.translations is None else change.translations
        similar = view.similar if change.similar is None else change.similar
        entry.translations = _texts(translations)
        _keep_similar(tx, entry, similar, translations)
    entry.updated_at = tx.now
    entry.updated_by = by
    if _told_by(entry) != told:
        entry.answered_at = tx.now
    tx.flush()


def _told_by(entry: KnowledgeEntry) -> tuple[str, dict[str, str]]:
    """Return what the entry answers, in its own language and in the others."""
    others = {name: str(texts.get("answer", "")) for name, texts in entry.translations.items()}
    return entry.answer, others


def archive_entry(tx: Tx, entry_id: str, caller: Principal) -> None:
    """Take an entry out of use; what it said stays readable."""
    change_entry(tx, entry_id, EntryChange(status="archived"), caller)


# One statement: two who save at once, the first time too, must not count the same version.
COUNT_CHANGE = text(
    "INSERT INTO knowledge_version (merchant_id, version) VALUES (:merchant_id, 1)"
    " ON CONFLICT (merchant_id) DO UPDATE SET version = knowledge_version.version + 1"
)


def note_change(tx: Tx, merchant_id: str, entry_id: str | None) -> None:
    """Count a new version of the merchant's knowledge and tell whoever looks."""
    tx.flush()
    tx.connection.execute(COUNT_CHANGE, {"merchant_id": merchant_id})
    tx.emit(KnowledgeChanged(merchant_id=merchant_id, entry_id=entry_id))


def _values(
    tx: Tx, merchant: Merchant, draft: EntryDraft, *, source: str, by: str | None
) -> dict[str, Any]:
    refuse_half_entries(draft.answer, draft.answer_mode, draft.conditions)
    return {
        **draft.model_dump(exclude={"merchant_id", "similar", "translations"}),
        "id": tx.ids.new(),
        "tenant_id": merchant.tenant_id,
        "merchant_id": merchant.id,
        "question_key": question_key(draft.question),
        "language": draft.language or merchant.language,
        "translations": _texts(draft.translations),
        "source": source,
        "created_at": tx.now,
        "answered_at": tx.now,
        "updated_at": tx.now,
        "updated_by": by,
    }


def refuse_half_entries(answer: str, answer_mode: AnswerMode, tree: dict[str, Any] | None) -> None:
    """Refuse an entry without an answer, or with conditions that are none."""
    if not answer.strip() and answer_mode != "human":
        raise AnswerMissing
    if answer_mode == "conditional" and tree is None:
        raise ConditionsWrong(reason="missing")
    if tree is not None and (found := conditions.faults(tree)):
        errors = [
            {"field": fault.where, "code": f"knowledge.condition_{fault.part}", "params": {}}
            for fault in found
        ]
        raise ConditionsWrong(reason="not_a_condition", errors=errors)


def _texts(translations: Mapping[Language, Translation]) -> dict[str, Any]:
    return {
        language: translation.model_dump(include={"question", "answer"})
        for language, translation in translations.items()
    }


def _keep_similar(
    tx: Tx,
    entry: KnowledgeEntry,
    similar: list[str],
    translations: Mapping[Language, Translation],
) -> None:
    tx.session.execute(delete(SimilarQuestion).where(SimilarQuestion.entry_id == entry.id))
    if rows := _similar(tx, entry.id, entry.language, similar, translations):
        tx.session.execute(insert(SimilarQuestion), rows)


def _similar(
    tx: Tx,
    entry_id: str,
    language: Language,
    similar: list[str],
    translations: Mapping[Language, Translation],
) -> list[dict[str, Any]]:
    pairs = [(text, language) for text in dict.fromkeys(similar)]
    for other, translation in translations.items():
        pairs += [(text, other) for text in dict.fromkeys(translation.similar)]
    return [
        {
            "id": tx.ids.new(),
            "entry_id": entry_id,
            "position": position,
            "text": text,
            "language": spoken,
        }
        for position, (text, spoken) in enumerate(pairs)
    ]
