"""Each reaction happens exactly once, in the order of its stream, whatever breaks between."""

import asyncio
import threading

import pytest

from tests.foundation.conftest import keep
from yingda.foundation import outbox, relay
from yingda.foundation.events import Event
from yingda.foundation.relay import LATER_AT_ONCE, Relay
from yingda.foundation.retrying import revive
from yingda.foundation.story import Story, thinking, when


class Said(Event):
    what: str
    where: str = "here"

    def stream(self):
        return self.where


class Broken(Exception):
    """A reaction goes wrong on purpose."""


class Playing:
    """A story with reactions that break when told to."""

    def __init__(self, make_store):
        self.broken = set()
        self.story = Story([when(Said, self.note, self.count)])
        self.store = make_store(reactions_for=self.story.reactions_for)
        self.store.db.start()
        self.relay = Relay(self.store.db, self.story)

    def note(self, tx, fact):
        keep(tx, f"note {fact.what}")
        if fact.what in self.broken:
            raise Broken(fact.what)

    def count(self, tx, fact):
        keep(tx, f"count {fact.what}")

    async def say(self, *facts):
        for fact in facts:
            one = fact if isinstance(fact, Said) else Said(what=fact)
            await self.store.db.write(lambda tx, one=one: tx.emit(one))

    async def noted(self):
        return [n.removeprefix("note ") for n in await self.store.names() if n.startswith("note")]

    async def waiting(self):
        return await self.store.db.read(outbox.waiting, 100)

    async def dead(self):
        return await self.store.db.read(
            lambda tx: [(row.id, row.attempts, row.error) for row in outbox.dead(tx)]
        )


@pytest.fixture
def playing(make_store):
    return Playing(make_store)


async def test_every_reaction_to_a_fact_happens_once(playing):
    await playing.say("a")
    await playing.relay.settle()
    await playing.relay.settle()
    assert sorted(await playing.store.names()) == ["count a", "note a"]
    assert await playing.waiting() == []


async def test_facts_of_a_stream_are_reacted_to_in_order(playing):
    await playing.say(*"abcdefgh")
    await playing.relay.settle()
    assert await playing.noted() == list("abcdefgh")


async def test_a_reaction_that_breaks_leaves_nothing_and_happens_later(playing, clock):
    playing.broken.add("a")
    await playing.say("a")
    await playing.relay.settle()
    assert await playing.store.names() == ["count a"]
    playing.broken.clear()
    await playing.relay.settle()
    assert await playing.noted() == []  # it is not its time yet
    clock.advance(seconds=1)
    await playing.relay.settle()
    assert await playing.noted() == ["a"]


async def test_what_is_postponed_holds_back_its_stream_and_no_other(playing, clock):
    playing.broken.add("a")
    await playing.say("a", "b", Said(what="elsewhere", where="there"))
    await playing.relay.settle()
    await playing.say("c")
    await playing.relay.settle()
    assert await playing.noted() == ["elsewhere"]
    assert await playing.store.count("count c") == 1  # another reaction of the stream goes on
    playing.broken.clear()
    clock.advance(seconds=1)
    await playing.relay.settle()
    assert await playing.noted() == ["elsewhere", "a", "b", "c"]


async def test_after_eight_tries_it_is_dead_and_can_be_revived(playing, clock):
    playing.broken.add("a")
    await playing.say("a", "b")
    for _ in range(8):
        await playing.relay.settle()
        clock.advance(seconds=300)
    ((dead_id, attempts, error),) = await playing.dead()
    assert attempts == 8
    assert "Broken" in error
    await playing.relay.settle()
    assert await playing.noted() == ["b"]  # the dead no longer hold up the living

    playing.broken.clear()
    assert await playing.store.db.write(revive, outbox.PendingReaction, dead_id)
    await playing.relay.settle()
    assert await playing.noted() == ["b", "a"]
    assert await playing.dead() == []
    assert not await playing.store.db.write(revive, outbox.PendingReaction, dead_id)


