"""Durable timers: rows with a due time, fired once, in the same transaction as their effect."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Connection,
    Index,
    String,
    UniqueConstraint,
    delete,
    func,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation import failpoints
from yingda.foundation.bulk import chunks, execute, insert_text, parameters
from yingda.foundation.clock import Instant
from yingda.foundation.columns import Base, JsonDict, table_of
from yingda.foundation.retrying import Retried

if TYPE_CHECKING:
    from yingda.foundation.transaction import Tx


class TimerRow(Retried, Base):
    """A timer that has not fired yet; a dead one has `dead_at` and waits for an admin."""

    __tablename__ = "timer"
    __table_args__ = (UniqueConstraint("kind", "key"), Index("timer_due", "dead_at", "due_at"))

    kind: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(100))
    payload: Mapped[JsonDict]


@dataclass(frozen=True, slots=True)
class Timer:
    """What a timer's effect is told: `late_by` is in milliseconds."""

    id: int
    kind: str
    key: str
    due_at: Instant
    payload: Mapping[str, Any]
    late_by: int = 0


NewTimer = tuple[str, Instant, dict[str, Any]]
"""A timer to set: its key, when it is due, its payload."""

TIMER = table_of(TimerRow)
NAMES = ("kind", "key", "payload", "due_at", "attempts")
FORGET_SQLITE = "DELETE FROM timer WHERE kind = ? AND key = ?"
FORGET_POSTGRES = "DELETE FROM timer WHERE kind = $1 AND key = $2"
IN_PLACE = (
    " ON CONFLICT (kind, key) DO UPDATE SET payload = excluded.payload, due_at = excluded.due_at,"
    " attempts = 0, error = NULL, dead_at = NULL"
)

TimerEffect = Callable[["Tx", Timer], None]


def put_all(connection: Connection, kind: str, timers: Sequence[NewTimer]) -> None:
    """Store timers, in place of those with the same kind and key."""
    rows = [
        {"kind": kind, "key": key, "payload": payload, "due_at": due_at, "attempts": 0}
        for key, due_at, payload in timers
    ]
    for some in chunks(rows):
        text = insert_text(TIMER, NAMES, len(some), connection.dialect) + IN_PLACE
        execute(connection, text, parameters(TIMER, NAMES, some))


def is_set(connection: Connection, kind: str, key: str) -> bool:
    """Tell whether the timer waits to fire; a dead one does not."""
    waiting = select(TimerRow.id).where(
        TimerRow.kind == kind, TimerRow.key == key, TimerRow.dead_at.is_(None)
    )
    return connection.scalar(waiting) is not None


def forget(connection: Connection, kind: str, key: str) -> None:
    """Remove the timer, if it is there."""
    sqlite = connection.dialect.name == "sqlite"
    execute(connection, FORGET_SQLITE if sqlite else FORGET_POSTGRES, (kind, key))


def due(tx: "Tx", limit: int) -> Sequence[Timer]:
    """Return the timers that are due now, oldest first."""
    rows = tx.connection.execute(
        select(TimerRow.id, TimerRow.kind, TimerRow.key, TimerRow.due_at, TimerRow.payload)
        .where(TimerRow.dead_at.is_(None), TimerRow.due_at <= tx.now)
        .order_by(TimerRow.due_at, TimerRow.id)
        .limit(limit)
    )
    return [Timer(*row, late_by=tx.now - row.due_at) for row in rows]


def next_due_at(tx: "Tx") -> Instant | None:
    """Return when the next timer is due, or None when none is set."""
    return tx.connection.scalar(select(func.min(TimerRow.due_at)).where(TimerRow.dead_at.is_(None)))


def fire(tx: "Tx", timer: Timer, effect: TimerEffect) -> bool:
    """Take the timer and do its effect, both in this transaction.

    Returns False when another process fired it, or it was cancelled or moved meanwhile.
    """
    taken = tx.connection.execute(
        delete(TimerRow)
        .where(TimerRow.id == timer.id, TimerRow.due_at == timer.due_at)
        .returning(TimerRow.payload)
    ).first()
    if taken is None:
        return False
    failpoints.reach("timer.taken")
    effect(tx, replace(timer, payload=taken.payload))
    failpoints.reach("timer.done")
    return True
