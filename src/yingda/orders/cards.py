"""What a message shows of an order or a product: enough for a card, safe for both sides."""

from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.orders import queries

Card = dict[str, str | int | None]


def order_card(tx: Tx, caller: Principal, order_id: str) -> Card:
    """Return the card of an order the caller may see."""
    order = queries.order_for(tx, caller, order_id)
    (view,) = queries.order_views(tx, [order])
    first = view.items[0] if view.items else None
    return {
        "order_id": view.id,
        "external_id": view.external_id,
        "status": view.status,
        "title": first.title if first else view.external_id,
        "amount_cents": view.amount_cents,
        "currency": view.currency,
        "image_url": first.image_url if first else None,
    }


def product_card(tx: Tx, caller: Principal, product_id: str) -> Card:
    """Return the card of a product the caller may see."""
    product = queries.product_for(tx, caller, product_id)
    return {
        "product_id": product.id,
        "title": product.title,
        "price_cents": product.price_cents,
        "currency": product.currency,
        "image_url": product.image_url,
        "url": product.url,
    }
