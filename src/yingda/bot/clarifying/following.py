"""What customers bought after a discriminator was asked or passed over, and whether it fitted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select

from yingda.bot.clarifying.matching import names_product
from yingda.bot.clarifying.models import Discriminator, DiscriminatorUse
from yingda.bot.clarifying.reading import rule_of
from yingda.bot.clarifying.schemas import FollowedView
from yingda.conversations.models import Conversation
from yingda.customers.models import Customer
from yingda.customers.queries import lives_on
from yingda.foundation.clock import DAY
from yingda.foundation.db import Tx
from yingda.orders.models import Order, OrderItem
from yingda.orders.refunds import is_unfit

WITHIN = 30 * DAY
"""An order as long after the question as this still follows it (people.md 5.2)."""


@dataclass(frozen=True)
class Purchase:
    """An order of what the discriminator is about."""

    order_no: str
    refund_reason: str | None
    unfit: bool


def purchases_after(tx: Tx, stored: Sequence[Discriminator]) -> Mapping[str, Purchase]:
    """Return what was bought after each use, by the use's id; of several orders one that misfits.

    An order counts for its customer and for whom they were merged into.
    """
    rules = {one.id: rule_of(one) for one in stored}
    ordered = (
        select(
            DiscriminatorUse.id,
            DiscriminatorUse.discriminator_id,
            Order.external_id,
            Order.refunded_at,
            Order.refund_reason,
            OrderItem.title,
        )
        .join(Conversation, Conversation.id == DiscriminatorUse.conversation_id)
        .join(Customer, lives_on() == Conversation.customer_id)
        .join(
            Order,
            and_(
                Order.customer_id == Customer.id,
                Order.merchant_id == DiscriminatorUse.merchant_id,
                Order.created_at.between(DiscriminatorUse.at, DiscriminatorUse.at + WITHIN),
            ),
        )
        .join(OrderItem, OrderItem.order_id == Order.id)
        .where(DiscriminatorUse.discriminator_id.in_(rules))
        .order_by(Order.created_at, Order.id)
    )
    found: dict[str, Purchase] = {}
    for use_id, rule_id, number, refunded_at, reason, title in tx.session.execute(ordered):
        if not names_product(rules[rule_id], title):
            continue
        unfit = refunded_at is not None and is_unfit(reason)
        if use_id not in found or (unfit and not found[use_id].unfit):
            found[use_id] = Purchase(number, reason if refunded_at else None, unfit)
    return found


def followed(tx: Tx, stored: Sequence[Discriminator]) -> Mapping[tuple[str, str], FollowedView]:
    """Return what followed, by the discriminator's id and the outcome."""
    purchases = purchases_after(tx, stored)
    uses = select(
        DiscriminatorUse.id, DiscriminatorUse.discriminator_id, DiscriminatorUse.outcome
    ).where(DiscriminatorUse.discriminator_id.in_([one.id for one in stored]))
    counted: dict[tuple[str, str], FollowedView] = defaultdict(
        lambda: FollowedView(conversations=0, bought=0, unfit=0)
    )
    for use_id, rule_id, outcome in tx.session.execute(uses):
        one, bought = counted[rule_id, outcome], purchases.get(use_id)
        one.conversations += 1
        one.bought += bought is not None
        one.unfit += bought is not None and bought.unfit
    return counted
