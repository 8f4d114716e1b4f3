"""Puts together what is shown of staff, groups and seats."""

from collections.abc import Callable, Sequence
from typing import Concatenate, ParamSpec

from sqlalchemy import Select, select

from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.merchants.queries import sees_all_merchants
from yingda.team import queries
from yingda.team.models import GroupMember, Seat, SkillGroup, Staff
from yingda.team.schemas import GroupView, MemberView, MeView, OwnGroupView, SeatView, StaffView

P = ParamSpec("P")


def staff_views(tx: Tx, people: Sequence[Staff]) -> list[StaffView]:
    """Return the views of these people."""
    ids = [staff.id for staff in people]
    skills, groups = queries.skills_of(tx, ids), queries.group_ids_of(tx, ids)
    seats = {seat.staff_id: seat for seat in tx.session.scalars(_seats_of(ids))}
    return [
        StaffView(
            id=staff.id,
            name=staff.name,
            account=staff.account,
            role=staff.role,
            language=staff.language,
            merchant_id=staff.merchant_id,
            avatar_url=staff.avatar_url,
            active=staff.active,
            created_at=staff.created_at,
            capacity=seats[staff.id].capacity,
            channel_capacity=seats[staff.id].channel_capacity,
            skills=skills[staff.id],
            group_ids=groups[staff.id],
        )
        for staff in people
    ]


def staff_view(tx: Tx, staff: Staff) -> StaffView:
    """Return the view of one person."""
    (view,) = staff_views(tx, [staff])
    return view


def staff_after(
    tx: Tx, verb: Callable[Concatenate[Tx, P], Staff], *args: P.args, **kwargs: P.kwargs
) -> StaffView:
    """Do the verb and return the view of the person it returns, as it is now."""
    staff = verb(tx, *args, **kwargs)
    tx.flush()
    return staff_view(tx, staff)


def staff_page(tx: Tx, caller: Principal, cursor: str | None, limit: int) -> list[StaffView]:
    """Return the views of one page of people."""
    return staff_views(tx, queries.find_staff(tx, caller, cursor=cursor, limit=limit))


def me_view(tx: Tx, staff_id: str) -> MeView:
    """Return what a person sees of themselves."""
    staff, seat = queries.staff_by_id(tx, staff_id), queries.seat_of(tx, staff_id)
    mine = (
        select(SkillGroup.id, SkillGroup.name, GroupMember.level)
        .join(GroupMember, GroupMember.group_id == SkillGroup.id)
        .where(GroupMember.staff_id == staff_id)
        .order_by(SkillGroup.id)
    )
    return MeView(
        staff=staff_view(tx, staff),
        presence=seat.presence,
        presence_since=seat.presence_since,
        reason=seat.reason,
        load=seat.load,
        capacity=seat.capacity,
        groups=[OwnGroupView.model_validate(row) for row in tx.session.execute(mine)],
    )


def seat_views(tx: Tx, caller: Principal) -> list[SeatView]:
    """Return the live wall: every open account's seat."""
    seats = queries.seats_for(tx, caller)
    groups = queries.group_ids_of(tx, [staff.id for staff, _ in seats])
    return [seat_view(staff, seat, groups[staff.id]) for staff, seat in seats]


def seat_view(staff: Staff, seat: Seat, group_ids: list[str]) -> SeatView:
    """Return the view of one seat."""
    return SeatView(
        staff_id=staff.id,
        name=staff.name,
        role=staff.role,
        presence=seat.presence,
        presence_since=seat.presence_since,
        reason=seat.reason,
        load=seat.load,
        capacity=seat.capacity,
        group_ids=group_ids,
    )


def group_views(tx: Tx, caller: Principal) -> list[GroupView]:
    """Return the groups the caller may see; a shop does not see who is in a shared one."""
    views = [group_view(tx, group) for group in queries.groups_of(tx, caller)]
    if sees_all_merchants(caller):
        return views
    return [view if view.merchant_id else view.model_copy(update={"members": []}) for view in views]


def group_view(tx: Tx, group: SkillGroup) -> GroupView:
    """Return the view of one group."""
    members = queries.members_of(tx, group.id)
    return GroupView(
        id=group.id,
        name=group.name,
        merchant_id=group.merchant_id,
        is_default=group.is_default,
        members=[MemberView.model_validate(member) for member in members],
        ready=any(member.takes_more for member in members),
        waiting=group.waiting,
        restricted=group.restricted,
        allowed_actions=group.allowed_actions,
        limit_cents=group.limit_cents,
        opens_documents=group.opens_documents,
        inspected_percent=group.inspected_percent,
    )


def group_after(
    tx: Tx, verb: Callable[Concatenate[Tx, P], SkillGroup], *args: P.args, **kwargs: P.kwargs
) -> GroupView:
    """Do the verb and return the view of the group it returns, as it is now."""
    group = verb(tx, *args, **kwargs)
    tx.flush()
    return group_view(tx, group)


def _seats_of(staff_ids: Sequence[str]) -> Select[Seat]:
    return select(Seat).where(Seat.staff_id.in_(staff_ids))
