"""Importing a file: first looked at, then stored in one transaction."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from zoneinfo import ZoneInfo

from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import Instant
from yingda.foundation.db import Tx
from yingda.knowledge import queries
from yingda.knowledge.cleaning.washing import Shape
from yingda.knowledge.errors import ImportAlreadyStored
from yingda.knowledge.importing.preview import Judged, judge
from yingda.knowledge.importing.rows import BrokenRow, Row
from yingda.knowledge.models import KnowledgeEntry, KnowledgeImport
from yingda.knowledge.schemas import EntryChange, EntryDraft, ImportDone, ImportView, Translation
from yingda.knowledge.service.entries import apply_change, note_change, store_entries
from yingda.knowledge.wording import question_key
from yingda.merchants.models import Merchant
from yingda.merchants.queries import merchant_by_id, merchant_meant

GOOD = frozenset({"clean", "cleaned"})
Rows = Iterable[Row | BrokenRow]


@dataclass(frozen=True)
class JudgedFile:
    """A file as it was read and judged against what the merchant knew then."""

    merchant: Merchant
    filename: str
    rows: Sequence[Judged]


def judge_file(
    tx: Tx, filename: str, rows: Rows, merchant_id: str | None, caller: Principal
) -> JudgedFile:
    """Judge every row of a file for a merchant of the caller; reads only, for it takes a while."""
    return judge_rows(tx, merchant_meant(tx, caller, merchant_id), filename, rows)


def judge_rows(
    tx: Tx,
    merchant: Merchant,
    filename: str,
    rows: Rows,
    fill: Mapping[str, str] | None = None,
) -> JudgedFile:
    """Judge every row of a file against what the merchant already knows."""
    name = PurePath(filename).name[:200]
    shape: Shape = "markdown" if PurePath(name).suffix.lower() in {".md", ".markdown"} else "page"
    known = queries.known_questions(tx, merchant.id)
    return JudgedFile(merchant, name, judge(rows, known, answer_shape=shape, fill=fill))


def preview_import(tx: Tx, judged: JudgedFile, caller: Principal) -> ImportView:
    """Keep a judged file until somebody commits it; nothing becomes knowledge yet."""
    return queries.view_of_import(keep_import(tx, judged, by=caller.id))


def keep_import(tx: Tx, judged: JudgedFile, *, by: str | None) -> KnowledgeImport:
    """Keep a judged file."""
    kept = KnowledgeImport(
        id=tx.ids.new(),
        tenant_id=judged.merchant.tenant_id,
        merchant_id=judged.merchant.id,
        filename=judged.filename,
        rows=[row.stored() for row in judged.rows],
        created_at=tx.now,
        created_by=by,
        committed_at=None,
    )
    tx.session.add(kept)
    tx.flush()
    return kept


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
    zone, accepted = ZoneInfo(merchant.timezone), frozenset(accept_lines)
    known = queries.known_questions(tx, merchant.id)
    new: dict[str, EntryDraft] = {}
    replaced = 0
    for row in prepared.rows:
        if row["verdict"] not in GOOD and row["line"] not in accepted:
            continue
        if row["verdict"] == "broken":
            continue
        draft = _draft(row, zone)
        key = question_key(draft.question)
        if key not in known and (key not in new or row["verdict"] not in GOOD):
            new[key] = draft
        elif key in known and row["verdict"] not in GOOD:  # else: written since the preview
            _replace(tx, known[key].entry_id, draft, by)
            replaced += 1
    store_entries(tx, merchant, list(new.values()), source=prepared.filename, by=by)
    prepared.committed_at = tx.now
    stored = len(new) + replaced
    if stored:
        note_change(tx, merchant.id, None)
    return ImportDone(stored=stored, skipped=len(prepared.rows) - stored)


def _replace(tx: Tx, entry_id: str, draft: EntryDraft, by: str | None) -> None:
    values = draft.model_dump(exclude={"merchant_id", "status"}, exclude_unset=True)
    entry = tx.session.get_one(KnowledgeEntry, entry_id)
    apply_change(tx, entry, EntryChange.model_validate(values), by=by)


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
