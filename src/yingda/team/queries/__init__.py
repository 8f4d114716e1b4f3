"""Reads of staff, groups and seats; `staff_for` and `group_for` are the guarded doors."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Select, or_, select

from yingda.foundation.auth.principal import ADMINISTERING, LEADING, Principal
from yingda.foundation.db import Tx
from yingda.foundation.remembered import Among, Remembered
from yingda.merchants.queries import sees_all_merchants
from yingda.team.errors import GroupUnknown, StaffUnknown
from yingda.team.models import (
    GroupMember,
    PresenceChange,
    Seat,
    SkillGroup,
    Staff,
    StaffSkill,
)
from yingda.team.queries.authorities import authorities_for as authorities_for
from yingda.team.queries.authorities import holder_of as holder_of
from yingda.team.queries.serving import GroupState as GroupState
from yingda.team.queries.serving import Member as Member
from yingda.team.queries.serving import default_group as default_group
from yingda.team.queries.serving import group_to_serve as group_to_serve
from yingda.team.queries.serving import groups_to_serve as groups_to_serve
from yingda.team.queries.serving import members_of as members_of
from yingda.team.queries.serving import seats_to_count as seats_to_count
from yingda.team.queries.serving import somebody_on_duty as somebody_on_duty
from yingda.team.schemas import normal_account

GROUPS = Remembered(
    select(GroupMember.staff_id, GroupMember.group_id).where(
        Among(GroupMember.staff_id, "staff_ids")
    )
)


def staff_for(tx: Tx, caller: Principal, staff_id: str) -> Staff:
    """Return the person, if they exist for the caller."""
    staff = tx.session.scalar(_staff_visible_to(caller).where(Staff.id == staff_id))
    if staff is None:
        raise StaffUnknown
    return staff


def staff_by_id(tx: Tx, staff_id: str) -> Staff:
    """Return the person for work that no caller asked for: reactions and timers."""
    staff = tx.session.get(Staff, staff_id)
    if staff is None:
        raise StaffUnknown
    return staff


def staff_by_account(tx: Tx, account: str) -> Staff | None:
    """Return who signs in with this account name, if anybody does."""
    return tx.session.scalar(select(Staff).where(Staff.account == normal_account(account)))


def find_staff(
    tx: Tx, caller: Principal, *, cursor: str | None = None, limit: int = 200
) -> Sequence[Staff]:
    """Return one page of the people the caller may see, oldest first."""
    found = _staff_visible_to(caller)
    if cursor is not None:
        found = found.where(Staff.id > cursor)
    return tx.session.scalars(found.order_by(Staff.id).limit(limit)).all()


def seat_of(tx: Tx, staff_id: str) -> Seat:
    """Return the person's seat."""
    seat = tx.session.get(Seat, staff_id)
    if seat is None:
        raise StaffUnknown
    return seat


def seat_to_change(tx: Tx, staff_id: str) -> Seat:
    """Return the person's seat, held so that two writers cannot both change it."""
    seat = tx.session.get(Seat, staff_id, with_for_update=True)
    if seat is None:
        raise StaffUnknown
    return seat


def seats_for(tx: Tx, caller: Principal) -> Sequence[tuple[Staff, Seat]]:
    """Return everyone whose account is open, with their seat."""
    open_seats = (
        _staff_visible_to(caller)
        .where(Staff.active)
        .join(Seat, Seat.staff_id == Staff.id)
        .add_columns(Seat)
    )
    return [(staff, seat) for staff, seat in tx.session.execute(open_seats.order_by(Staff.id))]


def admin_ids(tx: Tx, tenant_id: str) -> Sequence[str]:
    """Return who administers the tenant, for news that concerns its set-up."""
    admins = select(Staff.id).where(
        Staff.tenant_id == tenant_id, Staff.active, Staff.role.in_(ADMINISTERING)
    )
    return tx.session.scalars(admins.order_by(Staff.id)).all()


