"""What an upgrade would do: asked before it is done, and nothing is changed by asking."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from yingda.app.copying.archive import HEADING, reading
from yingda.app.copying.engines import reading_from
from yingda.app.copying.refusals import Refused
from yingda.app.migrating import FOLDER, newest_revision, present_revision
from yingda.app.starting import said_by
from yingda.foundation.settings import Settings


@dataclass(frozen=True, slots=True)
class Step:
    """One migration that would run; `together` when the former version can run beside it."""

    revision: str
    title: str
    together: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether one may upgrade: a code of the word list, what it is about, and the steps."""

    code: str
    fine: bool
    params: dict[str, Any]
    steps: tuple[Step, ...] = ()


def examine(settings: Settings, backup: Path | None) -> list[Answer]:
    """Look at the database and the backup."""
    return [database(settings), saved(backup)]


def database(settings: Settings) -> Answer:
    """Say what the migrations would do."""
    try:
        present = revision_of(settings)
    except Refused:
        return Answer("fresh", fine=True, params={})
    except (SQLAlchemyError, ImportError) as error:
        why = said_by(error)
        return Answer("unreachable", fine=False, params={"why": why})
    newest = newest_revision()
    if present is not None and present > newest:
        return Answer("newer", fine=False, params={"revision": present, "own": newest})
    steps = steps_after(present or "")
    params = {"present": present, "newest": newest, "count": len(steps)}
    if not steps:
        return Answer("nothing_to_do", fine=True, params=params)
    together = all(step.together for step in steps)
    return Answer("together" if together else "apart", fine=True, params=params, steps=steps)


def revision_of(settings: Settings) -> str | None:
    """Return the revision of the database."""
    engine = reading_from(settings.store_url)
    try:
        with engine.connect() as connection:
            return present_revision(connection)
    finally:
        engine.dispose()


def steps_after(revision: str) -> tuple[Step, ...]:
    """Return the migrations after a revision, in order.

    A migration of ours widens the shape and says so with `together = True`; what no version needs
    any more is taken away one release later.
    """
    return tuple(
        step
        for file in sorted((FOLDER / "versions").glob("[0-9]*.py"))
        if (step := step_of(file)).revision > revision
    )


def step_of(file: Path) -> Step:
    """Read what a migration says of itself, without running it."""
    text = file.read_text()
    title = text.split('"""')[1].partition("\n")[0]
    return Step(file.name.partition("_")[0], title, "\ntogether = True" in text)


def saved(backup: Path | None) -> Answer:
    """Say whether there is a backup, whole, to go back to."""
    if backup is None:
        return Answer("no_backup", fine=False, params={})
    try:
        with reading(backup) as members:
            name, content = next(members, ("", None))
            heading = json.load(content) if content is not None and name == HEADING else {}
    except Refused as refused:
        return Answer("bad_backup", fine=False, params={"why": ""} | refused.params)
    if not heading:
        return Answer("bad_backup", fine=False, params={"file": backup, "why": HEADING})
    return Answer("backup_fine", fine=True, params={"file": backup, **heading})
