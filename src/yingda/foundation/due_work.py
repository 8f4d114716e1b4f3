"""Work that is due and lies outside of any transaction, each piece in a task of its own.

Nothing is kept in memory: what is due stands in the database, and any process may do it.
"""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable
from functools import partial

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from yingda.foundation.clock import Instant
from yingda.foundation.db import Database
from yingda.foundation.waiting import ended, set_within

log = logging.getLogger(__name__)

LAST_WORK_SECONDS = 3.0
"""For so long what is under way may take to finish when the process stops."""


class DueWork(ABC):
    """Looks for what is due and does it; who is slow keeps nobody else waiting."""

    name: str
    most: int
    """So many pieces at once."""

    share: int
    """So many of them of one owner."""

    look_again_seconds: float

    def __init__(self, db: Database) -> None:
        self._db = db
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._under_way: Counter[str] = Counter()
        self._room = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    @abstractmethod
    async def due(self) -> Iterable[tuple[str, str]]:
        """Return the keys of what is due now, each with whose it is."""

    @abstractmethod
    async def do(self, key: str) -> None:
        """Do one piece; what raises is logged, and due again."""

    def start(self) -> None:
        """Start; what an earlier run left waiting is done first."""
        self._task = asyncio.create_task(self._run(), name=self.name)

    async def stop(self) -> None:
        """Finish what is under way, if it does not take long; the rest is due again later."""
        if self._task is not None:
            await ended([self._task])
        if self._busy:
            await asyncio.wait(self._busy.values(), timeout=LAST_WORK_SECONDS)
        await ended(self._busy.values())

    async def do_due(self) -> int:
        """Do what is due now, and wait for it; return how many pieces it was (for tests)."""
        await self._set_out()
        done = tuple(self._busy.values())
        await asyncio.gather(*done, return_exceptions=True)
        return len(done)

    async def _run(self) -> None:
        while True:
            self._room.clear()
            try:
                await self._set_out()
            except Exception:
                log.exception("What is due for the %s could not be read; trying again", self.name)
            # What other processes stored wakes nobody here, hence the look from time to time.
            await set_within(self._room, self.look_again_seconds)

    async def _set_out(self) -> None:
        for key, owner in await self.due():
            has_room = len(self._busy) < self.most and self._under_way[owner] < self.share
            if has_room and key not in self._busy:
                self._under_way[owner] += 1
                task = asyncio.create_task(self._try(key))
                self._busy[key] = task
                task.add_done_callback(partial(self._done, key, owner))

    async def _try(self, key: str) -> None:
        try:
            await self.do(key)
        except Exception:
            log.exception("%s of the %s could not be done; trying again", key, self.name)

    def _done(self, key: str, owner: str, _task: asyncio.Task[None]) -> None:
        was_full = len(self._busy) >= self.most or self._under_way[owner] >= self.share
        self._busy.pop(key, None)
        self._under_way[owner] -= 1
        if not self._under_way[owner]:
            del self._under_way[owner]
        if was_full:
            self._room.set()


def in_turn(
    key: InstrumentedAttribute[str],
    owner: InstrumentedAttribute[str],
    since: InstrumentedAttribute[Instant],
    *waits: ColumnElement[bool],
    share: int,
    most: int,
) -> Select[str, str]:
    """Select what waits with whose it is: everybody's oldest first, then the second of each.

    However much waits of one owner, no more than `share` of it are returned, and `most` in all.
    """
    place = func.row_number().over(partition_by=owner, order_by=(since, key))
    named = key.label("key"), owner.label("owner"), since.label("since"), place.label("place")
    line = select(*named).where(*waits).subquery()
    first = select(line.c.key, line.c.owner).where(line.c.place <= share)
    return first.order_by(line.c.place, line.c.since, line.c.key).limit(most)
