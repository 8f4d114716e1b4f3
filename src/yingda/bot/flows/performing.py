"""Makes the calls that are due, outside any transaction, and writes down what came of them."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from yingda.bot.flows import calling
from yingda.bot.flows.calling import Heard, Request
from yingda.bot.flows.taking import call_ended
from yingda.foundation.db import Database, Tx
from yingda.foundation.due_work import DueWork
from yingda.foundation.meters import Meters
from yingda.foundation.retrying import is_away

log = logging.getLogger(__name__)


class Outside(Protocol):
    """The way out to the shop's own system."""

    async def call(self, request: Request) -> Heard:
        """Call once; never raises for what the other side does."""

    def check(self, url: str) -> None:
        """Raise what is wrong with an address that calls would go to."""


class Performer(DueWork):
    """Makes each call in a task of its own."""

    name = "performer"
    most = 100
    share = 25
    look_again_seconds = 0.25

    def __init__(self, db: Database, outside: Outside, meters: Meters | None = None) -> None:
        super().__init__(db)
        self._outside = outside
        self._meters = meters or Meters()

    async def due(self) -> Sequence[tuple[str, str]]:
        """Return the calls that are due, with their merchants."""
        return await self._db.read(calling.due_calls, self.most, self.share)

    async def do(self, key: str) -> None:
        """Make one call and write down what came of it."""
        request = await self._db.write(calling.take_call, key)
        if request is None:
            return
        heard = await call_within(self._outside, request)
        try:
            await self._db.write(finish, key, heard)
        except Exception as error:
            if is_away(error):
                raise
            log.exception("What action call %s was answered cannot be used", key)
            heard = replace(heard, problem="garbage", said=None)
            await self._db.write(finish, key, heard)
        self._meters.count("cs_action_attempts", heard.problem or "answered")


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
