"""Read marks and typing."""

from sqlalchemy import update

from yingda.conversations import events, views
from yingda.conversations.models import Conversation
from yingda.conversations.queries.access import conversation_for
from yingda.foundation.auth.principal import Principal
from yingda.foundation.transaction import Tx


def mark_read(tx: Tx, conversation_id: str, seq: int, caller: Principal) -> None:
    """Note that the caller's side has seen everything up to `seq`; it never goes back."""
    row = conversation_for(tx, caller, conversation_id)
    name = "customer_read_seq" if caller.is_visitor else "staff_read_seq"
    if caller.is_staff and row["agent_id"] not in {caller.id, None}:
        # Who only looks on leaves no mark: the owner's unread messages stay unread.
        return
    column = getattr(Conversation, name)
    reached = min(seq, row["last_seq"])
    moved = tx.connection.execute(
        update(Conversation)
        .where(Conversation.id == conversation_id, column < reached)
        .values({name: reached})
    )
    if moved.rowcount == 0:
        return
    tx.emit(
        events.ReadMarked(
            conversation_id=conversation_id,
            by="customer" if caller.is_visitor else "staff",
            seq=reached,
            customer_id=row["customer_id"],
            home_customer_id=views.home_of(row),
            agent_id=row["agent_id"],
        )
    )
    if caller.is_staff:
        shown = views.row_view(row | {name: reached})
        tx.emit(events.ConversationChanged(conversation_id=conversation_id, row=shown))


def typing_of(tx: Tx, conversation_id: str, caller: Principal) -> events.Typing:
    """Return the fact that the caller is writing; it is pushed and never stored."""
    row = conversation_for(tx, caller, conversation_id)
    return events.Typing(
        conversation_id=conversation_id,
        by_kind="customer" if caller.is_visitor else "agent_human",
        by_name=caller.name,
        customer_id=row["customer_id"],
        home_customer_id=views.home_of(row),
        agent_id=row["agent_id"],
    )
