"""The backup file: a gzipped tar, written and read as a stream.

backup.json          what it is: format, version, revision, when, fingerprint of the secret
secret.key           only when it was asked for
tables/NAME/000001   rows, one JSON array a line, columns by name
files/ID             uploaded files
files.sha256         one line for each file, as sha256sum writes it
contents.json        rows and digest of every table, number of files; without it the backup is cut
"""

import gzip
import json
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from yingda.app.copying.refusals import Refused

FORMAT = 1
HEADING, CONTENTS, SECRET, SUMS = "backup.json", "contents.json", "secret.key", "files.sha256"
TABLES, FILES = "tables/", "files/"
FAST = 1
BLOCK_BYTES = 1024 * 1024
DAMAGE = (EOFError, tarfile.TarError, gzip.BadGzipFile, zlib.error, ValueError, FileNotFoundError)


class Writer:
    """Adds members one after the other."""

    def __init__(self, tar: tarfile.TarFile, made_at: int) -> None:
        self._tar = tar
        self._seconds = made_at // 1000

    def add(self, name: str, content: bytes) -> None:
        """Add a member that is in memory."""
        self.stream(name, BytesIO(content), len(content))

    def stream(self, name: str, source: IO[bytes], size: int) -> None:
        """Add a member of a known size from an open file."""
        member = tarfile.TarInfo(name)
        member.size, member.mtime, member.mode = size, self._seconds, 0o600
        self._tar.addfile(member, source)

    def add_json(self, name: str, content: dict[str, Any]) -> None:
        """Add a member of JSON that a person can read."""
        self.add(name, json.dumps(content, indent=1, sort_keys=True).encode() + b"\n")


@contextmanager
def writing(path: Path, made_at: int) -> Iterator[Writer]:
    """Write a new backup; it has its name only when it is whole and on the disk."""
    if path.exists():
        raise Refused("file_exists", file=path)
    unfinished = path.with_name(path.name + ".part")
    # Customers' words are in it: nobody else may read it, at no moment.
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    try:
        with os.fdopen(os.open(unfinished, flags, 0o600), "wb") as file:
            with (
                gzip.GzipFile("", "wb", FAST, file, mtime=0) as packed,
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
            ):
                yield Writer(tar, made_at)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    unfinished.rename(path)


Member = tuple[str, IO[bytes]]


@contextmanager
def reading(path: Path) -> Iterator[Iterator[Member]]:
    """Read a backup's members in order; raises Refused when it is no backup, cut or damaged."""
    if not path.is_file():
        raise Refused("no_file", file=path)
    try:
        with gzip.open(path) as packed, tarfile.open(fileobj=packed, mode="r|") as tar:
            yield members(tar)
            while packed.read(BLOCK_BYTES):
                pass  # what is wrong is known for sure at the very end only
    except DAMAGE as error:
        raise Refused("damaged", file=path, why=str(error)) from error


def members(tar: tarfile.TarFile) -> Iterator[Member]:
    """Give each member's name and its open content, which is gone when the next one is taken."""
    for member in tar:
        content = tar.extractfile(member)
        if content is not None:
            yield member.name, content
