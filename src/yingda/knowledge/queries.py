"""Reads of knowledge; `entry_for` is the guarded door."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Select, func, or_, select

from yingda.customers.folding import like_pattern
from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.foundation.words import LANGUAGES
from yingda.knowledge.errors import (
    CannedReplyNotFound,
    EntryNotFound,
    GoldenQuestionNotFound,
    ImportNotFound,
)
from yingda.knowledge.importing.preview import Known
from yingda.knowledge.models import (
    CannedReply,
    GoldenQuestion,
    KnowledgeEntry,
    KnowledgeImport,
    KnowledgeVersion,
    SimilarQuestion,
)
from yingda.knowledge.schemas import (
    CategoryView,
    EntryView,
    ImportCounts,
    ImportRow,
    KnowledgeImportView,
    Translation,
)
from yingda.knowledge.wording import question_key
from yingda.merchants.models import Language
from yingda.merchants.queries import merchants_of


@dataclass(frozen=True)
class EntryFilter:
    """Which entries to list."""

    text: str = ""
    category: str | None = None
    status: str | None = None
    merchant_id: str | None = None


def entry_for(tx: Tx, caller: Principal, entry_id: str) -> KnowledgeEntry:
    """Return the entry, if it exists for the caller; visitors see none."""
    entry = tx.session.get(KnowledgeEntry, entry_id)
    if entry is None or not caller.is_staff or not _may_see(caller, entry):
        raise EntryNotFound
    return entry


def find_entries(
    tx: Tx, caller: Principal, wanted: EntryFilter, *, cursor: str | None, limit: int
) -> Sequence[KnowledgeEntry]:
    """Return one page of the entries the caller may see, newest first."""
    found = _visible_to(tx, caller)
    if wanted.merchant_id is not None:
        found = found.where(KnowledgeEntry.merchant_id == wanted.merchant_id)
    if wanted.category is not None:
        found = found.where(KnowledgeEntry.category == wanted.category)
    if wanted.status is not None:
        found = found.where(KnowledgeEntry.status == wanted.status)
    else:
        found = found.where(KnowledgeEntry.status != "archived")
    if wanted.text.strip():
        found = found.where(KnowledgeEntry.id.in_(_mentioning(wanted.text)))
    if cursor is not None:
        found = found.where(KnowledgeEntry.id < cursor)
    return tx.session.scalars(found.order_by(KnowledgeEntry.id.desc()).limit(limit)).all()


def entry_views(tx: Tx, entries: Sequence[KnowledgeEntry]) -> list[EntryView]:
    """Return the entries with their similar questions, all read at once."""
    similar = similar_questions(tx, [entry.id for entry in entries])
    return [_view(entry, similar.get(entry.id, ())) for entry in entries]


def similar_questions(tx: Tx, entry_ids: Sequence[str]) -> Mapping[str, Sequence[SimilarQuestion]]:
    """Return the similar questions of these entries in their order."""
    asked = select(SimilarQuestion).where(SimilarQuestion.entry_id.in_(entry_ids))
    ordered = asked.order_by(SimilarQuestion.entry_id, SimilarQuestion.position)
    found: dict[str, list[SimilarQuestion]] = defaultdict(list)
    for question in tx.session.scalars(ordered):
        found[question.entry_id].append(question)
    return found


def categories_of(tx: Tx, caller: Principal, merchant_id: str | None) -> list[CategoryView]:
    """Return the categories in use, with their counts."""
    visible = _visible_to(tx, caller).where(KnowledgeEntry.status != "archived").subquery()
    counted = select(visible.c.category, func.count()).group_by(visible.c.category)
    if merchant_id is not None:
        counted = counted.where(visible.c.merchant_id == merchant_id)
    rows = tx.session.execute(counted.order_by(visible.c.category))
    return [CategoryView(category=category, count=count) for category, count in rows]


def live_entries(tx: Tx, merchant_id: str) -> Sequence[KnowledgeEntry]:
    """Return every live entry of the merchant, whatever its dates, oldest first."""
    live = select(KnowledgeEntry).where(
        KnowledgeEntry.merchant_id == merchant_id, KnowledgeEntry.status == "live"
    )
    return tx.session.scalars(live.order_by(KnowledgeEntry.id)).all()


def version_of(tx: Tx, merchant_id: str) -> int:
    """Return a number that grows with every change of the merchant's knowledge."""
    counted = select(KnowledgeVersion.version).where(KnowledgeVersion.merchant_id == merchant_id)
    return tx.session.scalar(counted) or 0


def most_questions(tx: Tx, merchant_id: str) -> int:
    """Return how many questions the merchant's live entries have at most, translations included."""
    live = select(KnowledgeEntry.id).where(
        KnowledgeEntry.merchant_id == merchant_id, KnowledgeEntry.status == "live"
    )
    similar = select(func.count()).where(SimilarQuestion.entry_id.in_(live))
    entries = tx.session.scalar(select(func.count()).select_from(live.subquery())) or 0
    return len(LANGUAGES) * entries + (tx.session.scalar(similar) or 0)


def known_questions(tx: Tx, merchant_id: str) -> dict[str, Known]:
    """Return which entry answers each question of the merchant, by question key."""
    known = select(KnowledgeEntry.question_key, KnowledgeEntry.id, KnowledgeEntry.answer).where(
        KnowledgeEntry.merchant_id == merchant_id, KnowledgeEntry.status != "archived"
    )
    return {row.question_key: Known(row.id, row.answer) for row in tx.session.execute(known)}


