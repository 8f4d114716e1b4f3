"""Work that waits in the database for whichever process does it, and whether it moves.

A backlog that moves is no failure, however long it is. What fails is work that is due and stays.
"""

import time
from dataclasses import dataclass

from sqlalchemy import func, select

from yingda.foundation.outbox import PendingReaction
from yingda.foundation.pulse import STANDS_STILL_SECONDS, Ticks
from yingda.foundation.retrying import Retried
from yingda.foundation.timers import TimerRow
from yingda.foundation.transaction import Tx

KINDS: dict[str, type[Retried]] = {"reactions": PendingReaction, "timers": TimerRow}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work that is due: the oldest row, how many rows, and since when the oldest is due."""

    first: int | None
    count: int
    due_at: int | None


def waiting_work(tx: Tx) -> dict[str, Waiting]:
    """Return what is due and not on the dead list."""
    return {kind: due_rows(tx, table) for kind, table in KINDS.items()}


def due_rows(tx: Tx, table: type[Retried]) -> Waiting:
    """Return the rows of one table that are due."""
    columns = select(func.min(table.id), func.count(table.id), func.min(table.due_at))
    row = tx.connection.execute(
        columns.where(table.dead_at.is_(None), table.due_at <= tx.now)
    ).one()
    return Waiting(*row)


class Backlogs:
    """Remembers what waited when it was last asked, and since when nothing of it moved."""

    def __init__(self, ticks: Ticks = time.perf_counter) -> None:
        self._ticks = ticks
        self._seen: dict[str, tuple[Waiting, float]] = {}

    def standing(self, found: dict[str, Waiting]) -> dict[str, float]:
        """Return for how many seconds each kind of work has been due and has not moved."""
        now = self._ticks()
        still = {}
        for kind, waiting in found.items():
            before = self._seen.get(kind)
            if waiting.count == 0 or before is None or before[0] != waiting:
                self._seen[kind] = (waiting, now)
            still[kind] = now - self._seen[kind][1]
        return still


def stands_still(seconds: float) -> bool:
    """Tell whether a worker or its work has not moved for too long."""
    return seconds > STANDS_STILL_SECONDS
