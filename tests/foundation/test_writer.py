"""What waits is committed together; a result means it is durable; one failure harms nobody else."""

import asyncio

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from tests.foundation.conftest import Store, fail, keep
from tests.services import on_postgres
from yingda.foundation.events import Event


class Said(Event):
    what: str


async def waiting(store, *jobs):
    """Queue jobs, then start the writer; return how each of them ended."""
    tasks = [asyncio.ensure_future(job) for job in jobs]
    await asyncio.sleep(0)
    store.db.start()
    return await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_failing_job_does_not_harm_its_neighbours(make_store):
    store = make_store()
    answers = await waiting(
        store,
        store.db.write(keep, "one"),
        store.db.write(fail, "two"),
        store.db.write(keep, "three"),
    )
    assert [type(answer) for answer in answers] == [str, ValueError, str]
    assert sorted(await store.names()) == ["one", "three"]


async def test_what_waits_is_one_commit(make_store):
    """On PostgreSQL single jobs commit side by side; only batches go together there."""
    store = make_store()
    await waiting(store, *(store.db.write(keep, str(number)) for number in range(20)))
    assert len(store.commits) == (20 if on_postgres() else 1)


def keep_all(tx, names):
    """Store many; the word "bad" breaks the whole batch, "no" is refused alone."""
    if "bad" in names:
        raise ValueError(names)
    return [LookupError(name) if name == "no" else keep(tx, name) for name in names]


async def test_a_batch_is_handled_at_once_and_refuses_one_alone(make_store):
    store = make_store()
    answers = await waiting(store, *(store.db.batch(keep_all, name) for name in ("a", "no", "b")))
    assert [type(answer) for answer in answers] == [str, LookupError, str]
    assert len(store.commits) == 1


async def test_a_batch_that_breaks_is_tried_one_by_one(make_store):
    store = make_store()
    answers = await waiting(store, *(store.db.batch(keep_all, name) for name in ("a", "bad", "b")))
    assert [type(answer) for answer in answers] == [str, ValueError, str]
    assert await store.names() == ["a", "b"]


def tell(tx, name):
    keep(tx, name)
    tx.emit(Said(what=name))


def tell_and_fail(tx, name):
    tell(tx, name)
    raise ValueError(name)


async def test_only_what_was_committed_is_told(make_store):
    store = make_store()
    await waiting(store, store.db.write(tell, "kept"), store.db.write(tell_and_fail, "lost"))
    assert [one.what for commit in store.commits for one in commit.events] == ["kept"]


async def test_a_result_comes_after_the_commit(store):
    committed = []

    @event.listens_for(store.db._write_engine, "commit")
    def note(_connection):
        committed.append(True)

    await store.db.write(keep, "one")
    assert committed


async def test_when_the_commit_fails_nobody_is_told_it_worked(make_store):
    store = make_store()

    @event.listens_for(store.db._write_engine, "commit")
    def refuse(_connection):
        raise OSError("the disk is full")

    answers = await waiting(store, store.db.write(tell, "one"), store.db.write(tell, "two"))
    assert [type(answer) for answer in answers] == [OSError, OSError]
    assert await store.names() == []
    assert [one for commit in store.commits for one in commit.events] == []


class Contended(Exception):
    sqlstate = "40001"


def contend(tx, left):
    """Find the rows taken by somebody else, as often as `left` says."""
    keep(tx, f"try {len(left)}")
    if left:
        left.pop()
        raise OperationalError("UPDATE", {}, Contended())


async def test_two_who_got_in_each_others_way_try_again(store):
    await store.db.write(contend, [1, 1])
    assert await store.names() == ["try 0"]


async def test_trying_again_ends(store):
    with pytest.raises(OperationalError):
        await store.db.write(contend, [1] * 50)
    assert await store.names() == []


async def test_reading_stores_nothing(store):
    with pytest.raises(Exception, match=r"read.?only"):
        await store.db.read(lambda tx: (keep(tx, "sneaky"), tx.flush()))
    assert await store.names() == []


async def test_one_time_for_the_whole_transaction(store, clock):
    def look(tx):
        before = tx.now
        clock.advance(seconds=5)
        return tx.now - before

    assert await store.db.write(look) == 0


async def test_stopping_finishes_what_waits(store_url, clock):
    store = Store(store_url, clock)
    answers = [asyncio.ensure_future(store.db.write(keep, str(number))) for number in range(5)]
    await asyncio.sleep(0)
    store.db.start()
    await asyncio.to_thread(store.db.stop)
    assert await asyncio.gather(*answers) == ["0", "1", "2", "3", "4"]
