"""Who may see a conversation; `conversation_for` is the one guarded door."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from yingda.conversations.errors import ConversationNotFound
from yingda.conversations.models import Conversation, Row
from yingda.foundation.auth.principal import Principal
from yingda.foundation.bulk import Wanted, rows_of
from yingda.foundation.columns import table_of
from yingda.foundation.transaction import Tx

CONVERSATION = table_of(Conversation)


def conversation_for(tx: Tx, caller: Principal, conversation_id: str) -> Row:
    """Return the row of a conversation the caller may see; otherwise it does not exist."""
    row = conversation_by_id(tx, conversation_id)
    if row is None or not may_see(tx, caller, row):
        raise ConversationNotFound
    return row


def conversation_by_id(tx: Tx, conversation_id: str) -> Row | None:
    """Return the row for work that no caller asked for: reactions and timers."""
    rows = conversations_by_id(tx, [conversation_id])
    return rows[0] if rows else None


def conversations_by_id(tx: Tx, conversation_ids: Sequence[str]) -> list[Row]:
    """Return the rows of several that are there, in no order."""
    keys = [(one,) for one in conversation_ids]
    (rows,) = rows_of(tx.connection, Wanted(CONVERSATION, ("id",), keys))
    return rows


def may_see(tx: Tx, caller: Principal, row: Row) -> bool:
    """Tell whether the caller takes part in the conversation, or answers for those who do."""
    if not caller.may_see_merchant(row["merchant_id"], row["tenant_id"]):
        return False
    if caller.is_visitor:
        # Who is merged while they talk keeps the token, and the conversation, they came with.
        return caller.id in {row["customer_id"], row["home_customer_id"]}
    if caller.leads or caller.role == "merchant_staff":
        return True
    return (
        caller.id in {row["agent_id"], row["last_agent_id"]}
        or row["group_id"] in caller.group_ids
        or serves_thread(tx, caller, row["thread_id"])
    )


def serves_thread(tx: Tx, caller: Principal, thread_id: str) -> bool:
    """Tell whether the caller has a conversation of this thread, and so may read all of it."""
    mine = or_(CONVERSATION.c.agent_id == caller.id, CONVERSATION.c.group_id.in_(caller.group_ids))
    statement = select(CONVERSATION.c.id).where(
        CONVERSATION.c.thread_id == thread_id, CONVERSATION.c.status == "open", mine
    )
    return tx.connection.execute(statement.limit(1)).first() is not None
