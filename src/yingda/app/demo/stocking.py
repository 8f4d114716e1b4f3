"""Fills the demo shop: widget, people, customers, products and orders, through their services."""

from collections.abc import Mapping

from yingda.app.demo import reading
from yingda.app.demo.accounts import Account
from yingda.app.demo.shapes import Customer, Order, Product
from yingda.customers.schemas import CustomerChange
from yingda.customers.service import also_known, change_customer, recognise
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import HOUR, Instant
from yingda.foundation.db import Tx
from yingda.merchants.models import Merchant
from yingda.merchants.schemas import MerchantDraft
from yingda.merchants.service import found_tenant, open_merchant, set_widget_look
from yingda.orders.schemas import (
    Attribute,
    BuyerDraft,
    OrderDraft,
    OrderItemDraft,
    ProductDraft,
    Translations,
)
from yingda.orders.service import store_order, store_product
from yingda.team import queries as team
from yingda.team.schemas import AuthorityDraft, GroupDraft, StaffDraft
from yingda.team.service import enrol, found_group, join_group, replace_authorities, set_password

SHOP = MerchantDraft(name="青禾家居", slug="qinghe", language="zh-CN")


def found_shop(tx: Tx) -> Merchant:
    """Store the tenant and its one shop."""
    tenant = found_tenant(tx, SHOP.name)
    return open_merchant(tx, tenant.id, SHOP)


def hire(
    tx: Tx, merchant: Merchant, accounts: list[Account], hashes: Mapping[str, str]
) -> Principal:
    """Store the people and their groups; returns the owner, who asks for everything else."""
    staffing = reading.staffing()
    passwords = {account.account: account.password for account in accounts}
    groups = {
        group.key: found_group(
            tx, merchant.tenant_id, GroupDraft(name=group.name, is_default=group.is_default)
        )
        for group in staffing.groups
    }
    authorities = [
        AuthorityDraft(name=one.name, group_id=groups[one.group].id, up_to_cents=one.up_to_cents)
        for one in staffing.authorities
    ]
    replace_authorities(tx, merchant.tenant_id, authorities)
    owner: Principal | None = None
    for person in staffing.staff:
        draft = StaffDraft(
            account=person.account,
            name=person.name,
            role=person.role,
            password=passwords[person.account],
            language=person.language,
            capacity=person.capacity,
            skills=person.skills,
            merchant_id=merchant.id if person.role == "merchant_staff" else None,
        )
        staff = enrol(tx, merchant.tenant_id, draft, hashes[person.account])
        for key, level in person.groups.items():
            join_group(tx, groups[key], staff.id, level)
        if person.role == "owner":
            owner = team.principal_of(tx, staff)
    assert owner is not None
    return owner


def owner_of(tx: Tx) -> Principal:
    """Return the owner hired by an earlier start."""
    [account] = [one.account for one in reading.staffing().staff if one.role == "owner"]
    staff = team.staff_by_account(tx, account)
    assert staff is not None
    return team.principal_of(tx, staff)


def change_passwords(tx: Tx, owner: Principal, hashes: Mapping[str, str]) -> None:
    """Give everybody a new password, when the old ones are no longer known."""
    for account, password_hash in hashes.items():
        staff = team.staff_by_account(tx, account)
        if staff is not None:
            set_password(tx, staff.id, password_hash, owner)


def furnish(tx: Tx, merchant: Merchant, owner: Principal) -> None:
    """Store what the shop's files hold as it is now; done again it changes only what differs."""
    set_widget_look(tx, merchant.id, reading.widget_look(), owner)
    for customer in reading.customers():
        _welcome(tx, merchant, customer, owner)
    products = {product.external_id: product for product in reading.products()}
    for product in products.values():
        store_product(tx, merchant, product.external_id, _product_draft(product))
    for order in reading.orders():
        store_order(tx, merchant, order.external_id, _order_draft(order, products, tx.now))


def _welcome(tx: Tx, merchant: Merchant, customer: Customer, owner: Principal) -> None:
    known = recognise(
        tx, merchant, "external", customer.external_id, customer.name, customer.language
    )
    if customer.phone:
        also_known(tx, merchant, known, "phone", customer.phone)
    change = CustomerChange(tier=customer.tier, traits=dict(customer.traits))
    change_customer(tx, known.id, change, owner)


def _product_draft(product: Product) -> ProductDraft:
    shown: dict[str, Attribute | Translations] = {
        **product.attributes,
        "category": product.category,
        "picture": product.picture,
        "titles": dict(product.titles),
    }
    return ProductDraft(
        title=product.title,
        price_cents=product.price_cents,
        currency=product.currency,
        image_url=f"/shop/pictures/{product.picture}.svg",
        url=f"/shop/products/{product.external_id}",
        attributes=shown,
        stock=product.stock,
    )


def _order_draft(order: Order, products: Mapping[str, Product], now: Instant) -> OrderDraft:
    items = [
        OrderItemDraft(
            product=line.product,
            title=products[line.product].title,
            quantity=line.quantity,
            price_cents=products[line.product].price_cents,
        )
        for line in order.items
    ]
    expected = order.expected_in_hours
    return OrderDraft(
        customer=BuyerDraft(external_id=order.customer),
        status=order.status,
        created_at=now - round(order.created_hours_ago * HOUR),
        paid_at=_ago(now, order.paid_hours_ago),
        amount_cents=sum(item.price_cents * item.quantity for item in items),
        refunded_at=_ago(now, order.refunded_hours_ago),
        refund_reason=order.refund_reason,
        carrier=order.carrier,
        tracking_no=order.tracking_no,
        expected_at=None if expected is None else now + round(expected * HOUR),
        address=order.address_masked,
        items=items,
    )


def _ago(now: Instant, hours: float | None) -> Instant | None:
    return None if hours is None else now - round(hours * HOUR)
