"""Importing a file: first looked at, then stored in portions, between which others have a turn."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import Instant
from yingda.foundation.db import Tx
from yingda.foundation.errors import Problem
from yingda.knowledge import queries
from yingda.knowledge.cleaning.washing import Shape
from yingda.knowledge.errors import ImportAlreadyStored
from yingda.knowledge.importing.preview import Judged, judge
from yingda.knowledge.importing.rows import BrokenRow, Row
from yingda.knowledge.models import KnowledgeEntry, KnowledgeImport
from yingda.knowledge.schemas import EntryChange, EntryDraft, Translation
from yingda.knowledge.service.entries import (
    apply_change,
    note_change,
    refuse_half_entries,
    store_entries,
)
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
    stored: Sequence[dict[str, Any]]
    """The rows as they are kept, so that no writer waits for that."""


@dataclass(frozen=True)
class Prepared:
    """What is to be stored of a kept import; `count` is how many rows its file has."""

    import_id: str
    merchant_id: str
    filename: str
    zone: ZoneInfo
    rows: Sequence[Mapping[str, Any]]
    count: int


@dataclass(frozen=True)
class Drafts:
    """Rows read as entries, each with whether somebody accepted it, and lines that are none."""

    read: Sequence[tuple[EntryDraft, bool]]
    failed: Sequence[int]


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
    judged = judge(rows, known, answer_shape=shape, fill=fill)
    return JudgedFile(merchant, name, judged, [row.stored() for row in judged])


def keep_import(tx: Tx, judged: JudgedFile, *, by: str | None) -> KnowledgeImport:
    """Keep a judged file."""
    kept = KnowledgeImport(
        id=tx.ids.new(),
        tenant_id=judged.merchant.tenant_id,
        merchant_id=judged.merchant.id,
        filename=judged.filename,
        rows=judged.stored,
        created_at=tx.now,
        created_by=by,
        committed_at=None,
    )
    tx.session.add(kept)
    tx.flush()
    return kept


def prepared_import(
    tx: Tx, import_id: str, accept_lines: Collection[int], caller: Principal
) -> Prepared:
    """Return what a kept import brings: the good rows, and the doubtful ones somebody accepted."""
    kept = queries.import_for(tx, caller, import_id)
    if kept.committed_at is not None:
        raise ImportAlreadyStored(at=kept.committed_at)
    return prepared(kept, merchant_by_id(tx, kept.merchant_id), accept_lines)


def prepared(kept: KnowledgeImport, merchant: Merchant, accept_lines: Collection[int]) -> Prepared:
    """Return what an import brings, once it is kept."""
    chosen = chosen_of(kept.rows, accept_lines)
    zone = ZoneInfo(merchant.timezone)
    return Prepared(kept.id, merchant.id, kept.filename, zone, chosen, len(kept.rows))


def chosen_of(
    rows: Sequence[dict[str, Any]], accept_lines: Collection[int]
) -> Sequence[dict[str, Any]]:
    """Return the rows to store; of several with one question the last accepted one counts."""
    accepted = frozenset(accept_lines)
    chosen: dict[str, dict[str, Any]] = {}
    for row in rows:
        key = question_key(row["question"])
        if row["verdict"] in GOOD:
            chosen.setdefault(key, row)
        elif row["verdict"] != "broken" and row["line"] in accepted:
            chosen[key] = row
    return tuple(chosen.values())


def drafts_of(rows: Iterable[Mapping[str, Any]], zone: ZoneInfo) -> Drafts:
    """Read rows as entries; what cannot be one costs only its own row."""
    drafts, failed = [], []
    for row in rows:
        try:
            draft = _draft(row, zone)
            refuse_half_entries(draft.answer, draft.answer_mode, draft.conditions)
        except (ValueError, Problem):
            failed.append(row["line"])
        else:
            drafts.append((draft, row["verdict"] not in GOOD))
    return Drafts(tuple(drafts), tuple(failed))


def store_portion(tx: Tx, prepared: Prepared, drafts: Drafts, *, by: str | None) -> int:
    """Store some rows of an import and return how many; what was stored before stays as it is."""
    merchant = merchant_by_id(tx, prepared.merchant_id)
    keys = [question_key(draft.question) for draft, _ in drafts.read]
    known = queries.entries_asked(tx, merchant.id, keys)
    new, replaced = [], 0
    for key, (draft, was_accepted) in zip(keys, drafts.read, strict=True):
        if key not in known:
            new.append(draft)
        elif was_accepted:  # else: written since the preview
            _replace(tx, known[key], draft, by)
            replaced += 1
    store_entries(tx, merchant, new, source=prepared.filename, by=by)
    return len(new) + replaced


def finish_import(tx: Tx, prepared: Prepared) -> None:
    """Close an import and tell whoever looks, once for all of its rows."""
    this = KnowledgeImport.id == prepared.import_id
    before = tx.session.scalar(select(KnowledgeImport.committed_at).where(this).with_for_update())
    if before is not None:
        raise ImportAlreadyStored(at=before)
    tx.session.execute(update(KnowledgeImport).where(this).values(committed_at=tx.now))
    if prepared.rows:
        note_change(tx, prepared.merchant_id, None)


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
