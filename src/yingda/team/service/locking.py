"""One lock for each group: whoever gives conversations away holds it, and its seats."""

from collections.abc import Collection

from sqlalchemy import select

from yingda.foundation.db import Tx
from yingda.team.models import GroupMember, Seat, SkillGroup


def lock_groups(tx: Tx, group_ids: Collection[str]) -> None:
    """Let nobody else give away these groups' conversations, or fill their seats, meanwhile.

    All groups first, then all seats, each in the order of their ids, and both before any
    conversation: whoever needs several of them never waits for somebody who waits for them.
    SQLite has one writer and needs none of this.
    """
    if tx.connection.dialect.name == "sqlite":
        return
    groups = select(SkillGroup.id).where(SkillGroup.id.in_(group_ids)).order_by(SkillGroup.id)
    tx.connection.execute(groups.with_for_update())
    members = select(GroupMember.staff_id).where(GroupMember.group_id.in_(group_ids))
    seats = select(Seat.staff_id).where(Seat.staff_id.in_(members)).order_by(Seat.staff_id)
    tx.connection.execute(seats.with_for_update())
