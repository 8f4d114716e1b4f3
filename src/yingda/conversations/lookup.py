"""Whole conversations as views: the row with its legs and its place in the queue."""

from yingda.conversations.models import Row
from yingda.conversations.queries.access import conversation_for
from yingda.conversations.queries.serving import legs_of
from yingda.conversations.queries.waiting import recent_departures, waiting_in_group
from yingda.conversations.queueing import expected_wait_seconds
from yingda.conversations.schemas.conversations import (
    ConversationView,
    QueueView,
    VisitorConversationView,
)
from yingda.conversations.views import row_values, visitor_view
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import MINUTE
from yingda.foundation.transaction import Tx
from yingda.team.queries import somebody_on_duty

LOOK_BACK = 30 * MINUTE


def conversation_view(tx: Tx, caller: Principal, conversation_id: str) -> ConversationView:
    """Return a conversation for staff."""
    return staff_view(tx, conversation_for(tx, caller, conversation_id))


def visitor_conversation_view(
    tx: Tx, caller: Principal, conversation_id: str
) -> VisitorConversationView:
    """Return a conversation for its customer."""
    row = conversation_for(tx, caller, conversation_id)
    return visitor_view(row, queue=queue_view(tx, row))


def staff_view(tx: Tx, row: Row) -> ConversationView:
    """Return everything staff see of a conversation."""
    legs = legs_of(tx, row["id"])
    queue = queue_view(tx, row)
    return ConversationView.model_validate(
        {**row_values(row), "legs": legs, "queue": queue, "epoch": ""}
    )


def queue_view(tx: Tx, row: Row) -> QueueView | None:
    """Return where the customer stands, or None when they do not wait."""
    if row["stage"] != "queue":
        return None
    waiting = waiting_in_group(tx, row["group_id"])
    ahead = next((place for place, one in enumerate(waiting) if one["id"] == row["id"]), 0)
    departures = recent_departures(tx, row["group_id"], tx.now - LOOK_BACK)
    on_duty = somebody_on_duty(tx, row["group_id"])
    expected = expected_wait_seconds(ahead, departures, tx.now) if on_duty else None
    return QueueView(
        position=ahead + 1,
        ahead=ahead,
        waiting_since=row["queued_at"],
        expected_wait_seconds=expected,
        on_duty=on_duty,
    )
