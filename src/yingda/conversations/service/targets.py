"""Whom a conversation may be given or shown to: people and groups that serve its shop."""

from yingda.conversations.errors import TargetUnknown
from yingda.conversations.models import Row
from yingda.foundation.auth.principal import Principal
from yingda.foundation.transaction import Tx
from yingda.team import queries as team
from yingda.team.errors import GroupUnknown, StaffUnknown
from yingda.team.models import SkillGroup, Staff


def staff_target(tx: Tx, row: Row, staff_id: str, caller: Principal) -> Staff:
    """Return a colleague who serves the conversation's shop."""
    try:
        staff = team.staff_for(tx, caller, staff_id)
    except StaffUnknown:
        raise TargetUnknown from None
    if not staff.active or staff.merchant_id not in {None, row["merchant_id"]}:
        raise TargetUnknown
    return staff


def group_target(tx: Tx, row: Row, group_id: str | None, caller: Principal) -> SkillGroup:
    """Return a group that serves the conversation's shop."""
    if group_id is None:
        raise TargetUnknown
    try:
        group = team.group_for(tx, caller, group_id)
    except GroupUnknown:
        raise TargetUnknown from None
    if group.merchant_id not in {None, row["merchant_id"]}:
        raise TargetUnknown
    return group
