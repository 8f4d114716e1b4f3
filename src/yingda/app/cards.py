"""Cards in messages: what an order or a product looks like, from the capability that owns it."""

from collections.abc import Mapping

from yingda.conversations.contents import CardSource, Content
from yingda.conversations.queries.access import conversation_for
from yingda.foundation.auth.principal import Principal
from yingda.foundation.errors import NotFound
from yingda.foundation.transaction import Tx
from yingda.orders.cards import order_card, product_card
from yingda.orders.queries import orders_of


def show_order(tx: Tx, caller: Principal, conversation_id: str, order_id: str) -> Content:
    """Return the card of an order of the conversation's own customer."""
    row = conversation_for(tx, caller, conversation_id)
    if order_id not in {order.id for order in orders_of(tx, caller, row["customer_id"])}:
        raise NotFound
    return dict(order_card(tx, caller, order_id))


def show_product(tx: Tx, caller: Principal, _conversation_id: str, product_id: str) -> Content:
    """Return the card of a product."""
    return dict(product_card(tx, caller, product_id))


SOURCES: Mapping[str, CardSource] = {"order": show_order, "product": show_product}