def group_for(tx: Tx, caller: Principal, group_id: str) -> SkillGroup:
    """Return the group, if it exists for the caller."""
    group = tx.session.scalar(_groups_visible_to(caller).where(SkillGroup.id == group_id))
    if group is None:
        raise GroupUnknown
    return group


def group_by_id(tx: Tx, group_id: str) -> SkillGroup:
    """Return the group for work that no caller asked for: reactions and timers."""
    group = tx.session.get(SkillGroup, group_id)
    if group is None:
        raise GroupUnknown
    return group


def groups_of(tx: Tx, caller: Principal) -> Sequence[SkillGroup]:
    """Return every group the caller may see, oldest first."""
    return tx.session.scalars(_groups_visible_to(caller).order_by(SkillGroup.id)).all()


def skills_of(tx: Tx, staff_ids: Collection[str]) -> defaultdict[str, list[str]]:
    """Return the skills by person."""
    mine = select(StaffSkill.staff_id, StaffSkill.skill).where(StaffSkill.staff_id.in_(staff_ids))
    return _gathered(tx.session.execute(mine.order_by(StaffSkill.skill)))


def group_ids_of(tx: Tx, staff_ids: Collection[str]) -> defaultdict[str, list[str]]:
    """Return the ids of the groups by person."""
    return _gathered(sorted(GROUPS.rows(tx, staff_ids=list(staff_ids))))


def presence_history(
    tx: Tx, caller: Principal, staff_id: str, *, cursor: str | None, limit: int
) -> Sequence[PresenceChange]:
    """Return one page of the person's changes of presence, newest first."""
    staff = staff_for(tx, caller, staff_id)
    changes = select(PresenceChange).where(PresenceChange.staff_id == staff.id)
    if cursor is not None:
        changes = changes.where(PresenceChange.id < cursor)
    return tx.session.scalars(changes.order_by(PresenceChange.id.desc()).limit(limit)).all()


def principal_of(tx: Tx, staff: Staff) -> Principal:
    """Return the rights of a person as they are now."""
    group_ids = group_ids_of(tx, [staff.id])[staff.id]
    restrictions = restrictions_of(tx, group_ids)
    return Principal(
        kind="staff",
        tenant_id=staff.tenant_id,
        id=staff.id,
        name=staff.name,
        role=staff.role,
        merchant_ids=frozenset({staff.merchant_id} if staff.merchant_id else ()),
        group_ids=frozenset(group_ids),
        veiled=staff.role not in LEADING and bool(restrictions),
        opens_documents=any(one.opens_documents for one in restrictions),
    )


def restrictions_of(tx: Tx, group_ids: Collection[str]) -> Sequence[SkillGroup]:
    """Return those of the groups whose people are restricted."""
    if not group_ids:
        return []
    restricted = SkillGroup.id.in_(group_ids), SkillGroup.restricted
    return tx.session.scalars(select(SkillGroup).where(*restricted)).all()


def _staff_visible_to(caller: Principal) -> Select[Staff]:
    visible = select(Staff).where(Staff.tenant_id == caller.tenant_id)
    if not sees_all_merchants(caller):
        own = or_(Staff.merchant_id.in_(caller.merchant_ids), Staff.id == caller.id)
        visible = visible.where(own)
    return visible


def _groups_visible_to(caller: Principal) -> Select[SkillGroup]:
    visible = select(SkillGroup).where(SkillGroup.tenant_id == caller.tenant_id)
    if not sees_all_merchants(caller):
        shared = SkillGroup.merchant_id.is_(None)
        visible = visible.where(or_(SkillGroup.merchant_id.in_(caller.merchant_ids), shared))
    return visible


def _gathered(pairs: Iterable[tuple[Any, ...]]) -> defaultdict[str, list[str]]:
    gathered: defaultdict[str, list[str]] = defaultdict(list)
    for key, value in pairs:
        gathered[key].append(value)
    return gathered
