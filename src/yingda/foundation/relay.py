"""The relay: does the reactions that wait in the outbox, each certainly once, streams in order."""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from typing import Any

from yingda.foundation import outbox
from yingda.foundation.db import Database, Tx
from yingda.foundation.meters import Meters
from yingda.foundation.outbox import Pending, PendingReaction
from yingda.foundation.pulse import Beat, no_beat
from yingda.foundation.retrying import try_later
from yingda.foundation.story import Story, Thinking

log = logging.getLogger(__name__)

PAGE = 500
LOOK_AGAIN_SECONDS = 5.0


class Relay:
    """Reads the outbox when woken and runs the streams side by side."""

    def __init__(
        self, db: Database, story: Story, beat: Beat = no_beat, meters: Meters | None = None
    ) -> None:
        self._db = db
        self._meters = meters or Meters()
        self._beat = beat
        self._story = story
        self._woken = asyncio.Event()
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start; whatever an earlier run left undone is done first."""
        self._beat()
        self._woken.set()
        self._task = asyncio.create_task(self._run(), name="relay")

    async def stop(self) -> None:
        """Stop after the reactions now running."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, *self._busy.values(), return_exceptions=True)

    def wake(self) -> None:
        """Look again: something was committed."""
        self._woken.set()

    async def settle(self) -> None:
        """Wait until no reaction is due any more (for tests and for an orderly stop)."""
        while True:
            await self._start_streams()
            if not self._busy:
                return
            await asyncio.gather(*self._busy.values())

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            try:
                await self._start_streams()
                if not self._busy:
                    self._beat()
            except Exception:
                log.exception("The outbox could not be read; trying again")
            await self._sleep()

    async def _sleep(self) -> None:
        # Facts committed by another process wake nobody here, hence the look from time to time.
        try:
            await asyncio.wait_for(self._woken.wait(), LOOK_AGAIN_SECONDS)
        except TimeoutError:
            return

    async def _start_streams(self) -> None:
        streams: dict[str, list[Pending]] = {}
        for pending in await self._db.read(outbox.waiting, PAGE):
            streams.setdefault(pending.stream, []).append(pending)
        now = self._db.clock.now()
        for stream, pendings in streams.items():
            due = in_order(pendings, now)
            if due and stream not in self._busy:
                task = asyncio.create_task(self._run_stream(due))
                self._busy[stream] = task
                task.add_done_callback(partial(self._ended, stream))

    def _ended(self, stream: str, _task: asyncio.Task[None]) -> None:
        self._busy.pop(stream, None)
        self._woken.set()

    async def _run_stream(self, pendings: Sequence[Pending]) -> None:
        failed: set[str] = set()
        for pending in pendings:
            if pending.reaction not in failed and not await self._run_one(pending):
                failed.add(pending.reaction)

    async def _run_one(self, pending: Pending) -> bool:
        try:
            await self._react(pending)
            self._beat()
        except Exception as error:
            log.exception("Reaction %s failed", pending.reaction)
            self._meters.count("cs_jobs_failed", pending.reaction)
            await self._db.write(try_later, PendingReaction, pending.id, repr(error))
            return False
        return True

    async def _react(self, pending: Pending) -> None:
        reaction = self._story.reaction(pending.kind, pending.reaction)
        if reaction is None:
            await self._db.write(outbox.take, pending.id)
            return
        fact = self._story.fact(pending.kind, pending.payload)
        if isinstance(reaction, Thinking):
            found = await self._db.read(reaction.find, fact)
            await self._db.write(do_once, pending.id, reaction.say, fact, found)
        else:
            await self._db.write(do_once, pending.id, reaction, fact)


def in_order(pendings: Sequence[Pending], now: int) -> list[Pending]:
    """Return what may run now: a reaction that is postponed holds back its later facts.

    All of one stream, in the order the facts were stated.
    """
    held: set[str] = set()
    due = []
    for pending in pendings:
        if pending.due_at > now:
            held.add(pending.reaction)
        elif pending.reaction not in held:
            due.append(pending)
    return due


def do_once(tx: Tx, pending_id: int, reaction: Any, *args: Any) -> None:
    """Do the reaction and take its outbox row, both in this transaction."""
    if outbox.take(tx, pending_id):
        reaction(tx, *args)
