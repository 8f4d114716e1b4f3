"""Who could serve now: groups, their members and seats, as routing needs to know them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from yingda.foundation.db import Tx
from yingda.foundation.remembered import Among, Remembered, given
from yingda.team.errors import GroupUnknown
from yingda.team.events import PresenceChanged
from yingda.team.models import ON_DUTY, GroupMember, Seat, SkillGroup, Staff, StaffSkill


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a group as routing needs to know them."""

    staff_id: str
    name: str
    role: str
    level: int
    presence: str
    presence_since: int
    load: int
    capacity: int
    channel_capacity: dict[str, int]
    skills: frozenset[str]

    @property
    def free(self) -> int:
        """How many more conversations fit."""
        return max(0, self.capacity - self.load)

    @property
    def takes_more(self) -> bool:
        """Tell whether this person can be given a conversation now."""
        return self.presence == "available" and self.free > 0


@dataclass(frozen=True, slots=True)
class GroupState:
    """A group as routing needs to know it; `waiting` is how many it says wait."""

    id: str
    tenant_id: str
    name: str
    waiting: int


MEMBERS = Remembered(
    select(
        Staff.id,
        Staff.name,
        Staff.role,
        GroupMember.level,
        Seat.presence,
        Seat.presence_since,
        Seat.load,
        Seat.capacity,
        Seat.channel_capacity,
    )
    .join(GroupMember, GroupMember.staff_id == Staff.id)
    .join(Seat, Seat.staff_id == Staff.id)
    .where(GroupMember.group_id == given("group_id"), Staff.active)
)
MEMBERS_SKILLS = Remembered(
    select(StaffSkill.staff_id, StaffSkill.skill)
    .join(GroupMember, GroupMember.staff_id == StaffSkill.staff_id)
    .where(GroupMember.group_id == given("group_id"))
)
THERE = Remembered(
    select(GroupMember.staff_id)
    .join(Staff, Staff.id == GroupMember.staff_id)
    .join(Seat, Seat.staff_id == Staff.id)
    .where(
        GroupMember.group_id == given("group_id"), Staff.active, Seat.presence.in_(sorted(ON_DUTY))
    )
    .limit(1)
)
COUNTED = Remembered(
    select(
        Staff.tenant_id,
        Seat.staff_id,
        Staff.name,
        Seat.presence,
        Seat.presence_since,
        Seat.reason,
        Seat.load,
        Seat.capacity,
    )
    .join(Staff, Staff.id == Seat.staff_id)
    .where(Among(Seat.staff_id, "staff_ids"))
    .order_by(Seat.staff_id)
    .with_for_update(of=Seat)
)
SERVED = Remembered(
    select(SkillGroup.id, SkillGroup.tenant_id, SkillGroup.name, SkillGroup.waiting).where(
        Among(SkillGroup.id, "group_ids")
    )
)


DEFAULTS = Remembered(
    select(
        SkillGroup.id,
        SkillGroup.tenant_id,
        SkillGroup.name,
        SkillGroup.waiting,
        SkillGroup.merchant_id,
    ).where(
        SkillGroup.tenant_id == given("tenant_id"),
        SkillGroup.is_default,
        or_(SkillGroup.merchant_id == given("merchant_id"), SkillGroup.merchant_id.is_(None)),
    )
)


def groups_to_serve(tx: Tx, group_ids: Collection[str]) -> list[GroupState]:
    """Return groups as routing needs to know them, in the order of their ids."""
    found = SERVED.rows(tx, group_ids=sorted(group_ids)) if group_ids else []
    return [GroupState(*row) for row in sorted(found)]


def default_group(tx: Tx, tenant_id: str, merchant_id: str) -> GroupState | None:
    """Return where this merchant's conversations go first: its own default, else the tenant's."""
    found = DEFAULTS.rows(tx, tenant_id=tenant_id, merchant_id=merchant_id)
    own_first = sorted(found, key=lambda row: (row[-1] is None, row[0]))
    return GroupState(*own_first[0][:-1]) if own_first else None


def group_to_serve(tx: Tx, group_id: str) -> GroupState:
    """Return one group as routing needs to know it."""
    found = groups_to_serve(tx, [group_id])
    if not found:
        raise GroupUnknown
    return found[0]


def members_of(tx: Tx, group_id: str) -> Sequence[Member]:
    """Return the group's members whose account is open, longest in their presence first."""
    skills = MEMBERS_SKILLS.rows(tx, group_id=group_id)
    found = [
        Member(*(*row, frozenset(skill for staff_id, skill in skills if staff_id == row[0])))
        for row in MEMBERS.rows(tx, group_id=group_id)
    ]
    return sorted(found, key=lambda member: (member.presence_since, member.staff_id))


def somebody_on_duty(tx: Tx, group_id: str) -> bool:
    """Tell whether anyone of the group is there, even if busy."""
    return THERE.first(tx, group_id=group_id) is not None


def seats_to_count(tx: Tx, staff_ids: Collection[str]) -> list[PresenceChanged]:
    """Return what is shown of these people's seats, held so that nobody else changes them."""
    names = tuple(PresenceChanged.model_fields)
    found = COUNTED.rows(tx, staff_ids=sorted(staff_ids))
    return [PresenceChanged(**dict(zip(names, row, strict=True))) for row in sorted(found)]
