"""What the widget can do: begin, and open a conversation."""

from dataclasses import dataclass

from yingda.channels.web.schemas import StartDraft
from yingda.conversations.queries.threads import has_conversation, latest_of_thread, own_conversations, thread_of
from yingda.conversations import service as conversation
from yingda.conversations.lookup import queue_view
from yingda.conversations.models import Row
from yingda.conversations.schemas.conversations import ThreadView, VisitorConversationView
from yingda.conversations.service.opening import goes_on
from yingda.conversations.views import visitor_view
from yingda.customers.models import Customer
from yingda.customers.queries import current_customer
from yingda.customers.service import recognise, recognise_signed, welcome_visitor
from yingda.foundation.auth.principal import Principal
from yingda.foundation.ids import new_secret
from yingda.foundation.transaction import Tx
from yingda.knowledge.reads.service import tie_read
from yingda.merchants.models import Merchant
from yingda.merchants.queries import merchant_by_id, merchant_by_public_key
from yingda.team import queries as team

CHANNEL = "web"


@dataclass(frozen=True, slots=True)
class Started:
    """Who began, and what is there for them."""

    merchant: Merchant
    customer: Customer
    visitor_secret: str | None
    conversation: VisitorConversationView | None
    has_earlier: bool
    on_duty: bool


def start(tx: Tx, draft: StartDraft) -> Started:
    """Recognise who opens the widget; a name or address somebody typed proves nothing."""
    merchant = merchant_by_public_key(tx, draft.public_key)
    secret = None
    if draft.identity_token is not None:
        customer = recognise_signed(tx, merchant, draft.identity_token, draft.language)
    elif draft.visitor_secret is not None:
        secret = draft.visitor_secret
        customer = recognise(tx, merchant, "visitor", secret, language=draft.language)
    else:
        secret = new_secret()
        customer = welcome_visitor(tx, merchant, secret, draft.language)
    tx.flush()
    customer = current_customer(tx, customer.id)
    if draft.read_id is not None:
        tie_read(tx, merchant, draft.read_id, customer.id)
    thread_id = thread_of(tx, merchant.id, customer.id)
    present = present_conversation(tx, thread_id)
    return Started(
        merchant=merchant,
        customer=customer,
        visitor_secret=secret,
        conversation=present,
        has_earlier=has_earlier(tx, thread_id, present),
        on_duty=shop_is_attended(tx, merchant),
    )


def present_conversation(tx: Tx, thread_id: str | None) -> VisitorConversationView | None:
    """Return the conversation that goes on, if there is one."""
    latest = latest_of_thread(tx, thread_id) if thread_id is not None else None
    if latest is None or not goes_on(latest, tx.now):
        return None
    return visitor_view(latest, queue=queue_view(tx, latest))


def has_earlier(tx: Tx, thread_id: str | None, present: VisitorConversationView | None) -> bool:
    """Tell whether this visitor was here before the conversation that goes on."""
    besides = present.id if present is not None else None
    return thread_id is not None and has_conversation(tx, thread_id, besides)


def earlier_conversations(
    tx: Tx, caller: Principal, before: str | None, limit: int
) -> ThreadView:
    """Return the visitor's conversations before one of them, or the newest of all."""
    return own_conversations(tx, caller, before, limit)


def begin_conversation(tx: Tx, caller: Principal) -> Row:
    """Go on with the visitor's conversation, or begin one."""
    customer = current_customer(tx, caller.id)
    merchant = merchant_by_id(tx, customer.merchant_id)
    return conversation.resume_or_open(
        tx, merchant, customer, channel=CHANNEL, language=customer.language
    )


def shop_is_attended(tx: Tx, merchant: Merchant) -> bool:
    """Tell whether anyone of the shop's first group is there."""
    group = team.default_group(tx, merchant.tenant_id, merchant.id)
    return group is not None and team.somebody_on_duty(tx, group.id)
