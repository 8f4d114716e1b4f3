"""What the shop's system can tell: products and orders as they are now."""

from typing import Any

from sqlalchemy import delete

from yingda.customers.folding import fold
from yingda.customers.queries import identity_of
from yingda.customers.service import also_known, recognise
from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.merchants.models import Merchant
from yingda.merchants.queries import merchant_meant
from yingda.merchants.service import hold_merchant
from yingda.orders import queries
from yingda.orders.events import OrderChanged
from yingda.orders.masking import mask_address
from yingda.orders.models import Order, OrderItem, Product
from yingda.orders.schemas import BuyerDraft, OrderDraft, OrderItemDraft, ProductDraft

ItemValues = tuple[str | None, str, int, int]


def put_product(tx: Tx, external_id: str, draft: ProductDraft, caller: Principal) -> Product:
    """Store the product as told; told twice it is the same once."""
    merchant = merchant_meant(tx, caller, draft.merchant_id)
    return store_product(tx, merchant, external_id, draft)


def put_order(tx: Tx, external_id: str, draft: OrderDraft, caller: Principal) -> Order:
    """Store the order as told; told twice it is the same once."""
    merchant = merchant_meant(tx, caller, draft.merchant_id)
    return store_order(tx, merchant, external_id, draft)


def store_product(tx: Tx, merchant: Merchant, external_id: str, draft: ProductDraft) -> Product:
    """Store a merchant's product, with nobody asking for it."""
    product = queries.product_by_external_id(tx, merchant.id, external_id)
    values = draft.model_dump(exclude={"merchant_id"}) | {"folded_title": fold(draft.title)}
    if product is None:
        hold_merchant(tx, merchant)
        product = queries.product_by_external_id(tx, merchant.id, external_id)
    if product is None:
        product = Product(
            id=tx.ids.new(),
            tenant_id=merchant.tenant_id,
            merchant_id=merchant.id,
            external_id=external_id,
            **values,
        )
        tx.session.add(product)
        tx.flush()
    else:
        _differences(product, values)
    return product


def store_order(tx: Tx, merchant: Merchant, external_id: str, draft: OrderDraft) -> Order:
    """Store a merchant's order and its lines, with nobody asking for it."""
    values = _order_values(tx, merchant, draft)
    order = queries.order_by_external_id(tx, merchant.id, external_id)
    if order is None:
        hold_merchant(tx, merchant)
        order = queries.order_by_external_id(tx, merchant.id, external_id)
    status_before = order.status if order is not None else None
    changed = True
    if order is None:
        order = Order(
            id=tx.ids.new(),
            tenant_id=merchant.tenant_id,
            merchant_id=merchant.id,
            external_id=external_id,
            **values,
        )
        tx.session.add(order)
        tx.flush()
    else:
        changed = _differences(order, values)
    if _set_items(tx, order, draft.items) or changed:
        tx.emit(_fact(order, status_before))
    return order


def _order_values(tx: Tx, merchant: Merchant, draft: OrderDraft) -> dict[str, Any]:
    values = draft.model_dump(exclude={"merchant_id", "customer", "address", "items"})
    values["address_masked"] = mask_address(draft.address) if draft.address else None
    values["customer_id"] = _home_of(tx, merchant, draft.customer) if draft.customer else None
    return values


def _home_of(tx: Tx, merchant: Merchant, buyer: BuyerDraft) -> str:
    """Return the customer this buyer was first seen as, who stays right when merges are undone."""
    customer = recognise(tx, merchant, "external", buyer.external_id, buyer.name)
    if buyer.phone:
        also_known(tx, merchant, customer, "phone", buyer.phone)
    identity = identity_of(tx, merchant, "external", buyer.external_id)
    return identity.home_id if identity is not None else customer.id


def _differences(row: Product | Order, values: dict[str, Any]) -> bool:
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def _set_items(tx: Tx, order: Order, drafts: list[OrderItemDraft]) -> bool:
    wanted = [_item_values(tx, order.merchant_id, draft) for draft in drafts]
    stored: list[ItemValues] = [
        (item.product_id, item.title, item.quantity, item.price_cents)
        for item in queries.item_rows(tx, order.id)
    ]
    if wanted == stored:
        return False
    tx.session.execute(delete(OrderItem).where(OrderItem.order_id == order.id))
    for position, (product_id, title, quantity, price_cents) in enumerate(wanted):
        tx.session.add(
            OrderItem(
                id=tx.ids.new(),
                order_id=order.id,
                position=position,
                product_id=product_id,
                title=title,
                quantity=quantity,
                price_cents=price_cents,
            )
        )
    tx.flush()
    return True


def _item_values(tx: Tx, merchant_id: str, draft: OrderItemDraft) -> ItemValues:
    product = draft.product and queries.product_by_external_id(tx, merchant_id, draft.product)
    return (product.id if product else None, draft.title, draft.quantity, draft.price_cents)


def _fact(order: Order, status_before: str | None) -> OrderChanged:
    return OrderChanged(
        tenant_id=order.tenant_id,
        merchant_id=order.merchant_id,
        order_id=order.id,
        customer_id=order.customer_id,
        status=order.status,
        status_before=status_before,
    )
