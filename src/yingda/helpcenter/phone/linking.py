"""The link from a call to the chat: made, sent as a short message, opened.

Whoever opens it first has the telephone that was called from, which proves more than the number
that was shown: the chat is theirs, with all they said before. To anybody after that it is the way
to a chat of their own. The programs that look at links before people do follow the address and run
nothing, so it is the page behind it that asks to open it, by POST.
"""

import hashlib

from sqlalchemy import Connection, exists, select

from yingda.conversations.queries.threads import latest_of_thread, thread_of
from yingda.conversations.service.opening import goes_on
from yingda.customers.errors import IdentityInvalid
from yingda.customers.identities import normal_identity
from yingda.customers.merging import merge_customers
from yingda.customers.models import Customer
from yingda.customers.queries import current_customer, identities_of, identity_of
from yingda.customers.service import also_known
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import DAY, HOUR
from yingda.foundation.db import Tx
from yingda.foundation.ids import new_secret
from yingda.foundation.words import say
from yingda.helpcenter.phone.errors import LinkGone
from yingda.helpcenter.phone.models import PhoneCall
from yingda.helpcenter.phone.schemas import LinkDraft, LinkOpened, ShortMessage
from yingda.merchants.models import Merchant
from yingda.merchants.queries import country_of, merchant_by_id

VALID_FOR = DAY
TOKEN_BYTES = 15
SOME_AWAITED = select(exists().where(PhoneCall.awaited_id.is_not(None)))


def normal_number(merchant: Merchant, number: str | None) -> str | None:
    """Return a number as it is stored; one that cannot be called back is as good as withheld."""
    try:
        return normal_identity("phone", number, country_of(merchant)) if number else None
    except IdentityInvalid:
        return None


def make_link(tx: Tx, call: PhoneCall) -> None:
    """Make the call's link; asked for again, the one it has is sent again."""
    call.link_sent_at = tx.now
    if call.link_sealed is None:
        token = new_secret(TOKEN_BYTES)
        call.link_hash, call.link_sealed = _hashed(token), tx.sealer.seal(token, _purpose(call))


def short_message(tx: Tx, call: PhoneCall, address: str) -> ShortMessage | None:
    """Return the message with the link, None where it can no longer be read."""
    token = tx.sealer.open(call.link_sealed, _purpose(call)) if call.link_sealed else None
    if token is None or call.number is None:
        return None
    url = f"{address}/go/{token}"
    text = say(
        call.language,
        "phone.sms",
        shop=merchant_by_id(tx, call.merchant_id).name,
        url=url,
        hours=VALID_FOR // HOUR,
    )
    return ShortMessage(to=call.number, text=text, url=url)


def call_of_link(tx: Tx, token: str, *, hold: bool = False) -> PhoneCall:
    """Return the call whose link this is, while it is valid."""
    found = select(PhoneCall).where(PhoneCall.link_hash == _hashed(token))
    call = tx.session.scalar(found.with_for_update() if hold else found)
    if call is None or call.link_sent_at is None or tx.now - call.link_sent_at > VALID_FOR:
        raise LinkGone
    return call


def chat_path(tx: Tx, token: str) -> str:
    """Return the page that opens a link; the token stands where no server writes it down."""
    call = call_of_link(tx, token)
    merchant = merchant_by_id(tx, call.merchant_id)
    return f"/widget/frame?key={merchant.public_key}&language={call.language}#call={token}"


def open_link(tx: Tx, draft: LinkDraft) -> LinkOpened:
    """Let a browser go on as the caller, the first time; in it, as often as it is opened."""
    call = call_of_link(tx, draft.token, hold=True)
    merchant = merchant_by_id(tx, call.merchant_id)
    words = call.intent["words"] if call.intent else ""
    if call.is_trial:
        return LinkOpened(visitor_secret=draft.visitor_secret, words=words)
    known = _browser_of(tx, merchant, draft.visitor_secret)
    if call.link_opened_at is not None:
        again = known is not None and known.id == _current(tx, call.visitor_id)
        return LinkOpened(visitor_secret=draft.visitor_secret, words=words if again else "")
    secret = draft.visitor_secret if known is not None else new_secret()
    visitor = _as_caller(tx, merchant, call, known, str(secret))
    call.link_opened_at, call.visitor_id = tx.now, visitor.id
    call.conversation_id = _chat_under_way(tx, merchant, visitor.id)
    call.awaited_id = visitor.id if call.conversation_id is None else None
    return LinkOpened(visitor_secret=secret, words=words)


def follow_chat(tx: Tx, customer_id: str, conversation_id: str) -> None:
    """Note to which conversation the link of a call led."""
    for call in tx.session.scalars(select(PhoneCall).where(PhoneCall.awaited_id == customer_id)):
        call.conversation_id, call.awaited_id = conversation_id, None


def some_awaited(connection: Connection) -> bool:
    """Tell whether anybody opened the link of a call and has not begun to chat."""
    return bool(connection.scalar(SOME_AWAITED))


def _as_caller(
    tx: Tx, merchant: Merchant, call: PhoneCall, known: Customer | None, secret: str
) -> Customer:
    """Return as whom this browser goes on.

    A browser without a name is the caller's from now on. One that is known by more goes on as who
    it is: whether the two are one person is for a person to decide.
    """
    assert call.customer_id is not None
    caller = current_customer(tx, call.customer_id)
    if known is None:
        also_known(tx, merchant, caller, "visitor", secret)
        return caller
    if known.id == caller.id or any(one.kind != "visitor" for one in identities_of(tx, known.id)):
        return known
    merge_customers(tx, caller.id, known.id, _link_itself(call))
    return caller


def _link_itself(call: PhoneCall) -> Principal:
    """Return in whose name the browser and the caller become one: the call's."""
    shops = frozenset({call.merchant_id})
    return Principal("shop_system", call.tenant_id, call.id, merchant_ids=shops)


def _browser_of(tx: Tx, merchant: Merchant, secret: str | None) -> Customer | None:
    found = identity_of(tx, merchant, "visitor", secret) if secret else None
    return None if found is None else current_customer(tx, found.customer_id)


def _current(tx: Tx, customer_id: str | None) -> str | None:
    return None if customer_id is None else current_customer(tx, customer_id).id


def _chat_under_way(tx: Tx, merchant: Merchant, customer_id: str) -> str | None:
    thread_id = thread_of(tx, merchant.id, customer_id)
    row = None if thread_id is None else latest_of_thread(tx, thread_id)
    return str(row["id"]) if row is not None and goes_on(row, tx.now) else None


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _purpose(call: PhoneCall) -> str:
    return f"link of call {call.id}"
