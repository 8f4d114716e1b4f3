"""The scheduler: sleeps until the next timer is due, then fires it."""

import asyncio
import logging
from collections.abc import Mapping

from yingda.foundation import timers
from yingda.foundation.clock import SECOND, Instant
from yingda.foundation.db import Database
from yingda.foundation.meters import Meters
from yingda.foundation.pulse import Beat, no_beat
from yingda.foundation.retrying import try_later
from yingda.foundation.timers import Timer, TimerEffect, TimerRow

log = logging.getLogger(__name__)

PAGE = 200
LONGEST_SLEEP = 5 * SECOND


class Scheduler:
    """Fires due timers through the writer; a commit that sets an earlier one wakes it."""

    def __init__(
        self,
        db: Database,
        effects: Mapping[str, TimerEffect],
        beat: Beat = no_beat,
        meters: Meters | None = None,
    ) -> None:
        self._db = db
        self._meters = meters or Meters()
        self._beat = beat
        self._effects = effects
        self._woken = asyncio.Event()
        self._wakes_at: Instant | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start; timers that fell due meanwhile fire at once, marked with how late."""
        self._beat()
        self._task = asyncio.create_task(self._run(), name="scheduler")

    async def stop(self) -> None:
        """Stop between two timers."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def expect(self, due_at: Instant) -> None:
        """Learn that a timer was set; wake if it is due before the planned end of sleep."""
        if self._wakes_at is None or due_at < self._wakes_at:
            self._woken.set()

    async def fire_due(self) -> int:
        """Fire everything that is due now and return how many effects were done."""
        fired = 0
        while batch := await self._db.read(timers.due, PAGE):
            fired += sum(await asyncio.gather(*(self._fire(timer) for timer in batch)))
            self._beat()
        return fired

    async def _run(self) -> None:
        while True:
            self._woken.clear()
            try:
                await self.fire_due()
                self._beat()
                await self._sleep(await self._db.read(timers.next_due_at))
            except Exception:
                log.exception("Timers could not be read; trying again")
                await asyncio.sleep(1)

    async def _sleep(self, next_due_at: Instant | None) -> None:
        # Timers set by another process wake nobody here, hence the longest sleep.
        now = self._db.clock.now()
        latest = now + LONGEST_SLEEP
        self._wakes_at = latest if next_due_at is None else min(next_due_at, latest)
        try:
            await asyncio.wait_for(self._woken.wait(), max(0, self._wakes_at - now) / SECOND)
        except TimeoutError:
            return
        finally:
            self._wakes_at = now

    async def _fire(self, timer: Timer) -> bool:
        effect = self._effects.get(timer.kind)
        try:
            if effect is None:
                raise LookupError(timer.kind)
            fired = await self._db.write(timers.fire, timer, effect)
            if fired:
                self._meters.observe("cs_timer_lateness_seconds", timer.late_by / SECOND)
            return fired
        except Exception as error:
            log.exception("Timer %s of %s failed", timer.kind, timer.key)
            self._meters.count("cs_jobs_failed", timer.kind)
            await self._db.write(try_later, TimerRow, timer.id, repr(error))
            return False
