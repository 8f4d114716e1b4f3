"""The relay: does the reactions that wait in the outbox, each certainly once, streams in order.

Any number of processes may relay. A stream is claimed by one of them at a time, which spares the
others; that its reactions happen once and in order is sure without that, because each takes its row
with its effect, and nobody tries the next before the one before it is gone.
"""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from typing import Any

from yingda.foundation import failpoints, outbox
from yingda.foundation.db import Database, Tx
from yingda.foundation.gathering import Gathering
from yingda.foundation.outbox import Pending, PendingReaction
from yingda.foundation.retrying import is_away, try_later
from yingda.foundation.story import Story, Thinking, Together
from yingda.foundation.waiting import ended, set_within
from yingda.foundation.workplace import Workplace

log = logging.getLogger(__name__)

PAGE = 500
LATER = "later:"
# So many streams of what nobody waits for run beside what somebody does.
LATER_AT_ONCE = 4
# What another process left when it ended, and what was postponed, wakes nobody.
LOOK_AGAIN_SECONDS = 1.0


class Relay:
    """Reads the outbox when woken and runs the streams side by side."""

    def __init__(self, db: Database, story: Story, place: Workplace | None = None) -> None:
        place = place or Workplace()
        self._db = db
        self._story = story
        self._claims, self._too_much = place.claims, place.too_much
        self._spans = place.spans
        self._meters, self._beat = place.meters, partial(place.pulse.beat, "relay")
        self._rest = partial(place.pulse.rest, "relay")
        self._woken = asyncio.Event()
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._done: list[str] = []
        self._gatherings: dict[str, Gathering] = {}
        self._behind = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start; whatever an earlier run left undone is done first."""
        self._beat()
        self._woken.set()
        self._task = asyncio.create_task(self._run(), name="relay")

    async def stop(self) -> None:
        """Stop after the reactions now running."""
        if self._task is not None:
            await ended([self._task])
        await asyncio.gather(*self._busy.values(), return_exceptions=True)
        self._rest()

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
            await set_within(self._woken, LOOK_AGAIN_SECONDS)

    async def _start_streams(self) -> None:
        done, self._done = self._done, []
        await self._claims.release([_claim(stream) for stream in done])
        room = self._claims.most - len(self._busy)
        if room <= 0:
            return
        now, later = await self._db.read(outbox.due, PAGE, self._story.later)
        waited_for = self._streams(now, "")
        for_nobody = self._streams(later, LATER)
        busy_later = sum(stream.startswith(LATER) for stream in self._busy)
        room_later = min(LATER_AT_ONCE - busy_later, room - len(waited_for))
        chosen = [*waited_for][:room] + [*for_nobody][: max(room_later, 0)]
        names = {_claim(stream): stream for stream in chosen}
        mine = await self._claims.take(names)
        streams = waited_for | for_nobody
        for name, stream in names.items():
            if name in mine:
                self._start_stream(stream, streams[stream])
        self._behind = len(waited_for) > room
        if self._behind:
            self._too_much()

    def _streams(self, pendings: Sequence[Pending], lane: str) -> dict[str, list[Pending]]:
        streams: dict[str, list[Pending]] = {}
        for pending in pendings:
            stream = f"{lane}{pending.stream}"
            if stream not in self._busy:
                streams.setdefault(stream, []).append(pending)
        return streams

    def _start_stream(self, stream: str, pendings: Sequence[Pending]) -> None:
        task = asyncio.create_task(self._run_stream(pendings))
        self._busy[stream] = task
        task.add_done_callback(partial(self._ended, stream))

    def _ended(self, stream: str, _task: asyncio.Task[None]) -> None:
        self._busy.pop(stream, None)
        self._done.append(stream)
        # Whoever is far behind looks again when half of the hands are free, not for each.
        if not self._behind or len(self._busy) <= self._claims.most // 2:
            self._woken.set()

    async def _run_stream(self, pendings: Sequence[Pending]) -> None:
        failed: set[str] = set()
        try:
            for pending in pendings:
                if pending.reaction in failed:
                    continue
                was_there = await self._run_one(pending)
                if was_there is None:
                    failed.add(pending.reaction)
                elif not was_there:
                    return  # another process was here since the page was read: look anew
        except Exception:
            log.exception("A stream was left; it is looked at again")

    async def _run_one(self, pending: Pending) -> bool | None:
        """Return whether there was something left to do; None if it failed."""
        try:
            with self._spans.reaction(pending.reaction, pending.stream, pending.origin):
                was_there = await self._react(pending)
            self._beat()
        except Exception as error:  # noqa: BLE001 - told and put off there
            await self._put_off(pending, error)
            return None
        return was_there

    async def _put_off(self, pending: Pending, error: Exception) -> None:
        if is_away(error):
            log.warning("The database was away for %s: %r", pending.reaction, error)
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
            return
        log.error("Reaction %s failed", pending.reaction, exc_info=error)
        self._meters.count("cs_jobs_failed", pending.reaction)
        await self._db.write(try_later, PendingReaction, pending.id, repr(error))

    async def _react(self, pending: Pending) -> bool:
        reaction = self._story.reaction(pending.kind, pending.reaction)
        if reaction is None:
            return await self._db.write(outbox.take, pending.id)
        fact = self._story.fact(pending.kind, pending.payload)
        was_there = True
        if isinstance(reaction, Together):
            if pending.reaction not in self._gatherings:
                self._gatherings[pending.reaction] = Gathering(self._db, reaction.do)
            await self._gatherings[pending.reaction].react(pending.id, fact)
        elif isinstance(reaction, Thinking):
            found = await self._db.read(reaction.find, fact)
            failpoints.reach("reaction.found")
            was_there = await self._db.write(do_once, pending.id, reaction.say, fact, found)
        else:
            was_there = await self._db.write(do_once, pending.id, reaction, fact)
        failpoints.reach("reaction.committed")
        return was_there


def _claim(stream: str) -> str:
    return f"stream:{stream}"


def do_once(tx: Tx, pending_id: int, reaction: Any, *args: Any) -> bool:
    """Do the reaction and take its outbox row, both in this transaction; False if it was taken."""
    if not outbox.take(tx, pending_id):
        return False
    failpoints.reach("reaction.taken")
    reaction(tx, *args)
    failpoints.reach("reaction.done")
    return True
