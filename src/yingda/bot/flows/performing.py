"""Makes the calls that are due, outside any transaction, and writes down what came of them.

Nothing is kept in memory: what is due stands in the database, and any process may make it.
"""

import asyncio
import logging
from functools import partial
from typing import Protocol

from yingda.bot.flows import calling
from yingda.bot.flows.calling import Heard, Request
from yingda.bot.flows.taking import call_ended
from yingda.foundation.db import Database, Tx
from yingda.foundation.meters import Meters
from yingda.foundation.waiting import ended, set_within

log = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 0.25
PATIENCE_SECONDS = 3.0
MOST_AT_ONCE = 50


class Outside(Protocol):
    """The way out to the shop's own system."""

    async def call(self, request: Request) -> Heard:
        """Call once; never raises for what the other side does."""

    def check(self, url: str) -> None:
        """Raise what is wrong with an address that calls would go to."""


class Performer:
    """Makes each call in a task of its own: one that is slow keeps nobody else waiting."""

    def __init__(self, db: Database, outside: Outside, meters: Meters | None = None) -> None:
        self._db = db
        self._outside = outside
        self._meters = meters or Meters()
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._freed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start; what an earlier run left waiting is made first."""
        self._task = asyncio.create_task(self._run(), name="performer")

    async def stop(self) -> None:
        """Finish what is on its way, if it does not take long; the rest is tried again later."""
        if self._task is not None:
            await ended([self._task])
        if self._busy:
            await asyncio.wait(self._busy.values(), timeout=PATIENCE_SECONDS)
        await ended(self._busy.values())

    async def perform_due(self) -> int:
        """Make everything that is due now, and wait for the outcome (for tests)."""
        await self._set_out()
        made = tuple(self._busy.values())
        await asyncio.gather(*made, return_exceptions=True)
        return len(made)

    async def _run(self) -> None:
        while True:
            try:
                await self._set_out()
            except Exception:
                log.exception("Due calls could not be read; trying again")
            self._freed.clear()
            # What other processes stored wakes nobody here, hence the look from time to time.
            await set_within(self._freed, LOOK_AGAIN_SECONDS)

    async def _set_out(self) -> None:
        for call_id in await self._db.read(calling.due_calls):
            if call_id not in self._busy and len(self._busy) < MOST_AT_ONCE:
                task = asyncio.create_task(self._make(call_id))
                self._busy[call_id] = task
                task.add_done_callback(partial(self._done, call_id))

    def _done(self, call_id: str, _task: asyncio.Task[None]) -> None:
        self._busy.pop(call_id, None)
        self._freed.set()

    async def _make(self, call_id: str) -> None:
        try:
            request = await self._db.write(calling.take_call, call_id)
            if request is None:
                return
            heard = await call_within(self._outside, request)
            await self._db.write(finish, call_id, heard)
            self._meters.count("cs_action_attempts", heard.problem or "answered")
        except Exception:
            log.exception("Call %s could not be made; trying again", call_id)


async def call_within(outside: Outside, request: Request) -> Heard:
    """Call once, and wait no longer than the action may take."""
    try:
        async with asyncio.timeout(request.timeout_ms / 1000):
            return await outside.call(request)
    except TimeoutError:
        return Heard("timeout", took_ms=request.timeout_ms)


def finish(tx: Tx, call_id: str, heard: Heard) -> None:
    """Write down what came of a try, and let the task go on, both in one transaction."""
    settled = calling.settle_call(tx, call_id, heard)
    if settled is not None:
        call, meaning = settled
        call_ended(tx, call.run_id, meaning)
