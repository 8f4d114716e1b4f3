"""SQLite's write-ahead log, copied into the database file beside the writer instead of by it.

Left to itself SQLite does that inside a commit, every thousand pages: then one message in a few
hundred waits for two more flushes of the disk.
"""

import logging
import sqlite3
import threading

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.5
# The writer does it itself when the log has grown this large in spite of all, in pages of 4 kB.
LOG_LIMIT_PAGES = 16_000


class Checkpointer:
    """A thread that sleeps until something was committed."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._work, name="yingda-checkpoints", daemon=True)

    def start(self) -> None:
        """Start waiting for commits."""
        self._thread.start()

    def stop(self) -> None:
        """End; what is still in the log is copied when the last connection closes."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join()

    def wake(self) -> None:
        """Note that something is being committed."""
        if not self._woken.is_set():
            self._woken.set()

    def _work(self) -> None:
        connection = self._connect()
        try:
            while self._woken.wait():
                # Cleared before it is asked whether to end: `stop` wakes after it has said so.
                self._woken.clear()
                if self._stopping.wait(PAUSE_SECONDS):
                    return
                self._copy(connection)
        finally:
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, isolation_level=None)

    @staticmethod
    def _copy(connection: sqlite3.Connection) -> None:
        try:
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        except sqlite3.Error:
            log.exception("The log could not be copied now; it is tried again after a commit")
