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
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation import failpoints
from yingda.foundation.clock import Instant
from yingda.foundation.columns import Base, JsonDict
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


TimerEffect = Callable[["Tx", Timer], None]


def put(
    connection: Connection, kind: str, key: str, due_at: Instant, payload: dict[str, Any]
) -> None:
    """Store the timer, in place of one with the same kind and key."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    values = {"due_at": due_at, "payload": payload, "attempts": 0}
    anew = values | {"error": None, "dead_at": None}
    statement = insert(TimerRow).values(kind=kind, key=key, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["kind", "key"], set_=anew))


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
