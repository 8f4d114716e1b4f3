"""Restoring a backup into an empty installation, all of it or nothing, proved before it counts.

The database is filled in one transaction. Before its commit every row is read back and compared by
digest, and every file by its sum. The restored shop begins a new epoch, so that no screen goes on
counting from numbers the restore has taken back.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Table

from yingda.app.copying import archive
from yingda.app.copying.archive import Member
from yingda.app.copying.backing_up import fingerprint, sum_of
from yingda.app.copying.engines import writing_to
from yingda.app.copying.refusals import Refused
from yingda.app.copying.tables import Row, columns_of, first_filled, tables_in, write_rows
from yingda.app.copying.tally import Tally, tally_of
from yingda.app.migrating import newest_revision, present_revision, upgrade
from yingda.foundation.clock import Clock
from yingda.foundation.epoch import begin_epoch
from yingda.foundation.files.storage import FileStorage
from yingda.foundation.ids import IdSource
from yingda.foundation.sealing import Sealer
from yingda.foundation.settings import SECRET_FILE, Settings
from yingda.foundation.transaction import Tx

Tables = dict[str, Table]


@dataclass(slots=True)
class Restored:
    """What was restored; `secret` is "restored", "same", "other" or "missing"."""

    rows: int = 0
    files: int = 0
    made_at: int = 0
    secret: str = "missing"  # noqa: S105 - says what became of the secret


class Restoring:
    """One restore at work."""

    def __init__(self, settings: Settings, connection: Connection) -> None:
        self.settings = settings
        self.connection = connection
        self.result = Restored()
        self.files = settings.data_dir / "files"
        self.arriving = settings.data_dir / "files.restoring"
        self.secret: bytes | None = None
        self.tallies: dict[str, Tally] = {}

    def run(self, path: Path) -> None:
        """Read the whole backup and prove what came of it; the caller commits."""
        with archive.reading(path) as members:
            heading = self._begin(path, members)
            tables = {table.name: table for table in tables_in(self.connection)}
            contents = self._take_in(tables, members)
            if contents is None:
                raise Refused("damaged", file=path, why=f"no {archive.CONTENTS}")
        self._prove(path, tables, contents)
        if heading["revision"] != newest_revision():
            upgrade(self.connection)

    def _begin(self, path: Path, members: Iterator[Member]) -> dict[str, Any]:
        name, content = next(members, ("", None))
        if content is None or name != archive.HEADING:
            raise Refused("not_a_backup", file=path)
        heading: dict[str, Any] = json.load(content)
        if heading["format"] > archive.FORMAT or heading["revision"] > newest_revision():
            raise Refused("newer", file=path, version=heading["version"])
        self._refuse_unless_empty(heading["revision"])
        if present_revision(self.connection) is None:
            upgrade(self.connection, heading["revision"])
        self.result.made_at = heading["made_at"]
        own = fingerprint(self.settings)
        if own:
            self.result.secret = "same" if own == heading["secret"] else "other"
        return heading

    def _refuse_unless_empty(self, revision: str) -> None:
        filled = first_filled(self.connection)
        if filled is not None:
            raise Refused("not_empty", table=filled)
        if present_revision(self.connection) not in {None, revision}:
            raise Refused("other_shape", revision=revision)
        if self.files.exists() and any(self.files.glob("*/*")):
            raise Refused("files_not_empty", folder=self.files)

    def _take_in(self, tables: Tables, members: Iterator[Member]) -> dict[str, Any] | None:
        storage = FileStorage(self.arriving)
        member = next(members, None)
        while member is not None:
            name, content = member
            if name == archive.CONTENTS:
                contents: dict[str, Any] = json.load(content)
                return contents
            if name.startswith(archive.TABLES):
                member = self._fill(tables, member, members)
                continue
            if name == archive.SECRET:
                self.secret = content.read()
            elif name == archive.SUMS:
                self._prove_files(storage, content)
            elif name.startswith(archive.FILES):
                self._keep_file(storage, name.removeprefix(archive.FILES), content)
            member = next(members, None)
        return None

    def _fill(self, tables: Tables, first: Member, rest: Iterator[Member]) -> Member | None:
        """Fill one table from its members; return the member that came after them."""
        folder = first[0].rpartition("/")[0]
        name = folder.removeprefix(archive.TABLES)
        if name not in tables:
            raise Refused("unknown_table", table=name)
        following: list[Member] = []
        tally = self.tallies[name] = Tally()
        lines = lines_of(folder, first, rest, following)
        write_rows(self.connection, tables[name], counted(lines, tally))
        self.result.rows += tally.rows
        return following[0] if following else None

    def _keep_file(self, storage: FileStorage, name: str, content: IO[bytes]) -> None:
        path = storage.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            shutil.copyfileobj(content, file, 1024 * 1024)
        self.result.files += 1

    def _prove_files(self, storage: FileStorage, sums: IO[bytes]) -> None:
        os.sync()
        proved = 0
        for line in sums:
            expected, _, name = line.decode().rstrip("\n").partition("  ")
            with storage.path(name.removeprefix(archive.FILES)).open("rb") as file:
                if sum_of(file) != expected:
                    raise Refused("file_differs", file=name)
            proved += 1
        if proved != self.result.files:
            raise Refused("files_differ", said=proved, found=self.result.files)

    def _prove(self, path: Path, tables: Tables, contents: dict[str, Any]) -> None:
        if contents["files"] != self.result.files:
            raise Refused("files_differ", said=contents["files"], found=self.result.files)
        for name, said in contents["tables"].items():
            if said["columns"] != [column.name for column in columns_of(tables[name])]:
                raise Refused("unknown_table", table=name)
            read, stored = self.tallies.get(name, Tally()), tally_of(self.connection, tables[name])
            if (read.rows, read.digest) != (said["rows"], said["digest"]):
                raise Refused("damaged", file=path, why=name)
            if stored != read:
                raise Refused("table_differs", table=name, said=read.rows, found=stored.rows)


def restore(settings: Settings, path: Path, clock: Clock, ids: IdSource) -> Restored:
    """Fill an empty installation from a backup; raises Refused, and then nothing has changed."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = writing_to(settings.store_url)
    try:
        with engine.begin() as connection:
            restoring = Restoring(settings, connection)
            shutil.rmtree(restoring.arriving, ignore_errors=True)
            restoring.run(path)
            begin_again(connection, clock, ids)
            put_in_place(restoring)
    finally:
        shutil.rmtree(settings.data_dir / "files.restoring", ignore_errors=True)
        engine.dispose()
    return restoring.result


