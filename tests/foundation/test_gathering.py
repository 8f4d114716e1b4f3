"""A reaction to many facts at once: one transaction, each fact once, nobody pays for another."""

import asyncio

import pytest

from tests.foundation.conftest import keep
from yingda.foundation import gathering, outbox
from yingda.foundation.events import Event
from yingda.foundation.relay import Relay
from yingda.foundation.story import Story, together, when


class Said(Event):
    what: str

    def stream(self):
        return self.what


class Broken(Exception):
    """A reaction goes wrong on purpose."""


class Crowded:
    """A story whose one reaction takes many facts, and remembers how many at a time."""

    def __init__(self, make_store):
        self.broken, self.sizes = set(), []
        self.story = Story([when(Said, together(self.note))])
        self.store = make_store(reactions_for=self.story.reactions_for)
        self.store.db.start()
        self.relay = Relay(self.store.db, self.story)

    def note(self, tx, facts):
        self.sizes.append(len(facts))
        for fact in facts:
            keep(tx, fact.what)
            if fact.what in self.broken:
                raise Broken(fact.what)

    async def say(self, words):
        await self.store.db.write(lambda tx: [tx.emit(Said(what=word)) for word in words])

    async def waiting(self):
        return await self.store.db.read(outbox.waiting, 100)


@pytest.fixture
def crowded(make_store):
    return Crowded(make_store)


async def test_what_waits_together_is_done_together_and_once(crowded):
    await crowded.say("abcdef")
    await crowded.relay.settle()
    assert sorted(await crowded.store.names()) == list("abcdef")
    assert crowded.sizes == [6]
    assert await crowded.waiting() == []


async def test_one_that_breaks_is_put_off_and_the_others_are_done(crowded, clock):
    crowded.broken.add("c")
    await crowded.say("abcdef")
    await crowded.relay.settle()
    assert sorted(await crowded.store.names()) == list("abdef")
    (left,) = await crowded.waiting()
    assert left.due_at > clock.now()
    crowded.broken.clear()
    clock.advance(seconds=1)
    await crowded.relay.settle()
    assert sorted(await crowded.store.names()) == list("abcdef")


async def test_two_processes_do_each_once(crowded):
    await crowded.say("abcdef")
    other = Relay(crowded.store.db, crowded.story)
    await asyncio.gather(crowded.relay.settle(), other.settle())
    assert sorted(await crowded.store.names()) == list("abcdef")


async def test_receipts_taken_in_another_transaction_would_be_found(crowded, monkeypatch):
    """Plant: the effect is committed and the rows are not: after a crash it happens again."""

    def forgetful(tx, _pending_ids, do, facts):
        do(tx, facts)

    with monkeypatch.context() as planted:
        planted.setattr(gathering, "do_together", forgetful)
        await crowded.say("a")
        await crowded.relay._start_streams()
        await asyncio.gather(*crowded.relay._busy.values())
    await Relay(crowded.store.db, crowded.story).settle()
    assert await crowded.store.count("a") == 2
