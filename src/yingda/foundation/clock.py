"""Time as a port: everything that asks "when" asks a `Clock` it was handed."""

import time
from typing import Protocol

Instant = int
"""A point in time: integer milliseconds since 1970-01-01 UTC."""

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> Instant:
        """Return the current time in milliseconds since 1970-01-01 UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> Instant:
        """Return the machine's time."""
        return time.time_ns() // 1_000_000


class ManualClock:
    """A clock that moves only when told to, for tests and replays."""

    def __init__(self, start: Instant = 1_767_225_600_000) -> None:
        self._now = start

    def now(self) -> Instant:
        """Return the time it was last set to."""
        return self._now

    def advance(self, *, seconds: float) -> None:
        """Move time forward (or, with a negative value, back)."""
        self._now += round(seconds * SECOND)
