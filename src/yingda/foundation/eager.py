"""Running a coroutine at once: most of them never wait, and a task for each costs more than it."""

import asyncio
from collections.abc import Coroutine, Generator
from contextlib import suppress
from typing import Any


def begin(work: Coroutine[Any, Any, None]) -> asyncio.Task[None] | None:
    """Run `work` until it waits; return the task in which it goes on, None when it is done.

    What it raises before it waits is raised here.
    """
    try:
        awaited = work.send(None)
    except StopIteration:
        return None
    return asyncio.create_task(_go_on(_Rest(work, awaited)))


class _Rest:
    """A coroutine that has begun, and what it waits for."""

    __slots__ = ("_awaited", "_work")

    def __init__(self, work: Coroutine[Any, Any, None], awaited: Any) -> None:
        self._work = work
        self._awaited = awaited

    def __await__(self) -> Generator[Any, None, None]:
        awaited = self._awaited
        with suppress(StopIteration):
            while True:
                try:
                    yield awaited
                except BaseException as error:  # noqa: BLE001 - a cancellation is the work's, too
                    awaited = self._work.throw(error)
                else:
                    awaited = self._work.send(None)


async def _go_on(rest: _Rest) -> None:
    await rest
