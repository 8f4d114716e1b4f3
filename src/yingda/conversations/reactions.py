"""Something happened to customers or shops: conversations follow."""

from sqlalchemy import ColumnElement, and_, or_, select, update

from yingda.conversations import events, views
from yingda.conversations.models import Conversation, Row
from yingda.conversations.queries.threads import thread_of
from yingda.conversations.service.opening import begin_thread
from yingda.customers.events import CustomerChanged, CustomersMerged, CustomersSplit
from yingda.customers.queries import current_customer
from yingda.foundation.columns import table_of
from yingda.foundation.transaction import Tx

CONVERSATION = table_of(Conversation)


def follow_merge(tx: Tx, fact: CustomersMerged) -> None:
    """Let everything the merged customers ever asked stand in the kept one's thread."""
    move(tx, fact.tenant_id, fact.merchant_id, fact.member_ids, fact.kept_id)


def follow_split(tx: Tx, fact: CustomersSplit) -> None:
    """Give the conversations back to whom they were taken from."""
    move(tx, fact.tenant_id, fact.merchant_id, fact.member_ids, fact.merged_id)


def follow_name(tx: Tx, fact: CustomerChanged) -> None:
    """Show the customer's present name and tier in the lists."""
    customer = current_customer(tx, fact.customer_id)
    named = {"customer_name": customer.name, "customer_tier": customer.tier}
    change_lines(tx, named, Conversation.customer_id == customer.id)


def move(
    tx: Tx, tenant_id: str, merchant_id: str, homes: tuple[str, ...], to_customer_id: str
) -> None:
    """Move the conversations that began with one of `homes` into the thread of a customer."""
    moved = and_(Conversation.merchant_id == merchant_id, Conversation.home_customer_id.in_(homes))
    if tx.connection.execute(select(Conversation.id).where(moved).limit(1)).first() is None:
        return
    thread_id = thread_of(tx, merchant_id, to_customer_id)
    if thread_id is None:
        thread_id = begin_thread(tx, tenant_id, merchant_id, to_customer_id)
    customer = current_customer(tx, to_customer_id)
    owned = {
        "thread_id": thread_id,
        "customer_id": to_customer_id,
        "customer_name": customer.name,
        "customer_tier": customer.tier,
    }
    change_lines(tx, owned, moved)


def change_lines(tx: Tx, values: Row, which: ColumnElement[bool]) -> None:
    """Change conversations that are not so already, and tell every screen that shows one."""
    differ = or_(*(CONVERSATION.c[name] != value for name, value in values.items()))
    found = tx.connection.execute(select(CONVERSATION).where(which, differ)).mappings()
    rows = [dict(row) for row in found]
    if not rows:
        return
    tx.connection.execute(update(Conversation).where(which, differ).values(values))
    for row in rows:
        shown = views.row_view(row | values)
        tx.emit(events.ConversationChanged(conversation_id=row["id"], row=shown))
