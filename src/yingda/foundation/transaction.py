"""The transaction that every service function works in."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from yingda.foundation import timers
from yingda.foundation.clock import Instant
from yingda.foundation.events import Event
from yingda.foundation.ids import IdSource
from yingda.foundation.sealing import Sealer


class Tx:
    """One transaction: a database session, one point in time, and the facts stated in it.

    Service functions never commit. What they store and state becomes true together, or not at all.
    """

    __slots__ = ("_session", "connection", "earliest_timer", "events", "ids", "now", "sealer")

    def __init__(self, connection: Connection, now: Instant, ids: IdSource, sealer: Sealer) -> None:
        self.connection = connection
        self.now = now
        self.ids = ids
        self.sealer = sealer
        self.events: list[Event] = []
        self.earliest_timer: Instant | None = None
        self._session: Session | None = None

    @property
    def session(self) -> Session:
        """Return the ORM session on this transaction, made on first use."""
        if self._session is None:
            self._session = Session(
                self.connection, expire_on_commit=False, join_transaction_mode="rollback_only"
            )
        return self._session

    def emit(self, event: Event) -> None:
        """State a fact: stored for the reactions that wait for it, pushed on commit."""
        self.events.append(event)

    def schedule(
        self, kind: str, key: str, due_at: Instant, payload: Mapping[str, Any] | None = None
    ) -> None:
        """Wake the timer `kind` for `key` at `due_at`; replaces one already set."""
        self.schedule_all(kind, [(key, due_at, dict(payload or {}))])

    def schedule_all(self, kind: str, new: Sequence[timers.NewTimer]) -> None:
        """Wake the timer `kind` for each key when it is due; replaces those already set."""
        timers.put_all(self.connection, kind, new)
        due = [due_at for _, due_at, _ in new]
        if self.earliest_timer is not None:
            due.append(self.earliest_timer)
        self.earliest_timer = min(due, default=None)

    def cancel(self, kind: str, key: str) -> None:
        """Forget the timer `kind` for `key`, if there is one."""
        timers.forget(self.connection, kind, key)

    def flush(self) -> None:
        """Send what the session holds to the database, still uncommitted."""
        if self._session is not None:
            self._session.flush()

    def close(self) -> None:
        """Let the session go; the transaction itself belongs to the writer."""
        if self._session is not None:
            self._session.close()
            self._session = None