async def test_it_is_tried_later_and_later(playing, clock):
    playing.broken.add("a")
    await playing.say("a")
    waits = []
    for _ in range(7):
        await playing.relay.settle()
        (pending,) = [one for one in await playing.waiting() if "note" in one.reaction]
        waits.append((pending.due_at - clock.now()) // 1_000)
        clock.advance(seconds=waits[-1])
    assert waits == [1, 2, 4, 8, 16, 32, 64]


async def test_two_who_do_the_same_reaction_do_it_once(playing):
    await playing.say("a")
    other = Relay(playing.store.db, playing.story)
    await asyncio.gather(playing.relay.settle(), other.settle())
    assert await playing.store.count("note a") == 1


async def test_what_another_process_has_done_meanwhile_is_not_thought_about_again(
    make_store, monkeypatch
):
    thought = []
    story = Story([when(Said, thinking(lambda _tx, fact: thought.append(fact.what), nothing))])
    store = make_store(reactions_for=story.reactions_for)
    store.db.start()
    for what in ("a", "b", "c"):
        await store.db.write(lambda tx, what=what: tx.emit(Said(what=what)))
    pages = [await store.db.read(outbox.due, 100)]
    await Relay(store.db, story).settle()
    thought.clear()
    due = outbox.due
    monkeypatch.setattr(outbox, "due", lambda *how: pages.pop() if pages else due(*how))
    await Relay(store.db, story).settle()
    assert thought == ["a"]


def nothing(_tx, _fact, _found):
    """Say nothing of what was found."""


async def test_what_nobody_waits_for_holds_nobody_up(make_store):
    may_end = threading.Event()
    begun, told = threading.Semaphore(0), threading.Semaphore(0)

    def ponder(_tx, fact):
        begun.release()
        if not may_end.wait(10):
            raise Broken
        return fact.what

    def ponder_on(tx, _fact, found):
        keep(tx, found)

    def tell(_tx, _fact):
        told.release()

    story = Story([when(Said, thinking(ponder, ponder_on), later=True), when(Said, tell)])
    store = make_store(reactions_for=story.reactions_for)
    store.db.start()
    rooms = [f"room {number}" for number in range(LATER_AT_ONCE + 3)]
    for room in rooms:
        await store.db.write(lambda tx, room=room: tx.emit(Said(what=room, where=room)))
    going = asyncio.create_task(Relay(store.db, story).settle())
    for happens in [told] * len(rooms) + [begun] * LATER_AT_ONCE:
        assert await asyncio.to_thread(happens.acquire, timeout=10)
    assert not begun.acquire(blocking=False)
    assert await store.names() == []
    may_end.set()
    await going
    assert sorted(await store.names()) == rooms


def test_a_reaction_is_waited_for_or_not():
    with pytest.raises(ValueError, match="both now and later"):
        Story([when(Said, keep), when(Said, keep, later=True)])


async def crash_between(playing, do_once, monkeypatch):
    """Let the process die right after a reaction's first transaction; then start again."""
    monkeypatch.setattr(relay, "do_once", do_once)
    await playing.say("a")
    await playing.relay.settle()
    monkeypatch.undo()
    await Relay(playing.store.db, playing.story).settle()
    return await playing.store.count("note a")


async def test_a_crash_before_the_commit_does_it_once(playing, monkeypatch, clock):
    def crashing(tx, pending_id, reaction, *args):
        relay_do_once(tx, pending_id, reaction, *args)
        raise Broken

    relay_do_once = relay.do_once
    await crash_between(playing, crashing, monkeypatch)
    clock.advance(seconds=1)
    await playing.relay.settle()
    assert await playing.store.count("note a") == 1


async def test_a_receipt_in_another_transaction_would_be_found(playing, monkeypatch):
    """Plant: the effect is committed, the receipt is not: after the crash it happens again."""

    def forgetful(tx, _pending_id, reaction, *args):
        reaction(tx, *args)

    async def once(self):
        await self._start_streams()
        await asyncio.gather(*self._busy.values())

    with monkeypatch.context() as planted:
        planted.setattr(relay, "do_once", forgetful)
        await playing.say("a")
        await once(playing.relay)
    await Relay(playing.store.db, playing.story).settle()
    assert await playing.store.count("note a") == 2


async def test_a_reaction_this_version_no_longer_has_is_dropped(playing):
    await playing.say("a")
    await Relay(playing.store.db, Story([when(Said)])).settle()
    assert await playing.waiting() == []


async def test_thought_is_outside_the_writer_and_its_saying_inside(make_store):
    def find(tx, fact):
        return f"found {fact.what}"

    def say(tx, fact, found):
        keep(tx, found)

    story = Story([when(Said, thinking(find, say), only=lambda fact: fact.what != "dull")])
    store = make_store(reactions_for=story.reactions_for)
    store.db.start()
    for what in ("a", "dull"):
        await store.db.write(lambda tx, what=what: tx.emit(Said(what=what)))
    await Relay(store.db, story).settle()
    assert await store.names() == ["found a"]