def entries_asked(tx: Tx, merchant_id: str, keys: Sequence[str]) -> dict[str, str]:
    """Return the id of the merchant's entry for each of these question keys that has one."""
    known = select(KnowledgeEntry.question_key, KnowledgeEntry.id).where(
        KnowledgeEntry.merchant_id == merchant_id,
        KnowledgeEntry.status != "archived",
        KnowledgeEntry.question_key.in_(keys),
    )
    return {row.question_key: row.id for row in tx.session.execute(known)}


def entry_by_question(tx: Tx, merchant_id: str, question: str) -> KnowledgeEntry | None:
    """Return the entry of the merchant that answers exactly this question."""
    same = select(KnowledgeEntry).where(
        KnowledgeEntry.merchant_id == merchant_id,
        KnowledgeEntry.status != "archived",
        KnowledgeEntry.question_key == question_key(question),
    )
    return tx.session.scalars(same.limit(1)).first()


def golden_questions(tx: Tx, merchant_id: str) -> Sequence[GoldenQuestion]:
    """Return every golden question of the merchant, oldest first."""
    golden = select(GoldenQuestion).where(GoldenQuestion.merchant_id == merchant_id)
    return tx.session.scalars(golden.order_by(GoldenQuestion.id)).all()


def golden_question_for(tx: Tx, caller: Principal, golden_id: str) -> GoldenQuestion:
    """Return the golden question, if it exists for the caller."""
    found = tx.session.get(GoldenQuestion, golden_id)
    if found is None or not caller.is_staff or not _may_see(caller, found):
        raise GoldenQuestionNotFound
    return found


def import_for(tx: Tx, caller: Principal, import_id: str) -> KnowledgeImport:
    """Return the import, if it exists for the caller."""
    found = tx.session.get(KnowledgeImport, import_id)
    if found is None or not caller.is_staff or not _may_see(caller, found):
        raise ImportNotFound
    return found


def import_view(tx: Tx, caller: Principal, import_id: str) -> KnowledgeImportView:
    """Return the import as its uploader sees it."""
    return view_of_import(import_for(tx, caller, import_id))


def view_of_import(found: KnowledgeImport) -> KnowledgeImportView:
    """Return the view of an import with its counts."""
    rows = [ImportRow.model_validate(row) for row in found.rows]
    counts = ImportCounts()
    for row in rows:
        setattr(counts, row.verdict, getattr(counts, row.verdict) + 1)
    return KnowledgeImportView(
        id=found.id,
        merchant_id=found.merchant_id,
        filename=found.filename,
        counts=counts,
        rows=rows,
        created_at=found.created_at,
        committed_at=found.committed_at,
    )


def canned_reply_for(tx: Tx, caller: Principal, reply_id: str) -> CannedReply:
    """Return the reply, if it is the caller's own or everybody's."""
    reply = tx.session.get(CannedReply, reply_id)
    if reply is None or not caller.is_staff or not _may_see(caller, reply):
        raise CannedReplyNotFound
    if reply.owner_id not in {None, caller.id}:
        raise CannedReplyNotFound
    return reply


def canned_replies_of(tx: Tx, caller: Principal, merchant_id: str | None) -> Sequence[CannedReply]:
    """Return the replies the caller can use, by shortcut."""
    merchant_ids = [merchant.id for merchant in merchants_of(tx, caller)]
    usable = select(CannedReply).where(
        CannedReply.merchant_id.in_(merchant_ids),
        or_(CannedReply.owner_id.is_(None), CannedReply.owner_id == caller.id),
    )
    if merchant_id is not None:
        usable = usable.where(CannedReply.merchant_id == merchant_id)
    return tx.session.scalars(usable.order_by(CannedReply.shortcut, CannedReply.id)).all()


def _may_see(
    caller: Principal, row: KnowledgeEntry | KnowledgeImport | CannedReply | GoldenQuestion
) -> bool:
    return caller.may_see_merchant(row.merchant_id, row.tenant_id)


def _visible_to(tx: Tx, caller: Principal) -> Select[KnowledgeEntry]:
    merchant_ids = [merchant.id for merchant in merchants_of(tx, caller)]
    return select(KnowledgeEntry).where(KnowledgeEntry.merchant_id.in_(merchant_ids))


def _mentioning(text: str) -> Select[str]:
    pattern = like_pattern(text.strip())
    asked = select(SimilarQuestion.entry_id).where(SimilarQuestion.text.ilike(pattern, escape="!"))
    key = like_pattern(question_key(text))
    return select(KnowledgeEntry.id).where(
        or_(
            KnowledgeEntry.question_key.like(key, escape="!"),
            KnowledgeEntry.question.ilike(pattern, escape="!"),
            KnowledgeEntry.answer.ilike(pattern, escape="!"),
            KnowledgeEntry.id.in_(asked),
        )
    )


def _view(entry: KnowledgeEntry, similar: Sequence[SimilarQuestion]) -> EntryView:
    translations: dict[Language, Translation] = {
        cast("Language", language): Translation(
            **texts, similar=[one.text for one in similar if one.language == language]
        )
        for language, texts in entry.translations.items()
    }
    return EntryView(
        **{
            name: getattr(entry, name)
            for name in EntryView.model_fields
            if name not in {"similar", "translations"}
        },
        similar=[one.text for one in similar if one.language not in entry.translations],
        translations=translations,
    )
