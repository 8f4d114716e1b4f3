"""Sessions of staff: a random cookie, of which only the hash is stored.

A session carries a snapshot of its principal, so that a request needs one look-up here and none
in the capabilities above; whoever changes a role or a group refreshes or ends the sessions.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import BigInteger, String, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import DAY, Instant
from yingda.foundation.columns import Base, Id, JsonDict
from yingda.foundation.events import Event
from yingda.foundation.ids import new_secret
from yingda.foundation.transaction import Tx

LIFETIME = 14 * DAY
PAGE = 500


class StaffSession(Base):
    """One signed-in browser."""

    __tablename__ = "staff_session"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[Id] = mapped_column(index=True)
    csrf: Mapped[str] = mapped_column(String(64))
    principal: Mapped[JsonDict]
    created_at: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[int] = mapped_column(BigInteger)


class SessionsEnded(Event):
    """A person's sessions ended or their rights changed: caches and sockets must let go."""

    staff_id: str

    def topics(self) -> tuple[str, ...]:
        """Reach every process that may hold a socket or a cached session of the person."""
        return (f"sessions:{self.staff_id}",)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a valid session cookie stands for."""

    principal: Principal
    csrf: str
    expires_at: Instant


def open_session(tx: Tx, principal: Principal) -> tuple[str, StaffSession]:
    """Open a session; return the cookie's value, which is stored nowhere, and the row."""
    token = new_secret()
    session = StaffSession(
        token_hash=hashed(token),
        staff_id=principal.id,
        csrf=new_secret(24),
        principal=as_json(principal),
        created_at=tx.now,
        expires_at=tx.now + LIFETIME,
    )
    tx.session.add(session)
    return token, session


def session_for(tx: Tx, token: str) -> SignedIn | None:
    """Return whom the cookie signs in, or None when it is unknown or expired."""
    session = tx.session.get(StaffSession, hashed(token))
    if session is None or session.expires_at <= tx.now:
        return None
    return SignedIn(from_json(session.principal), session.csrf, session.expires_at)


def refresh_sessions(tx: Tx, principal: Principal) -> None:
    """Give every session of a person their present rights."""
    tx.session.execute(
        update(StaffSession)
        .where(StaffSession.staff_id == principal.id)
        .values(principal=as_json(principal))
    )
    tx.emit(SessionsEnded(staff_id=principal.id))


def end_sessions(tx: Tx, staff_id: str) -> None:
    """End every session of a person, as after a password change."""
    tx.session.execute(delete(StaffSession).where(StaffSession.staff_id == staff_id))
    tx.emit(SessionsEnded(staff_id=staff_id))


def end_session(tx: Tx, token: str) -> None:
    """Sign one browser out."""
    session = tx.session.get(StaffSession, hashed(token))
    if session is not None:
        tx.session.delete(session)
        tx.emit(SessionsEnded(staff_id=session.staff_id))


def forget_expired(tx: Tx, _before: Instant) -> int:
    """Delete a page of sessions that nobody can use any more; return how many."""
    found = select(StaffSession.token_hash).where(StaffSession.expires_at <= tx.now).limit(PAGE)
    hashes = tx.session.scalars(found).all()
    tx.connection.execute(delete(StaffSession).where(StaffSession.token_hash.in_(hashes)))
    return len(hashes)


def signed_in(tx: Tx) -> Sequence[str]:
    """Return the ids of everyone with a session that has not expired."""
    statement = select(StaffSession.staff_id).where(StaffSession.expires_at > tx.now)
    return tx.session.scalars(statement.distinct()).all()


def rights_of(tx: Tx, staff_ids: Collection[str]) -> dict[str, Principal]:
    """Return the present rights of those among them who are still signed in."""
    statement = select(StaffSession.staff_id, StaffSession.principal).where(
        StaffSession.staff_id.in_(staff_ids), StaffSession.expires_at > tx.now
    )
    return {one.staff_id: from_json(one.principal) for one in tx.session.execute(statement)}


def hashed(token: str) -> str:
    """Return what is stored in place of the cookie's value."""
    return hashlib.sha256(token.encode()).hexdigest()


def as_json(principal: Principal) -> dict[str, object]:
    """Return the snapshot kept in the session row."""
    return {
        "tenant_id": principal.tenant_id,
        "id": principal.id,
        "name": principal.name,
        "role": principal.role,
        "merchant_ids": sorted(principal.merchant_ids),
        "group_ids": sorted(principal.group_ids),
        "veiled": principal.veiled,
        "opens_documents": principal.opens_documents,
    }


def from_json(snapshot: dict[str, object]) -> Principal:
    """Read the snapshot back."""
    values = dict(snapshot)
    merchant_ids = frozenset(values.pop("merchant_ids"))  # type: ignore[call-overload]
    group_ids = frozenset(values.pop("group_ids"))  # type: ignore[call-overload]
    return Principal("staff", merchant_ids=merchant_ids, group_ids=group_ids, **values)  # type: ignore[arg-type]
