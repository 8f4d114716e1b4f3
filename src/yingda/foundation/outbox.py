"""The outbox: each fact that something reacts to, one row for each reaction still to do.

A row is written in the transaction that states the fact and deleted in the transaction that holds
the reaction's effect, so its absence is the receipt: the effect happened once.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Index,
    Select,
    String,
    Text,
    bindparam,
    delete,
    select,
    text,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from yingda.foundation.bulk import as_text, execute, insert_rows
from yingda.foundation.clock import Instant
from yingda.foundation.columns import Base, table_of
from yingda.foundation.events import Event
from yingda.foundation.retrying import Retried
from yingda.foundation.spans import OriginOf

if TYPE_CHECKING:
    from yingda.foundation.transaction import Tx


TAKE_SQLITE = "DELETE FROM pending_reaction WHERE id IN (SELECT value FROM json_each(?))"
TAKE_POSTGRES = "DELETE FROM pending_reaction WHERE id = ANY($1::bigint[])"
FORGOTTEN = 500
"""Rows of the dead list that are deleted at once."""


class PendingReaction(Retried, Base):
    """A reaction not yet done."""

    __tablename__ = "pending_reaction"
    __table_args__ = (
        Index("pending_reaction_alive", "dead_at", "id"),
        # Those that failed, hardly ever any: what holds back the later facts of their stream.
        Index(
            "pending_reaction_failed",
            "stream",
            "reaction",
            "id",
            postgresql_where=text("attempts > 0"),
            sqlite_where=text("attempts > 0"),
        ),
    )

    stream: Mapped[str] = mapped_column(String(100))
    reaction: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(100))
    payload: Mapped[str] = mapped_column(Text)
    stated_at: Mapped[int] = mapped_column(BigInteger)
    origin: Mapped[str | None] = mapped_column(String(55))
    """Where the fact's trace goes on (`traceparent` of W3C), where somebody follows it."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A reaction to do: which one, on which fact (JSON), in which stream."""

    id: int
    stream: str
    reaction: str
    kind: str
    payload: str
    due_at: Instant
    origin: str | None = None


COLUMNS = (
    PendingReaction.id,
    PendingReaction.stream,
    PendingReaction.reaction,
    PendingReaction.kind,
    PendingReaction.payload,
    PendingReaction.due_at,
    PendingReaction.origin,
)
Question = Callable[[Connection], bool]


class Asked:
    """What the database says to questions of the story, each asked once a commit."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._answers: dict[Question, bool] = {}

    def says(self, question: Question) -> bool:
        """Return the answer, as this transaction sees it."""
        if question not in self._answers:
            self._answers[question] = question(self._connection)
        return self._answers[question]


ReactionsFor = Callable[[Event, Asked], Sequence[str]]


def store(
    connection: Connection,
    events: Iterable[Event],
    reactions_for: ReactionsFor,
    now: Instant,
    origin_of: OriginOf | None = None,
) -> int:
    """Store one row for each reaction that waits for one of these facts; return how many."""
    asked = Asked(connection)
    rows = [
        {
            "stream": event.stream(),
            "reaction": reaction,
            "kind": event.kind(),
            "payload": event.model_dump_json(),
            "stated_at": now,
            "due_at": now,
            "attempts": 0,
        }
        | ({} if origin_of is None else {"origin": origin_of(event)})
        for event in events
        for reaction in reactions_for(event, asked)
    ]
    insert_rows(connection, table_of(PendingReaction), rows)
    return len(rows)


def waiting(tx: "Tx", limit: int) -> Sequence[Pending]:
    """Return reactions to do in the order their facts were stated, the postponed ones included."""
    return _pending(tx, _ALIVE, {"most": limit})


def due(
    tx: "Tx", limit: int, later: Collection[str] = ()
) -> tuple[Sequence[Pending], Sequence[Pending]]:
    """Return what may be done now, and apart the reactions named in `later`.

    Each in the order the facts were stated, `limit` at most. A reaction that is postponed holds
    back its later facts of the same stream, and nothing else.
    """
    given = {"now": tx.now, "most": limit, "later": list(later)}
    return _pending(tx, _DUE, given), _pending(tx, _DUE_LATER, given) if later else ()


def _due() -> Select[*tuple[Any, ...]]:
    earlier = aliased(PendingReaction)
    held_back = (
        select(earlier.id)
        .where(
            earlier.attempts > text("0"),  # as the index says it, or it is not used
            earlier.stream == PendingReaction.stream,
            earlier.reaction == PendingReaction.reaction,
            earlier.id < PendingReaction.id,
            earlier.dead_at.is_(None),
            earlier.due_at > bindparam("now"),
        )
        .exists()
    )
    alive = _ALIVE.where(PendingReaction.due_at <= bindparam("now"))
    return alive.where(~held_back)


_LATER = PendingReaction.reaction.in_(bindparam("later", expanding=True))
_ALIVE = (
    select(*COLUMNS)
    .where(PendingReaction.dead_at.is_(None))
    .order_by(PendingReaction.id)
    .limit(bindparam("most"))
)
_DUE, _DUE_LATER = _due().where(~_LATER), _due().where(_LATER)


def _pending(
    tx: "Tx", statement: Select[*tuple[Any, ...]], given: Mapping[str, Any]
) -> Sequence[Pending]:
    return [Pending(*row) for row in tx.connection.execute(statement, given)]


def take(tx: "Tx", pending_id: int) -> bool:
    """Claim the reaction for this transaction; False when it was done elsewhere meanwhile."""
    return take_all(tx, [pending_id]) == 1


def take_all(tx: "Tx", pending_ids: Sequence[int]) -> int:
    """Claim several for this transaction; return how many of them were still there."""
    ids = list(pending_ids)
    sqlite = tx.connection.dialect.name == "sqlite"
    given = as_text(ids) if sqlite else ids
    taken: int = execute(tx.connection, TAKE_SQLITE if sqlite else TAKE_POSTGRES, (given,)).rowcount
    return taken


def forget_dead(tx: "Tx", before: Instant) -> int:
    """Delete a page of what has lain on the dead list since before a moment; return how many."""
    found = select(PendingReaction.id).where(PendingReaction.dead_at < before).limit(FORGOTTEN)
    ids = tx.session.scalars(found).all()
    tx.connection.execute(delete(PendingReaction).where(PendingReaction.id.in_(ids)))
    return len(ids)


def dead(tx: "Tx") -> Sequence[PendingReaction]:
    """Return the dead list, oldest first."""
    statement = select(PendingReaction).where(PendingReaction.dead_at.is_not(None))
    return tx.session.scalars(statement.order_by(PendingReaction.id).limit(200)).all()
