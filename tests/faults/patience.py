"""Waiting for other processes, always with an end: they tell nobody here what they do."""

import asyncio
import time

LOOK_AGAIN_SECONDS = 0.02


async def pause(seconds):
    """Let other processes get on for a moment."""
    try:
        async with asyncio.timeout(seconds):
            await asyncio.Event().wait()
    except TimeoutError:
        return


async def until(condition, *, within, what="it"):
    """Return the first true value of `condition()`, and how long that took, in seconds."""
    started = time.monotonic()
    while not (found := condition()):
        if time.monotonic() - started > within:
            raise TimeoutError(f"{what} did not happen within {within} s")
        await pause(LOOK_AGAIN_SECONDS)
    return found, time.monotonic() - started
