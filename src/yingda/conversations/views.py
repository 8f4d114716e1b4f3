"""Rows as views: what leaves the capability, for staff and for customers."""

from collections.abc import Mapping
from typing import Any

from yingda.conversations.models import Row
from yingda.conversations.records import NewMessage
from yingda.conversations.schemas.conversations import (
    ConversationRow,
    QueueView,
    VisitorConversationView,
)
from yingda.conversations.schemas.messages import MessageView


def message_row(conversation_id: str, message: NewMessage) -> Row:
    """Return the columns of a new message."""
    return {
        "conversation_id": conversation_id,
        "seq": message.seq,
        "id": message.id,
        "leg_id": message.leg_id,
        "turn_id": message.turn_id,
        "client_key": message.client_key,
        "channel_message_id": message.channel_message_id,
        "sent_at": message.sent_at,
        "channel_sent_at": message.channel_sent_at,
        "sender_kind": message.sender.kind,
        "sender_id": message.sender.id,
        "sender_name": message.sender.name,
        "content_type": message.content_type,
        "content": message.content,
        "stage": message.stage,
        "template_id": message.template_id,
        "delivery_state": "sent",
        "recalled_at": None,
    }


def message_view(conversation_id: str, message: NewMessage) -> MessageView:
    """Return a new message as it goes on the wire."""
    return MessageView(
        id=message.id,
        conversation_id=conversation_id,
        seq=message.seq,
        leg_id=message.leg_id,
        client_key=message.client_key,
        sent_at=message.sent_at,
        sender_kind=message.sender.kind,
        sender_id=message.sender.id,
        sender_name=message.sender.name,
        content_type=message.content_type,
        content=message.content,
        stage=message.stage,
        turn_id=message.turn_id,
    )


def stored_message_view(row: Mapping[str, Any]) -> MessageView:
    """Return a stored message; what was recalled is not shown again."""
    if row["recalled_at"] is None:
        return MessageView.model_validate(dict(row))
    return MessageView.model_validate({**row, "content_type": "recalled", "content": {}})


def home_of(row: Mapping[str, Any]) -> str | None:
    """Return who really asked, when they have been merged with somebody since."""
    home: str = row["home_customer_id"]
    return home if home != row["customer_id"] else None


def row_view(row: Mapping[str, Any]) -> ConversationRow:
    """Return a conversation's row as a line of the queue."""
    return ConversationRow.model_validate(row_values(row))


def row_values(row: Mapping[str, Any]) -> Row:
    """Return the row's columns with what is counted from them."""
    waiting = row["turn_opened_at"] if not row["turn_is_remark"] else None
    if row["stage"] == "queue" and waiting is None:
        waiting = row["queued_at"]
    return {
        **row,
        "unread": max(0, row["last_seq"] - row["staff_read_seq"]),
        "waiting_since": waiting,
    }


def visitor_view(
    row: Mapping[str, Any], epoch: str = "", queue: QueueView | None = None
) -> VisitorConversationView:
    """Return what a customer sees of the conversation."""
    joined = row["stage"] == "human" and row["leg_accepted"]
    values = {**row, "agent_joined": joined, "epoch": epoch, "queue": queue}
    return VisitorConversationView.model_validate(values)
