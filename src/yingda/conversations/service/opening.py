"""Beginning an encounter: go on with the open one, re-open a fresh one, or begin anew."""

from typing import Any

from yingda.conversations import events
from yingda.conversations.deciding import may_reopen, open_new
from yingda.conversations.holding import STATE_FIELDS, Holding
from yingda.conversations.models import Row, Thread
from yingda.conversations.queries.threads import latest_of_thread, thread_of
from yingda.conversations.states import ConversationState, Stage
from yingda.conversations.timing import watch_idleness
from yingda.customers.models import Customer
from yingda.customers.service import set_conversation_count
from yingda.foundation.bulk import insert_rows
from yingda.foundation.columns import table_of
from yingda.foundation.transaction import Tx
from yingda.merchants.models import Merchant
from yingda.merchants.queries import settings_of
from yingda.team.queries import somebody_on_duty


def resume_or_open(
    tx: Tx,
    merchant: Merchant,
    customer: Customer,
    *,
    channel: str,
    language: str,
    entry: dict[str, Any] | None = None,
) -> Row:
    """Return the customer's open conversation; one visitor never has two at once.

    One that ended within the merge window is returned too: the next message re-opens it.
    """
    thread_id = thread_of(tx, merchant.id, customer.id, lock=True)
    latest = latest_of_thread(tx, thread_id) if thread_id is not None else None
    if latest is not None and goes_on(latest, tx.now):
        return latest
    if thread_id is None:
        thread_id = begin_thread(tx, merchant.tenant_id, merchant.id, customer.id)
    count = customer.conversation_count + 1
    set_conversation_count(tx, customer.id, count)
    return open_conversation(
        tx,
        {
            "merchant_name": merchant.name,
            "home_customer_id": customer.id,
            "customer_name": customer.name,
            "customer_tier": customer.tier,
            "language": language,
            "entry": entry or {},
            "last_note_seq": 0,
            "rated": None,
        },
        ConversationState(
            id=tx.ids.new(),
            tenant_id=merchant.tenant_id,
            merchant_id=merchant.id,
            thread_id=thread_id,
            customer_id=customer.id,
            channel=channel,
            merge_window_seconds=settings_of(merchant).merge_window_seconds,
            opened_at=tx.now,
            stage=first_stage(),
            priority=customer.tier,
        ),
    )


def goes_on(row: Row, now: int) -> bool:
    """Tell whether what the customer says now still belongs to this conversation."""
    state = ConversationState(**{name: row[name] for name in STATE_FIELDS})
    return state.status == "open" or may_reopen(state, now)


def somebody_there(tx: Tx, state: ConversationState) -> bool:
    """Tell whether anyone of the group that had this conversation is on duty."""
    return state.group_id is not None and somebody_on_duty(tx, state.group_id)


def first_stage() -> Stage:
    """Return who goes first: the bot, which hands over when it does not know."""
    return "bot"


def begin_thread(tx: Tx, tenant_id: str, merchant_id: str, customer_id: str) -> str:
    """Begin the lasting relation of a customer and a shop; return its id."""
    thread_id = tx.ids.new()
    thread = {
        "id": thread_id,
        "tenant_id": tenant_id,
        "merchant_id": merchant_id,
        "customer_id": customer_id,
        "created_at": tx.now,
    }
    insert_rows(tx.connection, table_of(Thread), [thread])
    return thread_id


def open_conversation(tx: Tx, row: Row, state: ConversationState) -> Row:
    """Store a conversation that has just begun, and say so."""
    tx.flush()
    holding = Holding(tx)
    begun, records = open_new(state, tx.now, tx.ids.new)
    held = holding.add(row, begun, records)
    holding.store()
    watch_idleness(tx, state.id)
    tx.emit(
        events.ConversationOpened(
            conversation_id=state.id,
            tenant_id=state.tenant_id,
            merchant_id=state.merchant_id,
            customer_id=state.customer_id,
            stage=state.stage,
            language=row["language"],
        )
    )
    return held.present
