"""The machine under the figures: what it is, what a durable write costs, what others take of it."""

import datetime as dt
import multiprocessing
import os
import platform
import sqlite3
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

FLUSHES = 200
# A shared host lends a burst and then takes it back: a run begins when it lends again.
CALM_SHARE = 0.03
PROBE_SECONDS = 0.5
BREATH_SECONDS = 3.0
REST_SECONDS = 20.0
PATIENCE_SECONDS = 300.0
COMMIT_BYTES = 200_000
LOOP = 1_000_000


def describe() -> list[str]:
    """Return what the machine is, and how quick it is at this moment."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return [
        f"*{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC; {os.cpu_count()} cores",
        f"({platform.machine()}), {memory:.0f} GB, load {load:.1f} before; Python",
        f"{platform.python_version()}, SQLite {sqlite3.sqlite_version}; a million additions take",
        f"{addition_ms():.0f} ms, a durable write of {COMMIT_BYTES // 1000} kB (a commit of 25",
        f"messages) {flush_ms():.2f} ms.*\n",
    ]


def flush_ms() -> float:
    """Return the median time to make one commit's worth of new bytes durable."""
    took = []
    with tempfile.NamedTemporaryFile(prefix="yingda-bench-") as file:
        for _ in range(FLUSHES):
            file.write(os.urandom(COMMIT_BYTES))
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def addition_ms() -> float:
    """Return the best of five times to count to a million."""

    def once() -> float:
        began, total = time.perf_counter(), 0
        for number in range(LOOP):
            total += number
        return (time.perf_counter() - began) * 1000

    return min(once() for _ in range(5))


@dataclass(frozen=True, slots=True)
class Stolen:
    """Processor time that the host gave to others while we would have run."""

    stolen: int
    total: int

    @classmethod
    def now(cls) -> "Stolen":
        """Return the counters since the machine started."""
        words = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
        ticks = [int(word) for word in words]
        return cls(ticks[7], sum(ticks[:8]))

    def share_since(self, before: "Stolen") -> float:
        """Return the stolen share of all processor time since then."""
        return (self.stolen - before.stolen) / max(1, self.total - before.total)


def rest() -> None:
    """Return when the host lends all its processors, or when patience has ended."""
    until = time.monotonic() + PATIENCE_SECONDS
    time.sleep(BREATH_SECONDS)
    while stolen_when_busy() > CALM_SHARE and time.monotonic() < until:
        time.sleep(REST_SECONDS)


def stolen_when_busy() -> float:
    """Return the share that the host takes while every core has work."""
    before = Stolen.now()
    busy = [multiprocessing.Process(target=count) for _ in range(os.cpu_count() or 1)]
    for one in busy:
        one.start()
    for one in busy:
        one.join()
    return Stolen.now().share_since(before)


def count() -> None:
    """Keep one core busy for a moment."""
    until = time.monotonic() + PROBE_SECONDS
    while time.monotonic() < until:
        sum(range(1_000))
