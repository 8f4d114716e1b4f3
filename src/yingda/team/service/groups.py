"""Verbs about groups: who answers what."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, select, update

from yingda.foundation.auth.principal import Principal
from yingda.foundation.auth.sessions import refresh_sessions
from yingda.foundation.bulk import update_rows
from yingda.foundation.columns import table_of
from yingda.foundation.db import Tx
from yingda.merchants.queries import merchant_for
from yingda.team import queries
from yingda.team.errors import DefaultGroupNeeded, GroupNameTaken, MemberInactive
from yingda.team.events import GroupChanged
from yingda.team.models import GroupMember, SkillGroup
from yingda.team.schemas import GroupChange, GroupDraft, MemberDraft
from yingda.team.service.seats import seat_changed


def open_group(tx: Tx, draft: GroupDraft, caller: Principal) -> SkillGroup:
    """Store a new group without members; the first one is the default."""
    if draft.merchant_id is not None:
        merchant_for(tx, caller, draft.merchant_id)
    _refuse_taken_name(tx, caller.tenant_id, draft.name)
    return found_group(tx, caller.tenant_id, draft)


def found_group(tx: Tx, tenant_id: str, draft: GroupDraft) -> SkillGroup:
    """Store a group of the tenant, with nobody asking for it yet."""
    group = SkillGroup(
        id=tx.ids.new(),
        tenant_id=tenant_id,
        waiting=0,
        created_at=tx.now,
        **draft.model_dump(),
    )
    group.is_default = draft.is_default or _default_beside(tx, group) is None
    tx.session.add(group)
    _keep_one_default(tx, group)
    tx.emit(GroupChanged(tenant_id=tenant_id, group_id=group.id))
    return group


def change_group(tx: Tx, group_id: str, change: GroupChange, caller: Principal) -> SkillGroup:
    """Change the name and what its people may do, or make this the default."""
    group = queries.group_for(tx, caller, group_id)
    if change.name is not None and change.name != group.name:
        _refuse_taken_name(tx, group.tenant_id, change.name)
        group.name = change.name
    for name in ("allowed_actions", "limit_cents", "inspected_percent"):
        if (value := getattr(change, name)) is not None:
            setattr(group, name, value)
    rights = group.restricted, group.opens_documents
    for name in ("restricted", "opens_documents"):
        if (value := getattr(change, name)) is not None:
            setattr(group, name, value)
    if (group.restricted, group.opens_documents) != rights:
        _give_rights_anew(tx, group)
    if change.is_default is False and group.is_default:
        raise DefaultGroupNeeded
    if change.is_default:
        group.is_default = True
        _keep_one_default(tx, group)
    tx.emit(GroupChanged(tenant_id=group.tenant_id, group_id=group.id))
    return group


def set_members(
    tx: Tx, group_id: str, members: Sequence[MemberDraft], caller: Principal
) -> SkillGroup:
    """Make these, and nobody else, the members of the group."""
    group = queries.group_for(tx, caller, group_id)
    tx.session.refresh(group, with_for_update=True)
    levels = {member.staff_id: member.level for member in members}
    for staff_id in levels:
        if not queries.staff_for(tx, caller, staff_id).active:
            raise MemberInactive(staff_id=staff_id)
    _replace_members(tx, group, levels)
    return group


def join_group(tx: Tx, group: SkillGroup, staff_id: str, level: int) -> None:
    """Add one person to the group, or change their level."""
    rows = tx.session.scalars(select(GroupMember).where(GroupMember.group_id == group.id))
    levels = {row.staff_id: row.level for row in rows}
    _replace_members(tx, group, levels | {staff_id: level})


def set_waiting(tx: Tx, group_id: str, waiting: int) -> None:
    """Note how many customers wait for the group now."""
    rows = [{"id": group_id, "waiting": waiting}]
    update_rows(tx.connection, table_of(SkillGroup), ("id", "waiting"), rows)


def _replace_members(tx: Tx, group: SkillGroup, levels: dict[str, int]) -> None:
    mine = GroupMember.group_id == group.id
    before = set(tx.session.scalars(select(GroupMember.staff_id).where(mine)))
    tx.session.execute(delete(GroupMember).where(mine))
    for staff_id, level in levels.items():
        tx.session.add(GroupMember(group_id=group.id, staff_id=staff_id, level=level))
    tx.flush()
    tx.emit(GroupChanged(tenant_id=group.tenant_id, group_id=group.id))
    for staff_id in sorted(before ^ levels.keys()):
        staff = queries.staff_by_id(tx, staff_id)
        refresh_sessions(tx, queries.principal_of(tx, staff))
        seat_changed(tx, staff, queries.seat_of(tx, staff_id), freed=staff_id in levels)


def _give_rights_anew(tx: Tx, group: SkillGroup) -> None:
    """Let sessions and sockets of the members know at once what they may see from now on."""
    tx.flush()
    members = select(GroupMember.staff_id).where(GroupMember.group_id == group.id)
    for staff_id in tx.session.scalars(members.order_by(GroupMember.staff_id)).all():
        refresh_sessions(tx, queries.principal_of(tx, queries.staff_by_id(tx, staff_id)))


def _default_beside(tx: Tx, group: SkillGroup) -> str | None:
    return tx.session.scalar(
        select(SkillGroup.id).where(*_same_scope(group), SkillGroup.is_default)
    )


def _keep_one_default(tx: Tx, group: SkillGroup) -> None:
    tx.flush()
    if group.is_default:
        others = update(SkillGroup).where(*_same_scope(group), SkillGroup.id != group.id)
        tx.session.execute(others.values(is_default=False))


def _same_scope(group: SkillGroup) -> tuple[ColumnElement[bool], ...]:
    return (
        SkillGroup.tenant_id == group.tenant_id,
        SkillGroup.merchant_id.is_not_distinct_from(group.merchant_id),
    )


def _refuse_taken_name(tx: Tx, tenant_id: str, name: str) -> None:
    same = select(SkillGroup.id).where(SkillGroup.tenant_id == tenant_id, SkillGroup.name == name)
    if tx.session.scalar(same) is not None:
        raise GroupNameTaken(name=name)
