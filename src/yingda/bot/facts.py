"""What is known of a customer, as conditions of knowledge ask for it."""

from sqlalchemy import select

from yingda.bot.engine import Facts
from yingda.customers.queries import current_customer, family_ids
from yingda.foundation.db import Tx
from yingda.orders.models import Order


def facts_about(tx: Tx, customer_id: str) -> Facts:
    """Return the customer's tier, language and traits, and the states of all their orders."""
    customer = current_customer(tx, customer_id)
    states = select(Order.status).where(Order.customer_id.in_(family_ids(tx, customer.id)))
    return {
        **{f"customer.{name}": value for name, value in customer.traits.items()},
        "customer.tier": customer.tier,
        "customer.language": customer.language,
        "order.status": tuple(tx.session.scalars(states.distinct().order_by(Order.status))) or None,
    }
