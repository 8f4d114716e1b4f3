"""What other capabilities mark on a conversation for the list to show."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import update

from yingda.conversations import events, views
from yingda.conversations.errors import ConversationNotFound
from yingda.conversations.lookup import Queueing
from yingda.conversations.models import Conversation, Row
from yingda.conversations.queries.access import conversation_by_id
from yingda.foundation.transaction import Tx


def note_rating(tx: Tx, conversation_id: str, score: int) -> None:
    """Show the customer's score beside the conversation."""
    tx.connection.execute(
        update(Conversation).where(Conversation.id == conversation_id).values(rated=score)
    )
    row = conversation_by_id(tx, conversation_id)
    if row is None:
        raise ConversationNotFound
    tx.emit(events.ConversationChanged(conversation_id=conversation_id, row=views.row_view(row)))
    tx.emit(
        events.VisitorConversationChanged(
            conversation_id=conversation_id,
            customer_id=row["customer_id"],
            home_customer_id=views.home_of(row),
            conversation=views.visitor_view(row),
        )
    )


def note_waiting_reasons(tx: Tx, row: Row, why: Sequence[dict[str, Any]]) -> None:
    """Show why a customer still waits, when the reasons are others than before."""
    reasons = list(why)
    if row["why"] == reasons:
        return
    tx.connection.execute(
        update(Conversation)
        .where(Conversation.id == row["id"], Conversation.stage == "queue")
        .values(why=reasons)
    )
    shown = views.row_view(row | {"why": reasons})
    tx.emit(events.ConversationChanged(conversation_id=row["id"], row=shown))


def tell_positions(tx: Tx, group_id: str, first: Sequence[Row]) -> None:
    """Tell the first who wait for a group where they stand now."""
    if not first:
        return
    queueing = Queueing(tx, group_id)
    for ahead, row in enumerate(first):
        shown = views.visitor_view(row, queue=queueing.place(row, ahead))
        tx.emit(
            events.VisitorConversationChanged(
                conversation_id=row["id"],
                customer_id=row["customer_id"],
                home_customer_id=views.home_of(row),
                conversation=shown,
            )
        )
