"""What a process counts while it works: plain numbers, read when somebody asks for the metrics.

The hot path pays a dictionary or a bisection for each, never a lock: everything is counted on the
event loop.
"""

from bisect import bisect_left
from collections.abc import Callable
from itertools import accumulate

from yingda.foundation.events import Event

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0, 300.0)
"""Upper ends of the buckets, in seconds."""

Counted = Callable[["Meters", Event], None]


class Durations:
    """How long something took, in buckets."""

    __slots__ = ("counts", "total")

    def __init__(self) -> None:
        self.counts = [0] * (len(BOUNDS) + 1)
        self.total = 0.0

    def observe(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds

    def buckets(self) -> list[tuple[str, float]]:
        """Return each upper end and how many took at most so long."""
        ends = [*(str(bound) for bound in BOUNDS), "+Inf"]
        return list(zip(ends, map(float, accumulate(self.counts)), strict=True))


class Meters:
    """Counters by name and label, and durations by name."""

    def __init__(self) -> None:
        self._counters: dict[tuple[str, str], int] = {}
        self._durations: dict[str, Durations] = {}
        self._kinds: dict[type[Event], Counted] = {}
        self.ack = self.durations("cs_message_ack_seconds")

    def count(self, name: str, label: str = "", by: int = 1) -> None:
        """Count something; the label is one of few, and never tells of a person."""
        key = (name, label)
        self._counters[key] = self._counters.get(key, 0) + by

    def counted(self, name: str) -> dict[str, int]:
        """Return what was counted under a name, by label."""
        return {label: n for (known, label), n in self._counters.items() if known == name}

    def durations(self, name: str) -> Durations:
        """Return the durations of a name."""
        found = self._durations.get(name)
        if found is None:
            found = self._durations[name] = Durations()
        return found

    def adopt(self, name: str, durations: Durations) -> None:
        """Tell of durations that another part counts."""
        self._durations[name] = durations

    def observe(self, name: str, seconds: float) -> None:
        """Count one duration."""
        self.durations(name).observe(seconds)

    def on(self, kind: type[Event], counted: Counted) -> None:
        """Say how a fact is counted when it was committed here."""
        self._kinds[kind] = counted

    def committed(self, event: Event) -> None:
        """Count a fact that became true."""
        counted = self._kinds.get(type(event))
        if counted is not None:
            counted(self, event)
