"""What is known of a customer, as conditions of knowledge ask for it."""

from collections.abc import Sequence

from sqlalchemy import select

from yingda.bot.engine import Facts
from yingda.customers.models import Customer
from yingda.customers.queries import current_customer, family_ids
from yingda.foundation.db import Tx
from yingda.orders.models import Order


def facts_about(tx: Tx, customer_id: str) -> Facts:
    """Return the customer's tier, language and traits, and the states of all their orders."""
    customer = current_customer(tx, customer_id)
    return facts_of(tx, customer, family_ids(tx, customer.id))


def facts_of(tx: Tx, customer: Customer, family: Sequence[str]) -> Facts:
    """Return the same, of a customer whose family (all who were merged into it) is known."""
    states = select(Order.status).where(Order.customer_id.in_(family))
    return {
        **{f"customer.{name}": value for name, value in customer.traits.items()},
        "customer.tier": customer.tier,
        "customer.language": customer.language,
        "order.status": tuple(tx.session.scalars(states.distinct().order_by(Order.status))) or None,
    }
