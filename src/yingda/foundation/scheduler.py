"""The scheduler: sleeps until the next timer is due, then fires it."""

import asyncio
import logging
from collections.abc import Mapping
from functools import partial

from yingda.foundation import failpoints, timers
from yingda.foundation.clock import SECOND, Instant
from yingda.foundation.db import Database
from yingda.foundation.retrying import is_away, try_later
from yingda.foundation.timers import Timer, TimerEffect, TimerRow
from yingda.foundation.waiting import ended, set_within
from yingda.foundation.workplace import Workplace

log = logging.getLogger(__name__)

PAGE = 100
# What a process set that ended since wakes nobody.
LONGEST_SLEEP = SECOND
LEFT_TO_OTHERS = SECOND // 5


class Scheduler:
    """Fires due timers through the writer; a commit that sets an earlier one wakes it."""

    def __init__(
        self,
        db: Database,
        effects: Mapping[str, TimerEffect],
        place: Workplace | None = None,
    ) -> None:
        place = place or Workplace()
        self._db = db
        self._effects = effects
        self._claims, self._meters, self._spans = place.claims, place.meters, place.spans
        self._beat = partial(place.pulse.beat, "scheduler")
        self._rest = partial(place.pulse.rest, "scheduler")
        self._left_to_others = False
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
            await ended([self._task])
        self._rest()

    def expect(self, due_at: Instant) -> None:
        """Learn that a timer was set; wake if it is due before the planned end of sleep."""
        if self._wakes_at is None or due_at < self._wakes_at:
            self._woken.set()

    async def fire_due(self) -> int:
        """Fire everything that is due now and return how many effects were done."""
        fired = 0
        self._left_to_others = False
        while batch := await self._db.read(timers.due, PAGE):
            by_name = {f"timer:{timer.kind}:{timer.key}": timer for timer in batch}
            mine = await self._claims.take(by_name)
            self._left_to_others = len(mine) < len(by_name)
            if not mine:
                break
            fires = (self._fire(timer) for name, timer in by_name.items() if name in mine)
            done = await asyncio.gather(*fires, return_exceptions=True)
            await self._claims.release(mine)
            fired += sum(one is True for one in done)
            if troubles := [one for one in done if isinstance(one, BaseException)]:
                raise troubles[0]
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
        now = self._db.clock.now()
        latest = now + LONGEST_SLEEP
        self._wakes_at = latest if next_due_at is None else min(next_due_at, latest)
        if self._left_to_others:
            self._wakes_at = max(self._wakes_at, now + LEFT_TO_OTHERS)
        try:
            await set_within(self._woken, max(0, self._wakes_at - now) / SECOND)
        finally:
            self._wakes_at = now

    async def _fire(self, timer: Timer) -> bool:
        effect = self._effects.get(timer.kind)
        try:
            if effect is None:
                raise LookupError(timer.kind)
            with self._spans.timer(timer.kind, timer.late_by):
                fired = await self._db.write(timers.fire, timer, effect)
            failpoints.reach("timer.committed")
            if fired:
                self._meters.observe("cs_timer_lateness_seconds", timer.late_by / SECOND)
            return fired
        except Exception as error:
            if is_away(error):
                raise
            log.exception("Timer %s of %s failed", timer.kind, timer.key)
            self._meters.count("cs_jobs_failed", timer.kind)
            await self._db.write(try_later, TimerRow, timer.id, repr(error))
            return False
