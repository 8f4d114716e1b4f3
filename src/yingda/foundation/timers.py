"""Durable timers: rows with a due time, fired once, in the same transaction as their effect."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Index,
    Integer,
    String,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.clock import MINUTE, SECOND, Instant
from yingda.foundation.columns import Base, JsonDict

if TYPE_CHECKING:
    from yingda.foundation.transaction import Tx

MAX_ATTEMPTS = 8


class TimerRow(Base):
    """A timer that has not fired yet; a dead one has `dead_at` and waits for an admin."""

    __tablename__ = "timer"
    __table_args__ = (UniqueConstraint("kind", "key"), Index("timer_due", "dead_at", "due_at"))

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True
    )
    kind: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(100))
    due_at: Mapped[int] = mapped_column(BigInteger)
    payload: Mapped[JsonDict]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(String(500))
    dead_at: Mapped[int | None] = mapped_column(BigInteger)


@dataclass(frozen=True, slots=True)
class Timer:
    """What a timer's effect is told: `late_by` is in milliseconds."""

    id: int
    kind: str
    key: str
    due_at: Instant
    payload: Mapping[str, Any]
    late_by: int = 0


TimerEffect = Callable[["Tx", Timer], None]


def put(
    connection: Connection, kind: str, key: str, due_at: Instant, payload: dict[str, Any]
) -> None:
    """Store the timer, in place of one with the same kind and key."""
    forget(connection, kind, key)
    row = {"kind": kind, "key": key, "due_at": due_at, "payload": payload, "attempts": 0}
    connection.execute(insert(TimerRow), row)


def forget(connection: Connection, kind: str, key: str) -> None:
    """Remove the timer, if it is there."""
    connection.execute(delete(TimerRow).where(TimerRow.kind == kind, TimerRow.key == key))


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
        delete(TimerRow).where(TimerRow.id == timer.id, TimerRow.due_at == timer.due_at)
    )
    if taken.rowcount == 0:
        return False
    effect(tx, timer)
    return True


def postpone(tx: "Tx", timer: Timer, error: str) -> None:
    """After a failed effect: try again later, or lay it on the dead list."""
    row = tx.session.get(TimerRow, timer.id)
    if row is None:
        return
    row.attempts += 1
    row.error = error[:500]
    if row.attempts >= MAX_ATTEMPTS:
        row.dead_at = tx.now
    else:
        row.due_at = tx.now + back_off(row.attempts)


def back_off(attempts: int) -> int:
    """Return the milliseconds to wait after `attempts` failures: 1, 2, 4 … s, at most 5 min."""
    return min(SECOND << (attempts - 1), 5 * MINUTE)


def revive(tx: "Tx", timer_id: int) -> bool:
    """Give a dead timer a new life, due now."""
    revived = tx.connection.execute(
        update(TimerRow)
        .where(TimerRow.id == timer_id, TimerRow.dead_at.is_not(None))
        .values(dead_at=None, attempts=0, due_at=tx.now)
    )
    return revived.rowcount == 1
