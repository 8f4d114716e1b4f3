"""Verbs about coming in: sign-in and sign-out."""

from yingda.foundation.auth.passwords import verify_password
from yingda.foundation.auth.principal import Principal
from yingda.foundation.auth.sessions import StaffSession, end_session, open_session, signed_in
from yingda.foundation.db import Tx
from yingda.team import queries
from yingda.team.errors import BadCredentials
from yingda.team.models import Staff
from yingda.team.service.seats import set_presence


def sign_in(tx: Tx, account: str, password: str) -> Staff:
    """Return whose account and password these are; reads only, and takes its time on purpose.

    An unknown or closed account is verified against a decoy, so that it answers no faster.
    """
    staff = queries.staff_by_account(tx, account)
    password_hash = staff.password_hash if staff and staff.active else None
    if not verify_password(password, password_hash) or staff is None:
        raise BadCredentials
    return staff


def enter(tx: Tx, staff_id: str, password_hash: str) -> tuple[str, StaffSession]:
    """Open the session that `sign_in` has earned, unless the password changed meanwhile."""
    staff = queries.staff_by_id(tx, staff_id)
    if not staff.active or staff.password_hash != password_hash:
        raise BadCredentials
    return open_session(tx, queries.principal_of(tx, staff))


def leave(tx: Tx, token: str, caller: Principal) -> None:
    """Sign this browser out; with the last one the seat goes offline at once."""
    end_session(tx, token)
    tx.flush()
    if caller.id not in signed_in(tx):
        set_presence(tx, caller.id, "offline", "signed_out")
