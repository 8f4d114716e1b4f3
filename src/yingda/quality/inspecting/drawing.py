"""Drawing what a lead is to look at: a share by lot, and whatever has a reason of its own.

The lot is cast after the conversation has ended, from an id nobody knew before, so that nobody who
serves can tell which one will be looked at.
"""

import hashlib
from collections.abc import Mapping

from sqlalchemy import Connection, exists, or_, select

from yingda.bot.flows.acting import movers_of_money
from yingda.conversations.models import Conversation, Leg, Row, Turn
from yingda.conversations.queries.access import conversation_by_id
from yingda.conversations.satisfaction import DISSATISFIED_UP_TO
from yingda.foundation.auth.principal import LEADING
from yingda.foundation.clock import DAY, Instant
from yingda.foundation.transaction import Tx
from yingda.quality.inspecting.models import Inspection
from yingda.quality.inspecting.schemas import Reason
from yingda.quality.models import Rating
from yingda.team import queries as team
from yingda.team.models import SkillGroup, Staff

COMES_BACK_WITHIN = 3 * DAY
"""Who returns within 72 hours was not helped (metrics.md M60)."""

Served = Mapping[str, tuple[SkillGroup, Instant]]
"""By person of an L3 group: the group they served for, and when they had it last."""


def some_restricted(connection: Connection) -> bool:
    """Tell whether any group on this installation is of level L3, or ever ended something."""
    restricted, served = exists().where(SkillGroup.restricted), exists(select(Inspection.agent_id))
    return bool(connection.scalar(select(or_(restricted, served))))


def some_served(connection: Connection) -> bool:
    """Tell whether an L3 group has ever ended a conversation."""
    return bool(connection.scalar(select(exists(select(Inspection.agent_id)))))


def draw(tx: Tx, conversation_id: str) -> None:
    """Keep who of L3 groups served what ended, and draw it or not; the lot is cast only once."""
    row = conversation_by_id(tx, conversation_id)
    if row is None:
        return
    _note_return(tx, row)
    known = {one.agent_id: one for one in _of_conversation(tx, conversation_id)}
    money, disliked = movers_of_money(tx, conversation_id), _is_disliked(tx, conversation_id)
    ended_at = tx.now if row["closed_at"] is None else row["closed_at"]
    for agent_id, (group, last_at) in _served(tx, conversation_id).items():
        one = known.get(agent_id) or _cast(tx, row, agent_id, group, ended_at)
        if last_at > one.ended_at:
            one.ended_at, one.finding_id = ended_at, None  # there is more to look at
        if agent_id in money:
            add_reason(one, "moved_money")
        if disliked:
            add_reason(one, "dissatisfied")
    tx.flush()


def is_drawn_by_lot(seed: str, percent: int) -> bool:
    """Tell whether the lot of a seed falls within a share; even over all seeds."""
    return int(hashlib.sha256(seed.encode()).hexdigest(), 16) % 100 < percent


def note_dissatisfied(tx: Tx, conversation_id: str) -> None:
    """Draw what a customer was not satisfied with."""
    for one in _of_conversation(tx, conversation_id):
        add_reason(one, "dissatisfied")
    tx.flush()


def add_reason(inspection: Inspection, reason: Reason) -> None:
    """Say once more, or for the first time, why a lead is to look at it."""
    if reason not in inspection.reasons:
        inspection.reasons = [*inspection.reasons, reason]
    inspection.is_drawn = True


def _note_return(tx: Tx, row: Row) -> None:
    """Draw what L3 groups ended before, if its customer asks again here within 72 hours.

    Here is a later conversation, or the same one begun again; thanks ask nothing.
    """
    soon = Turn.opened_at.between(Inspection.ended_at + 1, Inspection.ended_at + COMES_BACK_WITHIN)
    asked = exists().where(Turn.conversation_id == row["id"], Turn.is_remark.is_(False), soon)
    before = (
        select(Inspection)
        .join(Conversation, Conversation.id == Inspection.conversation_id)
        .where(Conversation.thread_id == row["thread_id"], asked)
        .with_for_update(of=Inspection)
    )
    for one in tx.session.scalars(before):
        add_reason(one, "came_back")


def _cast(tx: Tx, row: Row, agent_id: str, group: SkillGroup, ended_at: Instant) -> Inspection:
    """Store that somebody served it, and cast the lot."""
    seed = f"{tx.ids.new()} {row['id']} {agent_id}"
    by_lot = is_drawn_by_lot(seed, group.inspected_percent)
    inspection = Inspection(
        conversation_id=row["id"],
        agent_id=agent_id,
        tenant_id=row["tenant_id"],
        merchant_id=row["merchant_id"],
        group_id=group.id,
        ended_at=ended_at,
        percent=group.inspected_percent,
        by_lot=by_lot,
        is_drawn=by_lot,
        reasons=["by_lot"] if by_lot else [],
        finding_id=None,
    )
    tx.session.add(inspection)
    return inspection


def _served(tx: Tx, conversation_id: str) -> Served:
    """Return who of L3 groups had the conversation; leads of such a group are not meant."""
    had = (
        select(Leg)
        .join(Staff, Staff.id == Leg.owner_id)
        .where(
            Leg.conversation_id == conversation_id,
            Leg.owner_kind == "agent",
            Leg.accepted_at.is_not(None),
            Staff.role.not_in(LEADING),
        )
        .order_by(Leg.number)
    )
    served: dict[str, tuple[SkillGroup, Instant]] = {}
    for leg in tx.session.scalars(had):
        assert leg.owner_id is not None
        if (group := _restricted_group(tx, leg)) is not None:
            served[leg.owner_id] = group, leg.joined_at
    return served


def _restricted_group(tx: Tx, leg: Leg) -> SkillGroup | None:
    """Return the L3 group somebody had it for, or else one they are of: it is they who are L3."""
    own = team.group_ids_of(tx, [leg.owner_id])[leg.owner_id] if leg.owner_id else []
    groups = {one.id: one for one in team.restrictions_of(tx, [leg.group_id or "", *own])}
    return groups.get(leg.group_id or "") or next((groups[key] for key in sorted(groups)), None)


def _of_conversation(tx: Tx, conversation_id: str) -> list[Inspection]:
    mine = select(Inspection).where(Inspection.conversation_id == conversation_id)
    return list(tx.session.scalars(mine.with_for_update()))


def _is_disliked(tx: Tx, conversation_id: str) -> bool:
    rating = tx.session.get(Rating, conversation_id)
    return rating is not None and is_dissatisfied(rating.score, solved=rating.solved)


def is_dissatisfied(score: int, *, solved: bool | None) -> bool:
    """Tell whether a customer says that it was bad, or that it is not solved."""
    return score <= DISSATISFIED_UP_TO or solved is False
