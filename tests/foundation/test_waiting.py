"""Who waits for something at most for a while can always be told to stop."""

import asyncio
from itertools import count

import pytest

from yingda.foundation.waiting import set_within


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
