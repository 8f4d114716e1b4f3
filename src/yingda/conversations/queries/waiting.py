"""Who waits for a group, since when, and how fast the queue moves."""

from collections.abc import Sequence

from sqlalchemy import func, select

from yingda.conversations.models import Conversation, QueueStay, Row
from yingda.foundation.columns import table_of
from yingda.foundation.remembered import Among, Remembered, given
from yingda.foundation.transaction import Tx

CONVERSATION = table_of(Conversation)
RECENT = 100


COLUMNS = tuple(CONVERSATION.c.keys())
IN_QUEUE = Remembered(
    select(CONVERSATION).where(
        CONVERSATION.c.group_id == given("group_id"), CONVERSATION.c.stage == "queue"
    )
)
HANDED_OVER = Remembered(
    select(QueueStay.conversation_id).where(
        Among(QueueStay.id, "stay_ids"), QueueStay.reason == "transferred"
    )
)
RECENTLY_TAKEN = Remembered(
    select(QueueStay.left_at)
    .where(
        QueueStay.group_id == given("group_id"),
        QueueStay.left_at >= given("since"),
        QueueStay.outcome == "accepted",
    )
    .order_by(QueueStay.left_at.desc())
    .limit(RECENT)
)


def waiting_in_group(tx: Tx, group_id: str) -> list[Row]:
    """Return who waits for a group, the first to be served first."""
    found = IN_QUEUE.rows(tx, group_id=group_id)
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in found]
    return sorted(rows, key=lambda row: (-row["priority"], row["queued_at"], row["id"]))


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
    stay_ids = [row["stay_id"] for row in waiting]
    return {row[0] for row in HANDED_OVER.rows(tx, stay_ids=stay_ids)}


def recent_departures(tx: Tx, group_id: str, since: int) -> Sequence[int]:
    """Return when customers left a group's queue because somebody took them, oldest first.

    At most the last hundred: how fast a queue moves is known from those.
    """
    found = RECENTLY_TAKEN.rows(tx, group_id=group_id, since=since)
    return sorted(at for (at,) in found)
