"""Verbs about staff accounts."""

from sqlalchemy import delete, func, select

from yingda.foundation.auth.passwords import verify_password
from yingda.foundation.auth.principal import Principal
from yingda.foundation.auth.sessions import end_sessions, refresh_sessions
from yingda.foundation.db import Tx
from yingda.foundation.errors import Forbidden
from yingda.merchants.queries import merchant_for
from yingda.team import queries
from yingda.team.errors import (
    AccountTaken,
    CurrentPasswordWrong,
    LastOwner,
    MerchantMissing,
    NotYourself,
)
from yingda.team.events import StaffChanged
from yingda.team.models import Staff, StaffSkill
from yingda.team.ranks import may_manage
from yingda.team.schemas import OwnChange, StaffChange, StaffDraft
from yingda.team.service.seats import furnish, seat_changed, set_presence


def add_staff(tx: Tx, draft: StaffDraft, password_hash: str, caller: Principal) -> Staff:
    """Open an account; hashing takes long, so the caller brings the hash."""
    if not may_manage(caller.role, draft.role):
        raise Forbidden
    if draft.merchant_id is not None:
        merchant_for(tx, caller, draft.merchant_id)
    return enrol(tx, caller.tenant_id, draft, password_hash)


def enrol(tx: Tx, tenant_id: str, draft: StaffDraft, password_hash: str) -> Staff:
    """Store a person of the tenant with their seat and skills, with nobody asking for it yet."""
    _refuse_misplaced(draft.role, draft.merchant_id)
    if queries.staff_by_account(tx, draft.account) is not None:
        raise AccountTaken(account=draft.account)
    staff = Staff(
        id=tx.ids.new(),
        tenant_id=tenant_id,
        merchant_id=draft.merchant_id,
        account=draft.account,
        name=draft.name,
        avatar_url=None,
        role=draft.role,
        password_hash=password_hash,
        language=draft.language,
        active=True,
        created_at=tx.now,
    )
    tx.session.add(staff)
    tx.flush()
    furnish(tx, staff, draft)
    _set_skills(tx, staff, draft.skills)
    tx.emit(StaffChanged(tenant_id=tenant_id, staff_id=staff.id))
    return staff


def change_staff(tx: Tx, staff_id: str, change: StaffChange, caller: Principal) -> Staff:
    """Change what `change` names; a lost role or a closed account ends every session."""
    staff = managed(tx, staff_id, caller)
    role = change.role or staff.role
    merchant_id = change.merchant_id if role == "merchant_staff" else None
    if role == "merchant_staff" and merchant_id is None:
        merchant_id = staff.merchant_id
    _refuse_unfit_rights(tx, staff, change, caller)
    _refuse_misplaced(role, merchant_id)
    if change.merchant_id is not None:
        merchant_for(tx, caller, change.merchant_id)
    rights_change = (role, merchant_id) != (staff.role, staff.merchant_id)
    staff.role, staff.merchant_id = role, merchant_id
    staff.name = change.name or staff.name
    staff.language = change.language or staff.language
    _change_seat(tx, staff, change)
    _change_access(tx, staff, change, rights_change=rights_change)
    return staff


def change_oneself(tx: Tx, change: OwnChange, caller: Principal) -> Staff:
    """Change one's own name and language."""
    staff = queries.staff_by_id(tx, caller.id)
    staff.name = change.name or staff.name
    staff.language = change.language or staff.language
    _tell(tx, staff)
    return staff


def prove_own_password(tx: Tx, password: str, caller: Principal) -> str:
    """Return the present hash once the password was right; reads only, slow on purpose."""
    staff = queries.staff_by_id(tx, caller.id)
    if not verify_password(password, staff.password_hash):
        raise CurrentPasswordWrong
    return staff.password_hash


def set_own_password(tx: Tx, password_hash: str, proven: str, caller: Principal) -> None:
    """Give one's own account another password; `proven` is what `prove_own_password` returned."""
    staff = queries.staff_by_id(tx, caller.id)
    if staff.password_hash != proven:
        raise CurrentPasswordWrong
    replace_password(tx, staff, password_hash)


def set_password(tx: Tx, staff_id: str, password_hash: str, caller: Principal) -> None:
    """Give a managed person's account another password."""
    staff = queries.staff_for(tx, caller, staff_id)
    if not may_manage(caller.role, staff.role):
        raise Forbidden
    replace_password(tx, staff, password_hash)


def replace_password(tx: Tx, staff: Staff, password_hash: str) -> None:
    """Store the new hash; every session that the old password opened ends."""
    staff.password_hash = password_hash
    end_sessions(tx, staff.id)


def managed(tx: Tx, staff_id: str, caller: Principal) -> Staff:
    """Return a person the caller may manage."""
    staff = queries.staff_for(tx, caller, staff_id)
    if not may_manage(caller.role, staff.role) and staff.id != caller.id:
        raise Forbidden
    return staff


def _refuse_unfit_rights(tx: Tx, staff: Staff, change: StaffChange, caller: Principal) -> None:
    loses_role = change.role is not None and change.role != staff.role
    if loses_role and not may_manage(caller.role, change.role or "owner"):
        raise Forbidden
    if staff.id == caller.id and (loses_role or change.active is False):
        raise NotYourself
    stops_owning = staff.role == "owner" and (loses_role or change.active is False)
    if stops_owning and _owners_beside(tx, staff) == 0:
        raise LastOwner


def _owners_beside(tx: Tx, staff: Staff) -> int:
    others = select(func.count()).where(
        Staff.tenant_id == staff.tenant_id,
        Staff.role == "owner",
        Staff.active,
        Staff.id != staff.id,
    )
    return tx.session.scalar(others) or 0


def _refuse_misplaced(role: str, merchant_id: str | None) -> None:
    if (role == "merchant_staff") != (merchant_id is not None):
        raise MerchantMissing


def _change_seat(tx: Tx, staff: Staff, change: StaffChange) -> None:
    seat = queries.seat_to_change(tx, staff.id)
    free = seat.free
    for field in ("capacity", "channel_capacity"):
        value = getattr(change, field)
        if value is not None:
            setattr(seat, field, value)
    if change.skills is not None:
        _set_skills(tx, staff, change.skills)
    rearranged = change.skills is not None or change.channel_capacity is not None
    if rearranged or change.capacity is not None:
        seat_changed(tx, staff, seat, freed=rearranged or seat.free > free)


def _change_access(tx: Tx, staff: Staff, change: StaffChange, *, rights_change: bool) -> None:
    closes = change.active is False and staff.active
    if change.active is not None:
        staff.active = change.active
    if closes:
        set_presence(tx, staff.id, "offline", "account_closed")
    if closes or rights_change:
        end_sessions(tx, staff.id)
        tx.emit(StaffChanged(tenant_id=staff.tenant_id, staff_id=staff.id))
    else:
        _tell(tx, staff)


def _tell(tx: Tx, staff: Staff) -> None:
    refresh_sessions(tx, queries.principal_of(tx, staff))
    tx.emit(StaffChanged(tenant_id=staff.tenant_id, staff_id=staff.id))


def _set_skills(tx: Tx, staff: Staff, skills: list[str]) -> None:
    tx.session.execute(delete(StaffSkill).where(StaffSkill.staff_id == staff.id))
    for skill in sorted(set(skills)):
        tx.session.add(StaffSkill(staff_id=staff.id, skill=skill))
    tx.flush()
