"""When each worker of this process last succeeded: a worker that stands still is found by name."""

import time
from collections.abc import Callable, Mapping

STANDS_STILL_SECONDS = 20.0

Ticks = Callable[[], float]
Beat = Callable[[], None]


class Pulse:
    """The last success of each worker; measured on a clock that never jumps."""

    def __init__(self, ticks: Ticks = time.perf_counter) -> None:
        self._ticks = ticks
        self._last: dict[str, float] = {}

    def beat(self, worker: str) -> None:
        """Note that a worker succeeded just now; the first beat is its start."""
        self._last[worker] = self._ticks()

    def ages(self) -> Mapping[str, float]:
        """Return how many seconds ago each worker succeeded."""
        now = self._ticks()
        return {worker: now - last for worker, last in sorted(self._last.items())}


def no_beat() -> None:
    """Beat for nobody, as where a part is used alone."""
