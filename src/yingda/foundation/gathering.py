"""Gathering: one reaction to the facts of many streams, in one transaction.

While it is done for some, others come and wait for the next time: the more there is to do, the more
is done at once. Where they fail together each is done alone, so that nobody pays for another's
fault.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from yingda.foundation import failpoints, outbox
from yingda.foundation.db import Database, Tx
from yingda.foundation.events import Event
from yingda.foundation.retrying import is_away

MOST = 100
"""Facts in one transaction: it holds what it has locked for as long as all of them take."""

Done = Callable[[Tx, Sequence[Any]], None]


class DoneElsewhere(Exception):
    """One of them at least was done by another process meanwhile."""


@dataclass(frozen=True, slots=True)
class Waiter:
    """A fact that waits for its reaction, and who wants to know."""

    pending_id: int
    fact: Event
    done: "asyncio.Future[None]"


class Gathering:
    """Does one reaction, for all that waits at once."""

    def __init__(self, db: Database, do: Done) -> None:
        self._db = db
        self._do = do
        self._waiting: list[Waiter] = []
        self._task: asyncio.Task[None] | None = None

    async def react(self, pending_id: int, fact: Event) -> None:
        """Return when the reaction is committed; raises what went wrong with this fact."""
        waiter = Waiter(pending_id, fact, asyncio.get_running_loop().create_future())
        self._waiting.append(waiter)
        if self._task is None:
            self._task = asyncio.create_task(self._work())
        await waiter.done

    async def _work(self) -> None:
        # It begins after all streams that were started with the first: they are in it already.
        while self._waiting:
            some, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            await self._settle(some)
        self._task = None

    async def _settle(self, some: Sequence[Waiter]) -> None:
        error = await self._try(some)
        if error is not None and len(some) > 1 and not is_away(error):
            for one in some:
                answer(one, await self._try([one]))
            return
        for one in some:
            answer(one, error)

    async def _try(self, some: Sequence[Waiter]) -> Exception | None:
        try:
            ids, facts = [one.pending_id for one in some], [one.fact for one in some]
            await self._db.write(do_together, ids, self._do, facts)
        except DoneElsewhere as error:
            return error if len(some) > 1 else None
        except Exception as error:  # noqa: BLE001 - told to whoever waits for it
            return error
        return None


def answer(waiter: Waiter, error: Exception | None) -> None:
    """Tell who waits how it went; who waits no more was stopped."""
    if waiter.done.done():
        return
    if error is None:
        waiter.done.set_result(None)
    else:
        waiter.done.set_exception(error)


def do_together(tx: Tx, pending_ids: Sequence[int], do: Done, facts: Sequence[Event]) -> None:
    """Do the reaction to all of the facts and take their outbox rows, all in this transaction."""
    if outbox.take_all(tx, pending_ids) < len(pending_ids):
        raise DoneElsewhere
    failpoints.reach("reaction.taken")
    do(tx, facts)
    failpoints.reach("reaction.done")
