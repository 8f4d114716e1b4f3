"""Work that failed: tried again later and later, and after eight times laid on the dead list."""

from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Integer, String, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.clock import MINUTE, SECOND

if TYPE_CHECKING:
    from yingda.foundation.transaction import Tx

MAX_ATTEMPTS = 8


class Retried:
    """The columns of a table whose rows are work to do; on the dead list when `dead_at` is set."""

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"),
        primary_key=True,
        autoincrement=True,
        sort_order=-1,
    )
    due_at: Mapped[int] = mapped_column(BigInteger)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(String(500))
    dead_at: Mapped[int | None] = mapped_column(BigInteger)


def try_later(tx: "Tx", table: type[Retried], row_id: int, error: str) -> None:
    """After a failure: try again later, or lay it on the dead list."""
    row = tx.session.get(table, row_id, with_for_update=True)
    if row is None:
        return
    row.attempts += 1
    row.error = error[:500]
    if row.attempts >= MAX_ATTEMPTS:
        row.dead_at = tx.now
    else:
        row.due_at = tx.now + back_off(row.attempts)


def is_away(error: Exception) -> bool:
    """Tell whether the database could not be reached, or has no room: no fault of the work."""
    name = getattr(getattr(error, "orig", None), "sqlite_errorname", None)
    if name is not None:
        return str(name).startswith(("SQLITE_BUSY", "SQLITE_FULL", "SQLITE_IOERR"))
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return lost or isinstance(error, OperationalError)


def revive(tx: "Tx", table: type[Retried], row_id: int) -> bool:
    """Take a row off the dead list and try it again now."""
    revived = tx.connection.execute(
        update(table)
        .where(table.id == row_id, table.dead_at.is_not(None))
        .values(dead_at=None, attempts=0, due_at=tx.now)
    )
    return revived.rowcount == 1


def back_off(attempts: int) -> int:
    """Return the milliseconds to wait after `attempts` failures: 1, 2, 4 … s, at most 5 min."""
    return min(SECOND << (attempts - 1), 5 * MINUTE)
