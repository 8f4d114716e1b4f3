"""Who waits for something at most for a while can always be told to stop."""

import asyncio
from itertools import count

import pytest

from yingda.foundation import waiting
from yingda.foundation.waiting import ended, set_within


async def test_it_tells_whether_it_happened():
    event = asyncio.Event()
    assert not await set_within(event, 0.001)
    event.set()
    assert await set_within(event, 60)


@pytest.mark.parametrize("turns", range(4))
async def test_a_cancellation_in_the_moment_of_the_event_is_not_lost(turns):
    event = asyncio.Event()

    async def for_ever():
        for _ in count():
            event.clear()
            await set_within(event, 60)

    task = asyncio.create_task(for_ever())
    await asyncio.sleep(0)
    event.set()
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=5)
    assert done


async def test_a_task_that_loses_its_first_cancellation_is_ended_all_the_same(monkeypatch):
    monkeypatch.setattr(waiting, "AGAIN_AFTER_SECONDS", 0.01)
    lost = []

    async def deaf_once():
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            lost.append("cancellation")
        await asyncio.Event().wait()

    task = asyncio.create_task(deaf_once())
    await asyncio.sleep(0)
    async with asyncio.timeout(5):
        await ended([task])
    assert (task.cancelled(), lost) == (True, ["cancellation"])
