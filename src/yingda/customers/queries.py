"""Reads of customers; `customer_for` is the guarded door."""

import unicodedata
from collections.abc import Sequence
from contextlib import suppress

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select

from yingda.customers.errors import CustomerUnknown, IdentityInvalid
from yingda.customers.folding import fold, like_pattern
from yingda.customers.identities import IdentityKind, normal_identity
from yingda.customers.models import Customer, CustomerIdentity, CustomerMerge
from yingda.customers.schemas import CustomerView, IdentityView, MergeView
from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.merchants.models import Merchant
from yingda.merchants.queries import country_of, merchants_of, sees_all_merchants

_IN_IDENTITIES = "0123456789@"


def customer_for(tx: Tx, caller: Principal, customer_id: str) -> Customer:
    """Return the customer, if it exists for the caller; a visitor sees only itself."""
    customer = tx.session.get(Customer, customer_id)
    if customer is None or not caller.may_see_merchant(customer.merchant_id, customer.tenant_id):
        raise CustomerUnknown
    if caller.is_visitor and current_id(tx, caller.id) != current_id(tx, customer_id):
        raise CustomerUnknown
    return customer


def customer_by_id(tx: Tx, customer_id: str) -> Customer:
    """Return the customer for work that no caller asked for: reactions and timers."""
    customer = tx.session.get(Customer, customer_id)
    if customer is None:
        raise CustomerUnknown
    return customer


def current_customer(tx: Tx, customer_id: str) -> Customer:
    """Return the customer in which this one lives on after merges: often itself."""
    customer = customer_by_id(tx, customer_id)
    while customer.merged_into_id is not None:
        customer = customer_by_id(tx, customer.merged_into_id)
    return customer


def lives_on() -> ColumnElement[str]:
    """Give, for a statement over customers, the id of the one in which each lives on."""
    return func.coalesce(Customer.merged_into_id, Customer.id)


def current_id(tx: Tx, customer_id: str) -> str | None:
    """Return the id of the customer in which this one lives on, None when it is unknown."""
    customer = tx.session.get(Customer, customer_id)
    return None if customer is None else current_customer(tx, customer.id).id


def family_ids(tx: Tx, customer_id: str) -> Sequence[str]:
    """Return this customer and everyone merged into it, directly or through others."""
    return tx.connection.scalars(_FAMILY, {"customer_id": customer_id}).all()


def _family() -> Select[str]:
    itself = select(Customer.id).where(Customer.id == bindparam("customer_id"))
    family = itself.cte("family", recursive=True)
    merged = select(Customer.id).join(family, Customer.merged_into_id == family.c.id)
    return select(family.union_all(merged).c.id)


_FAMILY = _family()


def identity_of(
    tx: Tx, merchant: Merchant, kind: IdentityKind, value: str
) -> CustomerIdentity | None:
    """Return the identity of this merchant with this value, if it has been seen."""
    return tx.session.scalar(
        select(CustomerIdentity).where(
            CustomerIdentity.merchant_id == merchant.id,
            CustomerIdentity.kind == kind,
            CustomerIdentity.value == normal_identity(kind, value, country_of(merchant)),
        )
    )


def identities_of(tx: Tx, customer_id: str) -> Sequence[CustomerIdentity]:
    """Return what the customer is recognised by, oldest first."""
    mine = select(CustomerIdentity).where(CustomerIdentity.customer_id == customer_id)
    return tx.session.scalars(mine.order_by(CustomerIdentity.id)).all()


def merges_of(tx: Tx, customer_id: str) -> Sequence[CustomerMerge]:
    """Return every merge that the customer, or anyone living on in it, took part in."""
    family = family_ids(tx, customer_id)
    took_part = or_(CustomerMerge.kept_id.in_(family), CustomerMerge.merged_id.in_(family))
    return tx.session.scalars(
        select(CustomerMerge).where(took_part).order_by(CustomerMerge.id)
    ).all()


def find_customers(
    tx: Tx, caller: Principal, text: str, *, cursor: str | None, limit: int
) -> Sequence[Customer]:
    """Return one page of the customers whose name or identity contains `text`, newest first.

    Who sees particulars as stars finds an identity by the whole of it alone: piece by piece, a
    search would spell it out.
    """
    found = _visible_to(caller).where(Customer.merged_into_id.is_(None))
    if text.strip():
        found = found.where(_is_whole(tx, caller, text) if caller.veiled else _mentions(text))
    if cursor is not None:
        found = found.where(Customer.id < cursor)
    return tx.session.scalars(found.order_by(Customer.id.desc()).limit(limit)).all()


def customer_view(tx: Tx, caller: Principal, customer_id: str) -> CustomerView:
    """Return everything staff see beside a conversation."""
    customer = customer_for(tx, caller, customer_id)
    family = family_ids(tx, customer.id)
    counted = select(func.sum(Customer.conversation_count)).where(Customer.id.in_(family))
    return CustomerView(
        id=customer.id,
        merchant_id=customer.merchant_id,
        name=customer.name,
        tier=customer.tier,
        language=customer.language,
        blocked=customer.blocked,
        created_at=customer.created_at,
        traits=customer.traits,
        identities=[IdentityView.of(identity) for identity in identities_of(tx, customer.id)],
        conversation_count=tx.session.scalar(counted) or 0,
        merged_into_id=customer.merged_into_id,
        merges=_merge_views(tx, customer.id),
    )


def _merge_views(tx: Tx, customer_id: str) -> list[MergeView]:
    merges = merges_of(tx, customer_id)
    involved = {one for merge in merges for one in (merge.kept_id, merge.merged_id)}
    named = select(Customer.id, Customer.name).where(Customer.id.in_(involved))
    names = {row.id: row.name for row in tx.session.execute(named)} if merges else {}
    return [MergeView.of(merge, names) for merge in merges]


def _visible_to(caller: Principal) -> Select[Customer]:
    visible = select(Customer).where(Customer.tenant_id == caller.tenant_id)
    if not sees_all_merchants(caller):
        visible = visible.where(Customer.merchant_id.in_(caller.merchant_ids))
    return visible


def _mentions(text: str) -> ColumnElement[bool]:
    value = CustomerIdentity.value.like(like_pattern(text.strip()), escape="!")
    return or_(
        Customer.folded_name.like(like_pattern(fold(text)), escape="!"), _has_identity(value)
    )


def _is_whole(tx: Tx, caller: Principal, text: str) -> ColumnElement[bool]:
    """Tell whether a whole identity is meant, or a name in which no identity can be spelt out."""
    name = Customer.folded_name
    spelt = or_(*(name.contains(one) for one in _IN_IDENTITIES))
    named = and_(name.like(like_pattern(fold(text)), escape="!"), ~spelt)
    whole = _has_identity(CustomerIdentity.value.in_(_whole_values(tx, caller, text)))
    return or_(named, name == fold(text), whole)


def _whole_values(tx: Tx, caller: Principal, text: str) -> set[str]:
    """Return what is stored of whom this is all of an identity, however a number is dialled."""
    text = unicodedata.normalize("NFKC", text.strip())
    values = {text, text.casefold()}
    for country in {country_of(one) for one in merchants_of(tx, caller)}:
        with suppress(IdentityInvalid):
            values.add(normal_identity("phone", text, country))
    return values


def _has_identity(has_value: ColumnElement[bool]) -> ColumnElement[bool]:
    known = CustomerIdentity.kind != "visitor", has_value
    return Customer.id.in_(select(CustomerIdentity.customer_id).where(*known))
