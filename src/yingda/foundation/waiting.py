"""Waiting for something to happen, at most for a while."""

import asyncio


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
