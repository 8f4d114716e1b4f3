"""Brings files into a shop's knowledge from the command line, with a progress bar and a report."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import select

from yingda.app.wiring import runtime_for
from yingda.foundation.db import Database, Tx
from yingda.foundation.errors import Problem
from yingda.foundation.settings import Settings
from yingda.foundation.words import say, terminal_language
from yingda.knowledge import service
from yingda.knowledge.importing.reading import read_rows
from yingda.knowledge.schemas import ImportDone
from yingda.knowledge.service.imports import JudgedFile
from yingda.knowledge.storing import store_import
from yingda.merchants.errors import MerchantUnknown
from yingda.merchants.models import Merchant

T = TypeVar("T")
console = Console()
MOST_LISTED = 20


@dataclass(frozen=True)
class Wishes:
    """What to do with rows that are not simply good."""

    accept: bool = False
    replace: bool = False
    fill: Mapping[str, str] | None = None
    dry_run: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of one file."""

    done: ImportDone
    rows: Sequence[Mapping[str, Any]]


async def import_files(
    settings: Settings, files: Sequence[Path], slug: str | None, wishes: Wishes
) -> int:
    """Import every file, say what became of each, return how many could not be used at all."""
    db = runtime_for(settings).db
    db.start()
    failed = 0
    try:
        for path in files:
            try:
                report(path, await import_file(db, path, slug, wishes))
            except Problem as problem:
                failed += 1
                words = say(terminal_language(), f"problems.{problem.code}", **problem.params)
                console.print(f"[red]{path.name}[/]: {words}")
    finally:
        db.stop()
    return failed


async def import_file(db: Database, path: Path, slug: str | None, wishes: Wishes) -> Outcome:
    """Import one file a portion at a time, so that a shop that is open goes on answering."""
    rows = read_rows(path.name, await asyncio.to_thread(path.read_bytes))
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        task = progress.add_task(path.name, total=len(rows))

        def counted(items: Iterable[T]) -> Iterable[T]:
            for item in items:
                yield item
                progress.advance(task)

        def judged(tx: Tx) -> JudgedFile:
            merchant = merchant_named(tx, slug)
            return service.judge_rows(tx, merchant, path.name, counted(rows), wishes.fill)

        file = await db.read(judged)
        accepted = [row.line for row in file.rows if row.verdict in wanted(wishes)]
        if wishes.dry_run:
            return await asyncio.to_thread(rehearsed, file, accepted)
        kept = await db.write(service.keep_import, file, by=None)
        prepared = await asyncio.to_thread(service.prepared, kept, file.merchant, accepted)
        progress.reset(task, total=len(prepared.rows))
        done = await store_import(db, prepared, by=None, told=partial(progress.advance, task))
        return Outcome(done, file.stored)


def rehearsed(file: JudgedFile, accepted: Sequence[int]) -> Outcome:
    """Return what would become of a file, without a word to the database."""
    chosen = service.chosen_of(file.stored, accepted)
    drafts = service.drafts_of(chosen, ZoneInfo(file.merchant.timezone))
    stored = len(drafts.read)
    skipped = len(file.stored) - stored
    return Outcome(
        ImportDone(stored=stored, skipped=skipped, failed=list(drafts.failed)), file.stored
    )


def wanted(wishes: Wishes) -> set[str]:
    """Return the verdicts that are stored besides clean and cleaned rows."""
    return ({"quarantined"} if wishes.accept else set()) | (
        {"duplicate"} if wishes.replace else set()
    )


def merchant_named(tx: Tx, slug: str | None) -> Merchant:
    """Return the shop with this short name, or the only one there is."""
    found = select(Merchant)
    if slug is not None:
        found = found.where(Merchant.slug == slug)
    merchants = tx.session.scalars(found.limit(2)).all()
    if len(merchants) != 1:
        raise MerchantUnknown
    return merchants[0]


def report(path: Path, outcome: Outcome) -> None:
    """Say what became of a file, and why some rows were not stored."""
    counts = Counter(row["verdict"] for row in outcome.rows)
    language = terminal_language()
    verdicts = ", ".join(
        say(language, "import.of", count=count, verdict=say(language, f"import.verdict.{verdict}"))
        for verdict, count in counts.items()
    )
    summary = say(language, "import.report", stored=outcome.done.stored, verdicts=verdicts)
    console.print(f"[bold]{path.name}[/]: {summary}")
    changes = Counter(change for row in outcome.rows for change in row["changes"])
    for change, count in changes.most_common():
        console.print(f"  {count} × {say(terminal_language(), f'knowledge.changes.{change}')}")
    doubtful = [row for row in outcome.rows if row["problems"]]
    for row in doubtful[:MOST_LISTED]:
        console.print(f"  {row['line']}: {row['question'][:60]} — {reasons(row)}", markup=False)
    if len(doubtful) > MOST_LISTED:
        console.print(f"  … +{len(doubtful) - MOST_LISTED}")


def reasons(row: Mapping[str, Any]) -> str:
    """Say what speaks against a row."""
    notes = [(note["code"], note["params"]) for note in row["problems"]]
    return "; ".join(
        say(terminal_language(), f"knowledge.rows.{code}", **params) for code, params in notes
    )
