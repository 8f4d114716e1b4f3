"""The log of SQLite is copied into the file beside the writer; a failure of that loses nothing."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import make_url

from tests.fixtures.stores import make_tables
from tests.foundation.conftest import keep
from yingda.foundation import checkpoints
from yingda.foundation.checkpoints import Checkpointer

PATIENCE_SECONDS = 10


@pytest.fixture
def store_url(tmp_path):
    """Give a database of SQLite, whatever the others run on: PostgreSQL looks after its own log."""
    url = f"sqlite:///{tmp_path / 'yingda.db'}"
    make_tables(url)
    return url


@pytest.fixture
def tried(monkeypatch):
    """Set after every try to copy; the pause between them is left out."""
    tried, copy = threading.Event(), Checkpointer._copy

    def watched(connection):
        copy(connection)
        tried.set()

    monkeypatch.setattr(Checkpointer, "_copy", staticmethod(watched))
    monkeypatch.setattr(checkpoints, "PAUSE_SECONDS", 0)
    return tried


def names_without_log(url, tmp_path):
    """Return the tenants in a copy of the database file alone."""
    copy = tmp_path / "without-log.db"
    copy.write_bytes(Path(make_url(url).database).read_bytes())
    with sqlite3.connect(copy) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM tenant ORDER BY id")]


async def test_what_was_committed_reaches_the_file_while_the_database_is_open(
    make_store, store_url, tmp_path, tried
):
    store = make_store()
    store.db.start()
    await store.db.write(keep, "one")
    await store.db.write(keep, "two")
    # The first look may have come before the commit it was woken by.
    for _ in range(3):
        tried.clear()
        await store.db.write(keep, "more")
        assert tried.wait(PATIENCE_SECONDS)
    assert names_without_log(store_url, tmp_path)[:2] == ["one", "two"]


class Refusing:
    """A connection that cannot do what it is asked."""

    def execute(self, _statement):
        raise sqlite3.OperationalError("planted")

    def close(self):
        pass


async def test_a_log_that_cannot_be_copied_is_tried_again_after_the_next_commit(
    make_store, tried, monkeypatch
):
    monkeypatch.setattr(Checkpointer, "_connect", lambda _self: Refusing())
    store = make_store()
    store.db.start()
    for name in ("one", "two"):
        tried.clear()
        await store.db.write(keep, name)
        assert tried.wait(PATIENCE_SECONDS)
    assert await store.names() == ["one", "two"]


class ToldMeanwhile(threading.Event):
    """Says that the time of a pause is over, and in that very moment is told to stop."""

    def __init__(self, checkpointer):
        super().__init__()
        self.checkpointer, self.first = checkpointer, True

    def wait(self, timeout=None):
        if not self.first:
            return super().wait(timeout)
        self.first = False
        self.set()
        self.checkpointer._woken.set()
        return False


def test_who_is_told_to_stop_at_the_end_of_a_pause_does_not_sleep_for_ever(store_url):
    checkpointer = Checkpointer(make_url(store_url).database)
    checkpointer._stopping = ToldMeanwhile(checkpointer)
    checkpointer.start()
    checkpointer.wake()
    checkpointer._thread.join(PATIENCE_SECONDS)
    assert not checkpointer._thread.is_alive()
