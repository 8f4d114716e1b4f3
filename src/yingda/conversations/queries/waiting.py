"""Who waits for a group, since when, and how fast the queue moves."""

from collections.abc import Sequence

from sqlalchemy import func, select

from yingda.conversations.models import Conversation, QueueStay, Row
from yingda.foundation.columns import table_of
from yingda.foundation.transaction import Tx

CONVERSATION = table_of(Conversation)


def waiting_in_group(tx: Tx, group_id: str) -> list[Row]:
    """Return who waits for a group, the first to be served first."""
    statement = (
        select(CONVERSATION)
        .where(CONVERSATION.c.group_id == group_id, CONVERSATION.c.stage == "queue")
        .order_by(CONVERSATION.c.priority.desc(), CONVERSATION.c.queued_at, CONVERSATION.c.id)
    )
    return [dict(row) for row in tx.connection.execute(statement).mappings()]


def groups_waiting_since(tx: Tx, before: int) -> Sequence[str]:
    """Return the groups in which somebody has waited since before a moment."""
    statement = (
        select(CONVERSATION.c.group_id)
        .where(CONVERSATION.c.stage == "queue", CONVERSATION.c.queued_at <= before)
        .distinct()
    )
    return tx.connection.scalars(statement).all()


def waiting_by_group(tx: Tx) -> dict[str, int]:
    """Return how many customers wait for each group that anybody waits for."""
    statement = (
        select(CONVERSATION.c.group_id, func.count())
        .where(CONVERSATION.c.stage == "queue")
        .group_by(CONVERSATION.c.group_id)
    )
    return {row[0]: row[1] for row in tx.connection.execute(statement)}


def handed_over(tx: Tx, waiting: Sequence[Row]) -> set[str]:
    """Return which of the waiting conversations wait because somebody handed them over."""
    statement = select(QueueStay.conversation_id).where(
        QueueStay.id.in_([row["stay_id"] for row in waiting]), QueueStay.reason == "transferred"
    )
    return set(tx.session.scalars(statement))


def recent_departures(tx: Tx, group_id: str, since: int) -> Sequence[int]:
    """Return when customers left a group's queue because somebody took them, oldest first."""
    statement = (
        select(QueueStay.left_at)
        .where(
            QueueStay.group_id == group_id,
            QueueStay.left_at >= since,
            QueueStay.outcome == "accepted",
        )
        .order_by(QueueStay.left_at)
    )
    return [at for at in tx.session.scalars(statement) if at is not None]
