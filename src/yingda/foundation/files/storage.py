"""Where files are kept: under generated names in the data folder."""

import errno
import logging
import os
from pathlib import Path

from yingda.foundation.errors import Problem

log = logging.getLogger(__name__)

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class FileStorage:
    """Files by id; an id is 32 hex characters and never a path."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, file_id: str, content: bytes) -> None:
        """Store the bytes durably before returning; raises NoRoom, and then keeps no part."""
        path = self.path(file_id)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path, content)
        except OSError as error:
            path.unlink(missing_ok=True)
            if error.errno not in FULL:
                raise
            log.error("A file of %d bytes could not be kept: %s", len(content), error)  # noqa: TRY400
            raise NoRoom from error

    def get(self, file_id: str) -> bytes:
        """Return the bytes; raises FileNotFoundError when they are gone."""
        return self.path(file_id).read_bytes()

    def remove(self, file_id: str) -> None:
        """Delete the bytes, and a picture's small one; what is gone already stays gone."""
        for name in (file_id, f"{file_id}.thumbnail"):
            self.path(name).unlink(missing_ok=True)

    def path(self, file_id: str) -> Path:
        """Return where the file is, or would be."""
        stem, _, suffix = file_id.partition(".")
        if not (len(stem) == 32 and stem.isalnum() and suffix in {"", "thumbnail"}):
            raise FileNotFoundError(file_id)
        return self._folder / stem[-2:] / file_id


class NoRoom(Problem):
    """The disk for files is full; nothing of the file was kept."""

    status, code = 507, "files.no_room"


def write(path: Path, content: bytes) -> None:
    """Write a new file, durable before this returns."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
