"""Making a backup while the shop is open: one moment of the database, then the uploaded files."""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from sqlalchemy import Connection, Table

from yingda.app.copying import archive
from yingda.app.copying.engines import reading_from
from yingda.app.copying.refusals import Refused
from yingda.app.copying.tables import columns_of, rows_of, snapshot, tables_in
from yingda.app.copying.tally import Tally, line_of
from yingda.app.migrating import present_revision
from yingda.app.versions import program_version
from yingda.foundation.clock import Clock
from yingda.foundation.settings import SECRET_FILE, Settings

MEMBER_BYTES = 4 * 1024 * 1024
BLOCK_BYTES = 1024 * 1024


@dataclass(slots=True)
class Saved:
    """What is in the backup: rows by table, files, and whether the secret is with them."""

    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: int = 0
    file_bytes: int = 0
    with_secret: bool = False

    @property
    def rows(self) -> int:
        """Return the number of rows of all tables."""
        return sum(table["rows"] for table in self.tables.values())


def back_up(settings: Settings, path: Path, clock: Clock, *, with_secret: bool) -> Saved:
    """Write everything into one file.

    Raises Refused when there is no database, or a file of this name already.
    """
    engine = reading_from(settings.store_url)
    saved = Saved(with_secret=with_secret)
    try:
        with engine.connect() as connection, archive.writing(path, clock.now()) as writer:
            snapshot(connection)
            writer.add_json(archive.HEADING, heading(settings, connection, clock))
            if with_secret:
                writer.add(archive.SECRET, settings.signing_secret())
            for table in tables_in(connection):
                saved.tables[table.name] = save_table(writer, connection, table)
            save_files(writer, settings.data_dir / "files", saved)
            contents = {
                "tables": saved.tables,
                "files": saved.files,
                "file_bytes": saved.file_bytes,
            }
            writer.add_json(archive.CONTENTS, contents)
    finally:
        engine.dispose()
    return saved


def heading(settings: Settings, connection: Connection, clock: Clock) -> dict[str, Any]:
    """Return what the backup says of itself before anything else."""
    revision = present_revision(connection)
    if revision is None:
        raise Refused("no_database", place=connection.engine.url.database)
    return {
        "format": archive.FORMAT,
        "version": program_version(),
        "revision": revision,
        "engine": connection.dialect.name,
        "made_at": clock.now(),
        "secret": fingerprint(settings),
    }


def fingerprint(settings: Settings) -> str:
    """Return a few characters that tell secrets apart and give none away; empty without one."""
    if not settings.secret and not (settings.data_dir / SECRET_FILE).exists():
        return ""
    digest = hashlib.sha256(b"yingda backup" + settings.signing_secret())
    return digest.hexdigest()[:8]


def save_table(writer: archive.Writer, connection: Connection, table: Table) -> dict[str, Any]:
    """Write the rows of a table in members of a few megabytes; return what was written."""
    tally = Tally()
    for number, content in enumerate(pages(connection, table, tally), start=1):
        writer.add(f"{archive.TABLES}{table.name}/{number:06}", content)
    names = [column.name for column in columns_of(table)]
    return {"columns": names, "rows": tally.rows, "digest": tally.digest}


def pages(connection: Connection, table: Table, tally: Tally) -> Iterator[bytes]:
    """Give the rows as lines, so many at once as a member holds; count them."""
    page = bytearray()
    for row in rows_of(connection, table):
        line = line_of(row)
        tally.add(line)
        page += line + b"\n"
        if len(page) >= MEMBER_BYTES:
            yield bytes(page)
            page.clear()
    if page:
        yield bytes(page)


def save_files(writer: archive.Writer, folder: Path, saved: Saved) -> None:
    """Write the uploaded files and their sums.

    They are written after the rows: whatever a row names was stored before that row.
    """
    with TemporaryFile() as sums:
        for path in sorted(folder.glob("*/*")):
            try:
                with path.open("rb") as file:
                    save_file(writer, path.name, file, sums, saved)
            except FileNotFoundError:
                continue  # deleted meanwhile, by right
        size = sums.tell()
        sums.seek(0)
        writer.stream(archive.SUMS, sums, size)


def save_file(
    writer: archive.Writer, name: str, file: IO[bytes], sums: IO[bytes], saved: Saved
) -> None:
    """Write one file and its sum; a stored file never changes."""
    size = os.fstat(file.fileno()).st_size
    sums.write(f"{sum_of(file)}  {archive.FILES}{name}\n".encode())
    file.seek(0)
    writer.stream(archive.FILES + name, file, size)
    saved.files += 1
    saved.file_bytes += size


def sum_of(file: IO[bytes]) -> str:
    """Return the SHA-256 of an open file, as hex."""
    digest = hashlib.sha256()
    while block := file.read(BLOCK_BYTES):
        digest.update(block)
    return digest.hexdigest()
