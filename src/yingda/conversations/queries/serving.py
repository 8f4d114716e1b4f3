"""Who serves: the legs of a conversation, and what each person has open."""

from collections.abc import Sequence

from sqlalchemy import and_, func, select

from yingda.conversations.models import Conversation, Leg
from yingda.conversations.schemas.conversations import LegView
from yingda.foundation.columns import table_of
from yingda.foundation.remembered import Among, Remembered, given
from yingda.foundation.transaction import Tx

CONVERSATION = table_of(Conversation)
BEING_SERVED = and_(CONVERSATION.c.status == "open", CONVERSATION.c.stage == "human")
LEG_NAMES = tuple(LegView.model_fields)
LEGS = Remembered(
    select(*(table_of(Leg).c[name] for name in LEG_NAMES)).where(
        Leg.conversation_id == given("conversation_id")
    )
)
LOADS = Remembered(
    select(CONVERSATION.c.agent_id, CONVERSATION.c.channel, func.count())
    .where(Among(CONVERSATION.c.agent_id, "agent_ids"), BEING_SERVED)
    .group_by(CONVERSATION.c.agent_id, CONVERSATION.c.channel)
)


def legs_of(tx: Tx, conversation_id: str) -> list[LegView]:
    """Return the conversation's legs in order."""
    found = LEGS.rows(tx, conversation_id=conversation_id)
    legs = [LegView(**dict(zip(LEG_NAMES, row, strict=True))) for row in found]
    return sorted(legs, key=lambda leg: leg.number)


def open_load(tx: Tx, agent_id: str) -> int:
    """Return how many open conversations a person has."""
    statement = select(func.count()).where(CONVERSATION.c.agent_id == agent_id, BEING_SERVED)
    return tx.connection.scalar(statement) or 0


def open_loads(tx: Tx, agent_ids: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return how many open conversations each of these people has, by channel."""
    loads: dict[str, dict[str, int]] = {agent_id: {} for agent_id in agent_ids}
    for agent_id, channel, count in LOADS.rows(tx, agent_ids=list(agent_ids)):
        loads[agent_id][channel] = count
    return loads


def conversations_of_agent(tx: Tx, agent_id: str) -> Sequence[str]:
    """Return the ids of a person's open conversations."""
    statement = select(CONVERSATION.c.id).where(CONVERSATION.c.agent_id == agent_id, BEING_SERVED)
    return tx.connection.scalars(statement.order_by(CONVERSATION.c.id)).all()


def freed_since(tx: Tx, agent_ids: Sequence[str], since: int) -> set[str]:
    """Return which of these people have let go of a conversation since a moment."""
    statement = select(Leg.owner_id).where(Leg.owner_id.in_(agent_ids), Leg.left_at > since)
    return {owner_id for owner_id in tx.session.scalars(statement) if owner_id is not None}
