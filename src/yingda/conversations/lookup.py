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
    return Queueing(tx, row["group_id"]).place(row, ahead)


class Queueing:
    """How a group's queue moves now."""

    def __init__(self, tx: Tx, group_id: str) -> None:
        self._now = tx.now
        self._departures = recent_departures(tx, group_id, tx.now - LOOK_BACK)
        self._on_duty = somebody_on_duty(tx, group_id)

    def place(self, row: Row, ahead: int) -> QueueView:
        """Return where somebody stands who has so many before them."""
        expected = expected_wait_seconds(ahead, self._departures, self._now)
        return QueueView(
            position=ahead + 1,
            ahead=ahead,
            waiting_since=row["queued_at"],
            expected_wait_seconds=expected if self._on_duty else None,
            on_duty=self._on_duty,
        )
