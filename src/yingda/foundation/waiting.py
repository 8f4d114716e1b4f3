"""Waiting for something to happen, at most for a while."""

import asyncio
from collections.abc import Iterable
from typing import Any

AGAIN_AFTER_SECONDS = 1.0


async def set_within(event: asyncio.Event, seconds: float) -> bool:
    """Wait until the event is set, at most `seconds`; tell whether it was.

    `asyncio.wait_for` of Python 3.11 loses a cancellation that comes in the same moment as the
    event: whoever waits in a loop could then never be stopped.
    """
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True


async def ended(tasks: Iterable["asyncio.Task[Any]"]) -> None:
    """Cancel tasks and wait until they are done; again, if a library has lost the cancellation."""
    waiting = {one for one in tasks if not one.done()}
    while waiting:
        for one in waiting:
            one.cancel()
        _, waiting = await asyncio.wait(waiting, timeout=AGAIN_AFTER_SECONDS)
