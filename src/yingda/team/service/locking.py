"""One lock for each group: whoever gives conversations away holds it, and its seats."""

from sqlalchemy import select

from yingda.foundation.db import Tx
from yingda.team.models import GroupMember, Seat, SkillGroup


def lock_group(tx: Tx, group_id: str) -> None:
    """Let nobody else give away this group's conversations, or fill its seats, meanwhile.

    Seats are locked in the order of their ids, so that two groups with common members never
    wait for each other. SQLite has one writer and needs no more than that.
    """
    group = select(SkillGroup.id).where(SkillGroup.id == group_id)
    tx.connection.execute(group.with_for_update())
    seats = (
        select(Seat.staff_id)
        .join(GroupMember, GroupMember.staff_id == Seat.staff_id)
        .where(GroupMember.group_id == group_id)
        .order_by(Seat.staff_id)
    )
    tx.connection.execute(seats.with_for_update(of=Seat))
