"""What was said, and the files that were shown."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from yingda.conversations.models import Attachment, Conversation, Message
from yingda.conversations.schemas.messages import HistoryView, MessageView
from yingda.conversations.views import stored_message_view
from yingda.foundation.bulk import Wanted
from yingda.foundation.columns import table_of
from yingda.foundation.transaction import Tx

RECENT_EVENTS = 20
CONVERSATION = table_of(Conversation)
MESSAGE = table_of(Message)


def history(
    tx: Tx, conversation_id: str, *, after: int | None, before: int | None, limit: int
) -> HistoryView:
    """Return messages after or before a `seq`; the last ones when neither is given."""
    statement = select(MESSAGE).where(MESSAGE.c.conversation_id == conversation_id)
    if after is not None:
        statement = statement.where(MESSAGE.c.seq > after).order_by(MESSAGE.c.seq)
    else:
        if before is not None:
            statement = statement.where(MESSAGE.c.seq < before)
        statement = statement.order_by(MESSAGE.c.seq.desc())
    rows = tx.connection.execute(statement.limit(limit + 1)).mappings().all()
    items = [stored_message_view(dict(row)) for row in rows[:limit]]
    if after is None:
        items.reverse()
    last_seq = tx.connection.scalar(
        select(CONVERSATION.c.last_seq).where(CONVERSATION.c.id == conversation_id)
    )
    return HistoryView(items=items, epoch="", last_seq=last_seq or 0, more=len(rows) > limit)


def messages_of(tx: Tx, conversation_ids: Sequence[str]) -> dict[str, list[MessageView]]:
    """Return all messages of some conversations, each in order."""
    statement = (
        select(MESSAGE)
        .where(MESSAGE.c.conversation_id.in_(conversation_ids))
        .order_by(MESSAGE.c.conversation_id, MESSAGE.c.seq)
    )
    said: dict[str, list[MessageView]] = {}
    for row in tx.connection.execute(statement).mappings():
        said.setdefault(row["conversation_id"], []).append(stored_message_view(dict(row)))
    return said


def named_messages(keys: Sequence[tuple[str, str]]) -> Wanted:
    """Return what to read for the messages that (conversation, client key) pairs already name."""
    return Wanted(MESSAGE, ("conversation_id", "client_key"), keys)


def message_of(tx: Tx, conversation_id: str, message_id: str) -> Message | None:
    """Return a message of the conversation."""
    statement = select(Message).where(
        Message.conversation_id == conversation_id, Message.id == message_id
    )
    return tx.session.scalars(statement).first()


def is_latest(tx: Tx, message: Message) -> bool:
    """Tell whether nothing was said after this message, so that lists show it."""
    later = select(MESSAGE.c.seq).where(
        MESSAGE.c.conversation_id == message.conversation_id,
        MESSAGE.c.seq > message.seq,
        MESSAGE.c.content_type != "event",
    )
    return tx.connection.execute(later.limit(1)).first() is None


def said_since(tx: Tx, conversation_id: str, seq: int) -> Sequence[dict[str, Any]]:
    """Return what the customer said after a message, the content of each, oldest first."""
    statement = (
        select(MESSAGE.c.content)
        .where(
            MESSAGE.c.conversation_id == conversation_id,
            MESSAGE.c.seq > seq,
            MESSAGE.c.sender_kind == "customer",
        )
        .order_by(MESSAGE.c.seq)
    )
    return tx.connection.scalars(statement).all()


def told_since_joined(tx: Tx, conversation_id: str, code: str) -> bool:
    """Tell whether the customer was told this event since a person last joined."""
    statement = (
        select(MESSAGE.c.content)
        .where(MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.content_type == "event")
        .order_by(MESSAGE.c.seq.desc())
        .limit(RECENT_EVENTS)
    )
    codes = [content.get("code") for content in tx.connection.scalars(statement)]
    since = codes[: codes.index("agent_joined")] if "agent_joined" in codes else codes
    return code in since


def attachment_of(tx: Tx, attachment_id: str) -> Attachment | None:
    """Return an attachment by its id; whoever asks must be checked against its conversation."""
    return tx.session.get(Attachment, attachment_id)
