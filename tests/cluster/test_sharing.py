"""Many processes, one outbox, one set of timers: effects once, streams in order, no waste."""

import asyncio
from collections import Counter

import pytest

from tests.cluster.conftest import until
from tests.foundation.conftest import Store, keep
from yingda.foundation import outbox
from yingda.foundation.claims import AdvisoryLocks, Alone
from yingda.foundation.clock import ManualClock
from yingda.foundation.events import Event
from yingda.foundation.ids import TimeOrderedIds
from yingda.foundation.relay import Relay
from yingda.foundation.scheduler import Scheduler
from yingda.foundation.story import Story, thinking, when
from yingda.foundation.workplace import Workplace

STREAMS, FACTS, PROCESSES, TIMERS = 12, 8, 3, 120


class Said(Event):
    where: str
    number: int

    def stream(self):
        return self.where


class Process:
    """One process that relays: a store, claims and a relay of its own."""

    def __init__(self, url, clock, claims):
        self.thought = Counter()
        story = Story([when(Said, thinking(self.find, self.say))])
        self.store = Store(url, clock, reactions_for=story.reactions_for)
        self.store.db.start()
        self.claims = claims
        place = Workplace(claims)
        self.relay = Relay(self.store.db, story, place)
        self.scheduler = Scheduler(self.store.db, {"tea": self.pour}, place)

    def find(self, _tx, fact):
        self.thought[fact.where, fact.number] += 1
        return fact.number

    def say(self, tx, fact, found):
        keep_as(tx, f"{fact.where} {found}")

    def pour(self, tx, timer):
        keep_as(tx, f"tea {timer.key}")

    async def stop(self):
        await self.relay.stop()
        await self.claims.stop()
        self.store.db.stop()


def keep_as(tx, name):
    """Store an effect; ids of several processes must not meet."""
    tx.ids = TimeOrderedIds()
    keep(tx, name)


@pytest.fixture
async def processes(cluster_url):
    """Give a maker of several processes on one database, with claims or without."""
    made = []

    def make(*, claiming=True):
        clock = ManualClock()
        for _ in range(PROCESSES):
            claims = AdvisoryLocks(cluster_url) if claiming else Alone()
            made.append(Process(cluster_url, clock, claims))
        return made

    yield make
    for one in made:
        await one.stop()


async def say_much(process):
    def say(tx):
        for number in range(FACTS):
            for stream in range(STREAMS):
                tx.emit(Said(where=f"s{stream:02}", number=number))

    await process.store.db.write(say)


async def done(processes):
    """Let all relay at once, until nothing waits; return what was stored, in order of storing."""
    for one in processes:
        one.relay.start()

    async def nothing_waits():
        return not await processes[0].store.db.read(outbox.waiting, 1)

    await until(nothing_waits, "the end of the outbox")
    return await processes[0].store.names()


def in_order(names):
    for stream in range(STREAMS):
        said = [int(name.split()[1]) for name in names if name.startswith(f"s{stream:02} ")]
        if said != list(range(FACTS)):
            return False
    return True


@pytest.mark.parametrize("claiming", [True, False])
async def test_each_reaction_happens_once_and_streams_keep_their_order(processes, claiming):
    """Without claims too, as when their connection is lost: the rows alone make it certain."""
    several = processes(claiming=claiming)
    await say_much(several[0])
    names = await done(several)
    assert len(names) == STREAMS * FACTS
    assert in_order(names)


async def test_nobody_thinks_about_what_another_works_on(processes):
    several = processes()
    await say_much(several[0])
    await done(several)
    thought = sum((one.thought for one in several), Counter())
    assert sum(thought.values()) - len(thought) <= STREAMS  # a row gone since the page was read


async def test_without_claims_the_waste_would_be_seen(processes):
    """Plant: everyone takes everything for their own."""
    several = processes(claiming=False)
    await say_much(several[0])
    await done(several)
    thought = sum((one.thought for one in several), Counter())
    assert sum(thought.values()) - len(thought) > STREAMS


async def test_a_receipt_that_is_not_taken_would_be_found(processes, monkeypatch):
    """Plant: the effect without its row."""
    several = processes(claiming=False)
    monkeypatch.setattr(
        outbox, "take", lambda tx, pending_id: bool(outbox_take(tx, pending_id)) or 1
    )
    await say_much(several[0])
    assert len(await done(several)) > STREAMS * FACTS


outbox_take = outbox.take


async def test_what_a_process_leaves_when_it_ends_another_does(processes):
    ended, *others = processes()
    await ended.claims.take([f"stream:s{number:02}" for number in range(STREAMS)])
    await say_much(ended)
    for one in others:
        await one.relay.settle()
    assert await ended.store.names() == []
    await ended.claims.stop()  # its connection is gone, and its claims with it
    assert in_order(await done(others))


@pytest.mark.parametrize("claiming", [True, False])
async def test_each_timer_fires_once(processes, claiming):
    several = processes(claiming=claiming)

    def wind(tx):
        for number in range(TIMERS):
            tx.schedule("tea", f"{number}", tx.now)

    await several[0].store.db.write(wind)

    async def all_fired():
        counts = await asyncio.gather(*(one.scheduler.fire_due() for one in several))
        fired.append(sum(counts))
        return sum(fired) == TIMERS

    fired = []
    await until(all_fired, "all timers")
    names = await several[0].store.names()
    assert Counter(names) == Counter(f"tea {number}" for number in range(TIMERS))


async def test_a_claim_stands_for_one_and_falls_with_its_process(cluster_url):
    one, other = AdvisoryLocks(cluster_url), AdvisoryLocks(cluster_url)
    try:
        assert await one.take(["a", "b"]) == {"a", "b"}
        assert await one.take(["a"]) == frozenset()
        assert await other.take(["a", "b", "c"]) == {"c"}
        await one.release(["b"])
        assert await other.take(["a", "b"]) == {"b"}
        await one.stop()
        assert not one.holds("a")
        assert await other.take(["a"]) == {"a"}
    finally:
        await one.stop()
        await other.stop()
