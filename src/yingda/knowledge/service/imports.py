"""Importing a file: first looked at, then stored in one transaction."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from pathlib import PurePath
from typing import Any
from zoneinfo import ZoneInfo

from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import Instant
from yingda.foundation.db import Tx
from yingda.knowledge import queries
from yingda.knowledge.cleaning.washing import Shape
from yingda.knowledge.errors import ImportAlreadyStored
from yingda.knowledge.importing.preview import judge
from yingda.knowledge.importing.rows import BrokenRow, Row
from yingda.knowledge.models import KnowledgeEntry, KnowledgeImport
from yingda.knowledge.schemas import EntryChange, EntryDraft, ImportDone, ImportView, Translation
from yingda.knowledge.service.entries import apply_change, note_change, store_entry
from yingda.merchants.models import Merchant
from yingda.merchants.queries import merchant_by_id, merchant_meant

GOOD = frozenset({"clean", "cleaned"})
Rows = list[Row | BrokenRow]


def preview_import(
    tx: Tx, filename: str, rows: Rows, merchant_id: str | None, caller: Principal
) -> ImportView:
    """Judge every row of a file that was read, and keep it until somebody commits it."""
    merchant = merchant_meant(tx, caller, merchant_id)
    return queries.view_of_import(prepare_import(tx, merchant, filename, rows, by=caller.id))


def prepare_import(
    tx: Tx,
    merchant: Merchant,
    filename: str,
    rows: Iterable[Row | BrokenRow],
    *,
    fill: Mapping[str, str] | None = None,
    by: str | None = None,
) -> KnowledgeImport:
    """Judge the rows against what the merchant already knows; nothing becomes knowledge yet."""
    name = PurePath(filename).name[:200]
    shape: Shape = "markdown" if PurePath(name).suffix.lower() in {".md", ".markdown"} else "page"
    known = queries.known_questions(tx, merchant.id)
    judged = judge(rows, known, answer_shape=shape, fill=fill)
    prepared = KnowledgeImport(
        id=tx.ids.new(),
        tenant_id=merchant.tenant_id,
        merchant_id=merchant.id,
        filename=name,
        rows=[row.stored() for row in judged],
        created_at=tx.now,
        created_by=by,
        committed_at=None,
    )
    tx.session.add(prepared)
    tx.flush()
    return prepared


def commit_import(
    tx: Tx, import_id: str, accept_lines: Collection[int], caller: Principal
) -> ImportDone:
    """Store the good rows, and the doubtful ones somebody accepted, all or none."""
    return commit_prepared(
        tx, queries.import_for(tx, caller, import_id), accept_lines, by=caller.id
    )


def commit_prepared(
    tx: Tx, prepared: KnowledgeImport, accept_lines: Collection[int], *, by: str | None
) -> ImportDone:
    """Store a prepared import; an accepted duplicate replaces the answer that is stored."""
    if prepared.committed_at is not None:
        raise ImportAlreadyStored(at=prepared.committed_at)
    merchant = merchant_by_id(tx, prepared.merchant_id)
    accepted = frozenset(accept_lines)
    stored = sum(
        _store(tx, merchant, row, prepared.filename, by)
        for row in prepared.rows
        if row["verdict"] in GOOD or (row["verdict"] != "broken" and row["line"] in accepted)
    )
    prepared.committed_at = tx.now
    if stored:
        note_change(tx, merchant.id, None)
    return ImportDone(stored=stored, skipped=len(prepared.rows) - stored)


def _store(tx: Tx, merchant: Merchant, row: Mapping[str, Any], source: str, by: str | None) -> bool:
    draft = _draft(row, ZoneInfo(merchant.timezone))
    known = queries.entry_by_question(tx, merchant.id, draft.question)
    if known is None:
        store_entry(tx, merchant, draft, source=source, by=by)
        return True
    if row["verdict"] in GOOD:  # somebody wrote the same question since the preview
        return False
    _replace(tx, known, draft, by)
    return True


def _replace(tx: Tx, known: KnowledgeEntry, draft: EntryDraft, by: str | None) -> None:
    values = draft.model_dump(exclude={"merchant_id", "status"}, exclude_unset=True)
    apply_change(tx, known, EntryChange.model_validate(values), by=by)


def _draft(row: Mapping[str, Any], zone: ZoneInfo) -> EntryDraft:
    languages = row["translations"]
    return EntryDraft(
        question=row["question"],
        answer=row["answer"],
        category=row["category"],
        similar=list(row["similar"]),
        answer_mode=row["answer_mode"],
        conditions=row["conditions"],
        valid_from=_midnight(row["valid_from"], zone, days=0),
        valid_until=_midnight(row["valid_until"], zone, days=1),
        language=row["language"],
        translations={
            language: Translation.model_validate({"question": row["question"]} | texts)
            for language, texts in languages.items()
        },
    )


def _midnight(day: str | None, zone: ZoneInfo, *, days: int) -> Instant | None:
    """Return when the day begins in the shop's timezone, or the one `days` later."""
    if day is None:
        return None
    begin = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(), zone)
    return int((begin + dt.timedelta(days=days)).timestamp() * 1000)
