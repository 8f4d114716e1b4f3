"""A timer fires once, in one transaction with its effect, and says how late it is."""

import asyncio

import pytest

from tests.foundation.conftest import keep
from yingda.foundation.retrying import back_off, revive
from yingda.foundation.scheduler import Scheduler
from yingda.foundation.timers import TimerRow, due, fire, next_due_at


class Clockwork:
    def __init__(self, store, clock):
        self.store, self.clock = store, clock
        self.fired, self.broken = [], False
        self.scheduler = Scheduler(store.db, {"tea": self.effect})

    def effect(self, tx, timer):
        keep(tx, f"{timer.key} {timer.payload} {timer.late_by}")
        self.fired.append(timer)
        if self.broken:
            raise RuntimeError("no water")

    async def put(self, key="a", *, seconds=10, kind="tea", **payload):
        due_at = self.clock.now() + seconds * 1_000
        await self.store.db.write(lambda tx: tx.schedule(kind, key, due_at, payload))

    async def after(self, seconds):
        self.clock.advance(seconds=seconds)
        return await self.scheduler.fire_due()

    async def rows(self):
        return await self.store.db.read(
            lambda tx: [
                (row.key, row.attempts, row.due_at - tx.now, row.dead_at)
                for row in tx.session.query(TimerRow).order_by(TimerRow.id)
            ]
        )


@pytest.fixture
def clockwork(store, clock):
    return Clockwork(store, clock)


async def test_a_timer_fires_once_when_it_is_due(clockwork):
    await clockwork.put(sugar=2)
    assert await clockwork.after(9) == 0
    assert await clockwork.after(1) == 1
    assert await clockwork.after(1_000) == 0
    assert await clockwork.store.names() == ["a {'sugar': 2} 0"]


async def test_after_an_outage_it_fires_once_and_says_how_late(clockwork):
    await clockwork.put()
    assert await clockwork.after(3_610) == 1
    assert clockwork.fired[0].late_by == 3_600_000


async def test_a_cancelled_timer_never_fires(clockwork):
    await clockwork.put()
    await clockwork.store.db.write(lambda tx: tx.cancel("tea", "a"))
    assert await clockwork.after(20) == 0


async def test_the_same_kind_and_key_replaces(clockwork):
    await clockwork.put(seconds=10, cup=1)
    await clockwork.put(seconds=30, cup=2)
    assert await clockwork.after(15) == 0
    assert await clockwork.after(15) == 1
    assert clockwork.fired[0].payload == {"cup": 2}


async def test_other_keys_and_kinds_are_others(clockwork):
    await clockwork.put("a")
    await clockwork.put("b")
    await clockwork.store.db.write(lambda tx: tx.cancel("coffee", "a"))
    assert await clockwork.after(10) == 2


async def test_a_timer_moved_or_fired_meanwhile_does_not_fire(clockwork, clock):
    await clockwork.put()
    clock.advance(seconds=10)
    (old,) = await clockwork.store.db.read(due, 10)
    await clockwork.put(seconds=60)
    assert not await clockwork.store.db.write(fire, old, clockwork.effect)
    assert await clockwork.after(60) == 1
    assert not await clockwork.store.db.write(fire, clockwork.fired[0], clockwork.effect)


async def test_two_schedulers_fire_it_once(clockwork, clock):
    await clockwork.put()
    clock.advance(seconds=10)
    other = Scheduler(clockwork.store.db, {"tea": clockwork.effect})
    counts = await asyncio.gather(clockwork.scheduler.fire_due(), other.fire_due())
    assert sum(counts) == 1
    assert len(await clockwork.store.names()) == 1


async def test_a_broken_effect_leaves_nothing_and_is_tried_again(clockwork):
    clockwork.broken = True
    await clockwork.put()
    assert await clockwork.after(10) == 0
    assert await clockwork.store.names() == []
    clockwork.broken = False
    assert await clockwork.after(1) == 1


async def test_after_eight_failures_it_is_dead_until_revived(clockwork, clock):
    clockwork.broken = True
    await clockwork.put()
    for _ in range(12):
        await clockwork.after(301)
    ((_, attempts, _, dead_at),) = await clockwork.rows()
    assert attempts == 8
    assert dead_at is not None
    assert await clockwork.store.db.read(next_due_at) is None
    clockwork.broken = False
    timer_id = clockwork.fired[0].id
    assert await clockwork.store.db.write(revive, TimerRow, timer_id)
    assert await clockwork.after(0) == 1


async def test_a_kind_nobody_knows_is_kept_and_tried_again(clockwork):
    await clockwork.put(kind="ghost")
    assert await clockwork.after(10) == 0
    ((_, attempts, _, _),) = await clockwork.rows()
    assert attempts == 1


def test_waits_double_up_to_five_minutes():
    waits = [back_off(attempts) // 1_000 for attempts in range(1, 12)]
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
