"""The lasting thread of a customer and a shop, and the earlier conversations in it."""

from sqlalchemy import and_, or_, select

from yingda.conversations.errors import ConversationNotFound
from yingda.conversations.models import Conversation, Row, Thread
from yingda.conversations.queries.access import conversation_by_id
from yingda.conversations.queries.messages import messages_of
from yingda.conversations.schemas.conversations import PastConversation, ThreadView
from yingda.conversations.views import row_view, visitor_view
from yingda.foundation.auth.principal import Principal
from yingda.foundation.columns import table_of
from yingda.foundation.remembered import Remembered, given
from yingda.foundation.transaction import Tx

CONVERSATION = table_of(Conversation)


COLUMNS = tuple(CONVERSATION.c.keys())
OF_CUSTOMER = select(Thread.id).where(
    Thread.merchant_id == given("merchant_id"), Thread.customer_id == given("customer_id")
)
FOUND = Remembered(OF_CUSTOMER)
HELD = Remembered(OF_CUSTOMER.with_for_update())
LATEST = Remembered(
    select(CONVERSATION)
    .where(CONVERSATION.c.thread_id == given("thread_id"))
    .order_by(CONVERSATION.c.opened_at.desc(), CONVERSATION.c.id.desc())
    .limit(1)
)


def thread_of(tx: Tx, merchant_id: str, customer_id: str, *, lock: bool = False) -> str | None:
    """Return the thread of a customer and a shop; held, nobody else opens a conversation in it."""
    asked = HELD if lock else FOUND
    found = asked.first(tx, merchant_id=merchant_id, customer_id=customer_id)
    return None if found is None else found[0]


def latest_of_thread(tx: Tx, thread_id: str) -> Row | None:
    """Return the thread's newest conversation."""
    row = LATEST.first(tx, thread_id=thread_id)
    return None if row is None else dict(zip(COLUMNS, row, strict=True))


def has_conversation(tx: Tx, thread_id: str, besides: str | None) -> bool:
    """Tell whether the thread has a conversation besides this one."""
    statement = select(CONVERSATION.c.id).where(CONVERSATION.c.thread_id == thread_id)
    if besides is not None:
        statement = statement.where(CONVERSATION.c.id != besides)
    return tx.connection.execute(statement.limit(1)).first() is not None


def past_conversations(
    tx: Tx, caller: Principal, row: Row, before: str | None, limit: int
) -> ThreadView:
    """Return the thread's conversations before one of them, newest first, with their messages."""
    edge = row
    if before is not None and before != row["id"]:
        edge = conversation_in_thread(tx, row["thread_id"], before)
    return before_in_thread(tx, caller, row["thread_id"], edge, limit)


def own_conversations(tx: Tx, caller: Principal, before: str | None, limit: int) -> ThreadView:
    """Return a visitor's conversations with the shop, newest first, also when none goes on."""
    thread_id = thread_of(tx, min(caller.merchant_ids), caller.id)
    if thread_id is None:
        return ThreadView(conversations=[])
    edge = conversation_in_thread(tx, thread_id, before) if before is not None else None
    return before_in_thread(tx, caller, thread_id, edge, limit)


def before_in_thread(
    tx: Tx, caller: Principal, thread_id: str, edge: Row | None, limit: int
) -> ThreadView:
    """Return a thread's conversations older than one of them, or the newest of all."""
    show = visitor_view if caller.is_visitor else row_view
    columns = CONVERSATION.c
    older = select(CONVERSATION).where(columns.thread_id == thread_id)
    if edge is not None:
        same_time = and_(columns.opened_at == edge["opened_at"], columns.id < edge["id"])
        older = older.where(or_(columns.opened_at < edge["opened_at"], same_time))
    older = older.order_by(columns.opened_at.desc(), columns.id.desc()).limit(limit)
    rows = [dict(one) for one in tx.connection.execute(older).mappings()]
    said = messages_of(tx, [one["id"] for one in rows])
    return ThreadView(
        conversations=[
            PastConversation(conversation=show(one), messages=said.get(one["id"], []))
            for one in rows
        ]
    )


def conversation_in_thread(tx: Tx, thread_id: str, conversation_id: str) -> Row:
    """Return a conversation of the thread; any other does not exist."""
    row = conversation_by_id(tx, conversation_id)
    if row is None or row["thread_id"] != thread_id:
        raise ConversationNotFound
    return row
