"""Reads of products and orders; `order_for` and `product_for` are the guarded doors."""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Select, select

from yingda.customers.folding import fold, like_pattern
from yingda.customers.queries import current_customer, customer_for, family_ids
from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.merchants.queries import merchant_by_public_key, sees_all_merchants
from yingda.orders.errors import OrderUnknown, ProductUnknown
from yingda.orders.models import Order, OrderItem, Product
from yingda.orders.schemas import OrderItemView, OrderView, ProductView

MOST_ORDERS = 200
MOST_PRODUCTS = 200


def order_for(tx: Tx, caller: Principal, order_id: str) -> Order:
    """Return the order, if it exists for the caller; a visitor sees only their own."""
    order = tx.session.get(Order, order_id)
    if order is None or not caller.may_see_merchant(order.merchant_id, order.tenant_id):
        raise OrderUnknown
    if caller.is_visitor and order.customer_id not in _everyone_like(tx, caller.id):
        raise OrderUnknown
    return order


def product_for(tx: Tx, caller: Principal, product_id: str) -> Product:
    """Return the product, if it exists for the caller."""
    product = tx.session.get(Product, product_id)
    if product is None or not caller.may_see_merchant(product.merchant_id, product.tenant_id):
        raise ProductUnknown
    return product


def orders_of(tx: Tx, caller: Principal, customer_id: str) -> list[OrderView]:
    """Return the latest orders of the customer and of everyone merged into it, newest first."""
    customer = customer_for(tx, caller, customer_id)
    return latest_orders(tx, _everyone_like(tx, customer.id))


def orders_known_of(tx: Tx, customer_id: str) -> list[OrderView]:
    """Return the latest orders of a customer, with nobody asking for them."""
    return latest_orders(tx, _everyone_like(tx, customer_id))


def own_orders(tx: Tx, caller: Principal) -> list[OrderView]:
    """Return the visitor's own latest orders, newest first."""
    return orders_of(tx, caller, caller.id)


def latest_orders(tx: Tx, customer_ids: Sequence[str]) -> list[OrderView]:
    """Return the latest orders of these customers, newest first."""
    newest = Order.created_at.desc(), Order.id.desc()
    latest = select(Order).where(Order.customer_id.in_(customer_ids)).order_by(*newest)
    return order_views(tx, tx.session.scalars(latest.limit(MOST_ORDERS)).all())


def order_views(tx: Tx, orders: Sequence[Order]) -> list[OrderView]:
    """Return the views of these orders with their items."""
    items = _items_of(tx, [order.id for order in orders]) if orders else {}
    return [order_view(order, items[order.id]) for order in orders]


def order_view(order: Order, items: list[OrderItemView]) -> OrderView:
    """Return the view of one order."""
    return OrderView(
        id=order.id,
        merchant_id=order.merchant_id,
        external_id=order.external_id,
        status=order.status,
        created_at=order.created_at,
        paid_at=order.paid_at,
        amount_cents=order.amount_cents,
        currency=order.currency,
        refunded_at=order.refunded_at,
        refund_reason=order.refund_reason,
        carrier=order.carrier,
        tracking_no=order.tracking_no,
        expected_at=order.expected_at,
        address_masked=order.address_masked,
        items=items,
    )


def find_products(
    tx: Tx, caller: Principal, text: str, *, cursor: str | None, limit: int
) -> Sequence[Product]:
    """Return one page of the products whose title or number contains `text`, newest first."""
    found = select(Product).where(Product.tenant_id == caller.tenant_id)
    if not sees_all_merchants(caller):
        found = found.where(Product.merchant_id.in_(caller.merchant_ids))
    if cursor is not None:
        found = found.where(Product.id < cursor)
    found = _mentioning(found, text).order_by(Product.id.desc())
    return tx.session.scalars(found.limit(limit)).all()


def shop_products(tx: Tx, public_key: str) -> list[ProductView]:
    """Return what the shop with this public key shows to everybody, in the order it was stored."""
    merchant = merchant_by_public_key(tx, public_key)
    shown = select(Product).where(Product.merchant_id == merchant.id).order_by(Product.id)
    return [
        ProductView.model_validate(one) for one in tx.session.scalars(shown.limit(MOST_PRODUCTS))
    ]


def product_by_external_id(tx: Tx, merchant_id: str, external_id: str) -> Product | None:
    """Return the merchant's product with the shop's own number, if it is known."""
    same = Product.merchant_id == merchant_id, Product.external_id == external_id
    return tx.session.scalar(select(Product).where(*same))


def order_by_external_id(tx: Tx, merchant_id: str, external_id: str) -> Order | None:
    """Return the merchant's order with the shop's own number, if it is known."""
    same = Order.merchant_id == merchant_id, Order.external_id == external_id
    return tx.session.scalar(select(Order).where(*same))


def item_rows(tx: Tx, order_id: str) -> Sequence[OrderItem]:
    """Return the order's lines in their order."""
    lines = select(OrderItem).where(OrderItem.order_id == order_id)
    return tx.session.scalars(lines.order_by(OrderItem.position)).all()


def _everyone_like(tx: Tx, customer_id: str) -> Sequence[str]:
    return family_ids(tx, current_customer(tx, customer_id).id)


def _items_of(tx: Tx, order_ids: Sequence[str]) -> defaultdict[str, list[OrderItemView]]:
    lines = (
        select(OrderItem, Product.image_url)
        .outerjoin(Product, Product.id == OrderItem.product_id)
        .where(OrderItem.order_id.in_(order_ids))
        .order_by(OrderItem.position)
    )
    items: defaultdict[str, list[OrderItemView]] = defaultdict(list)
    for line, image_url in tx.session.execute(lines):
        items[line.order_id].append(
            OrderItemView(
                title=line.title,
                quantity=line.quantity,
                price_cents=line.price_cents,
                image_url=image_url,
                product_id=line.product_id,
            )
        )
    return items


def _mentioning(found: Select[Product], text: str) -> Select[Product]:
    if not text.strip():
        return found
    title = Product.folded_title.like(like_pattern(fold(text)), escape="!")
    number = Product.external_id.like(like_pattern(text.strip()), escape="!")
    return found.where(title | number)