def begin_again(connection: Connection, clock: Clock, ids: IdSource) -> None:
    """Begin a new epoch."""
    tx = Tx(connection, clock.now(), ids, Sealer(b"nothing is sealed in this transaction"))
    begin_epoch(tx)
    tx.flush()
    tx.close()


def put_in_place(restoring: Restoring) -> None:
    """Give the files their place, and the secret if there is none yet."""
    settings, secret = restoring.settings, restoring.secret
    if restoring.arriving.exists():
        if restoring.files.exists():
            shutil.rmtree(restoring.files)
        restoring.arriving.rename(restoring.files)
    if secret is not None and restoring.result.secret == "missing":  # noqa: S105 - as above
        path = settings.data_dir / SECRET_FILE
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secret)
        restoring.result.secret = "restored"  # noqa: S105 - as above


def lines_of(
    folder: str, first: Member, rest: Iterator[Member], following: list[Member]
) -> Iterator[bytes]:
    """Give the lines of all members of a folder; put the first member after them aside."""
    yield from first[1]
    for name, content in rest:
        if name.rpartition("/")[0] != folder:
            following.append((name, content))
            return
        yield from content


def counted(lines: Iterator[bytes], tally: Tally) -> Iterator[Row]:
    """Give rows from their lines, and count them."""
    for line in lines:
        tally.add(line.rstrip(b"\n"))
        row: Row = json.loads(line)
        yield row
