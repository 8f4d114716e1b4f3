"""Reads of blind spots: refunds for what did not fit, and the talk that went before them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select

from yingda.bot.assisting.slots import names
from yingda.bot.assisting.summarising import asks_something
from yingda.bot.clarifying.matching import Line, applies, names_product
from yingda.bot.clarifying.models import Discriminator
from yingda.bot.clarifying.reading import in_use, lines_of, rule_of
from yingda.conversations.models import Conversation
from yingda.conversations.queries.messages import messages_of
from yingda.conversations.schemas.messages import MessageView
from yingda.conversations.states import EFFECTIVE_KINDS
from yingda.customers.models import Customer
from yingda.customers.queries import lives_on
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import DAY
from yingda.foundation.transaction import Tx
from yingda.learning.blindspots.grouping import Misfit, groups_of
from yingda.learning.blindspots.schemas import BlindQuestion, BlindSpotView, RefundReason
from yingda.learning.judging.models import SampledReply
from yingda.learning.labels import Label
from yingda.learning.models import BotTransfer
from yingda.merchants.queries import merchant_meant
from yingda.orders.models import Order, OrderItem
from yingda.orders.refunds import is_unfit

LOOKED_BACK = 180 * DAY
ASKED_BEFORE = 30 * DAY
"""A talk this long before the refund still counts (people.md 5.2)."""
MOST_READ = 2_000
"""Lines of orders, each with a conversation before it."""
SHOWN = 5
WRONGLY_ANSWERED: tuple[Label, ...] = ("outdated", "wrong_condition", "contradictory")

Talks = Mapping[str, Sequence[MessageView]]


@dataclass(frozen=True)
class Refund:
    """One line of an order that went back as unfit, and a conversation that went before."""

    order_no: str
    reason: str
    product: str
    conversation_id: str


def blind_spots_for(tx: Tx, caller: Principal, merchant_id: str | None) -> list[BlindSpotView]:
    """Return what customers asked, were told, bought and sent back as unfit, most frequent first.

    Whoever was told something wrong is left out: there the answer is to be mended.
    """
    merchant = merchant_meant(tx, caller, merchant_id)
    refunds = _refunds(tx, merchant.id)
    talks = messages_of(tx, list({one.conversation_id for one in refunds}))
    wrong = _wrongly_answered(tx, talks)
    misfits = _misfits([one for one in refunds if one.conversation_id not in wrong], talks)
    stored = in_use(tx, merchant.id)
    return [_view(group, stored, talks) for group in groups_of(misfits)]


def _refunds(tx: Tx, merchant_id: str) -> list[Refund]:
    """Return the newest refunds with each conversation before them, the oldest of those first."""
    before = Order.refunded_at - ASKED_BEFORE
    found = (
        select(Order.external_id, Order.refund_reason, OrderItem.title, Conversation.id)
        .join(OrderItem, OrderItem.order_id == Order.id)
        .join(Customer, Customer.id == Order.customer_id)
        .join(
            Conversation,
            and_(
                Conversation.customer_id == lives_on(),
                Conversation.merchant_id == Order.merchant_id,
                Conversation.opened_at.between(before, Order.refunded_at),
            ),
        )
        .where(
            Order.merchant_id == merchant_id,
            Order.refunded_at >= tx.now - LOOKED_BACK,
            Order.refund_reason.is_not(None),
        )
        .order_by(Order.refunded_at.desc(), Order.id, Conversation.opened_at, OrderItem.position)
        .limit(MOST_READ)
    )
    return [
        Refund(number, reason, product, conversation_id)
        for number, reason, product, conversation_id in tx.session.execute(found)
        if reason is not None and is_unfit(reason)
    ]


def _wrongly_answered(tx: Tx, conversation_ids: Iterable[str]) -> set[str]:
    ids = list(conversation_ids)
    labelled = select(BotTransfer.conversation_id).where(
        BotTransfer.conversation_id.in_(ids), BotTransfer.label.in_(WRONGLY_ANSWERED)
    )
    judged = select(SampledReply.conversation_id).where(
        SampledReply.conversation_id.in_(ids), SampledReply.verdict == "wrong"
    )
    return {*tx.session.scalars(labelled), *tx.session.scalars(judged)}


def _misfits(refunds: Sequence[Refund], talks: Talks) -> list[Misfit]:
    """Return one misfit an order: of the item that was spoken of, else of the first."""
    by_order: dict[str, list[tuple[bool, Misfit]]] = defaultdict(list)
    for one in refunds:
        talk = talks.get(one.conversation_id, ())
        asked = _question(talk, one.product)
        if asked is not None and _answered(talk, asked.seq):
            text = str(asked.content["text"])
            found = Misfit(
                one.product, one.reason, one.order_no, one.conversation_id, asked.seq, text
            )
            by_order[one.order_no].append((not names(text, one.product), found))
    return [min(found, key=lambda one: one[0])[1] for found in by_order.values()]


def _question(talk: Sequence[MessageView], product: str) -> MessageView | None:
    """Return what the customer asked of the product by name, else the first thing they asked."""
    asked = [
        one
        for one in talk
        if one.sender_kind == "customer"
        and one.content_type == "text"
        and asks_something(str(one.content.get("text", "")))
    ]
    named = (one for one in asked if names(str(one.content["text"]), product))
    return next(named, asked[0] if asked else None)


def _answered(talk: Sequence[MessageView], seq: int) -> bool:
    later = [one for one in talk if one.seq > seq]
    by_bot = any(one.content_type == "answer" and one.content.get("sources") for one in later)
    return by_bot or any(one.sender_kind in EFFECTIVE_KINDS for one in later)


def _view(group: Sequence[Misfit], stored: Sequence[Discriminator], talks: Talks) -> BlindSpotView:
    reasons = Counter(one.reason for one in group)
    asks = next((one.id for one in stored if _is_about(one, group, talks)), None)
    return BlindSpotView(
        product=group[0].product,
        size=len(group),
        reasons=[
            RefundReason(reason=one, count=count) for one, count in reasons.most_common(SHOWN)
        ],
        questions=[
            BlindQuestion(
                conversation_id=one.conversation_id,
                seq=one.seq,
                text=one.question,
                order_no=one.order_no,
                refund_reason=one.reason,
            )
            for one in group[:SHOWN]
        ],
        discriminator_id=asks,
    )


def _is_about(stored: Discriminator, group: Sequence[Misfit], talks: Talks) -> bool:
    """Tell whether a discriminator would have been put in the first of these conversations."""
    rule, first = rule_of(stored), group[0]
    lines = [*lines_of(talks[first.conversation_id]), Line(first.product, by_customer=True)]
    return names_product(rule, first.product) and applies(rule, lines)
