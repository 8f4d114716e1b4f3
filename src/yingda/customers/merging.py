"""Joins two customers who are one person, and parts them again exactly.

Merges form a forest: a customer lives on in at most one other. An identity keeps its home, so
parting two customers gives each what it brought and leaves every other merge as it was.
"""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import update

from yingda.customers import queries
from yingda.customers.errors import (
    AlreadyMerged,
    AlreadySplit,
    MergeUnknown,
    MergeWithItself,
    OtherMerchant,
)
from yingda.customers.events import CustomersMerged, CustomersSplit
from yingda.customers.models import Customer, CustomerIdentity, CustomerMerge
from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.merchants.queries import merchant_by_id
from yingda.merchants.service import hold_merchant

M = TypeVar("M", CustomersMerged, CustomersSplit)


def merge_customers(tx: Tx, kept_id: str, other_id: str, caller: Principal) -> CustomerMerge:
    """Let `other_id` live on in `kept_id`: its identities and its history move there."""
    kept, other = _held(tx, caller, kept_id), _held(tx, caller, other_id)
    _refuse_unfit(kept, other)
    members = queries.family_ids(tx, other.id)
    merge = CustomerMerge(
        id=tx.ids.new(),
        tenant_id=kept.tenant_id,
        merchant_id=kept.merchant_id,
        kept_id=kept.id,
        merged_id=other.id,
        identity_ids=[identity.id for identity in queries.identities_of(tx, other.id)],
        at=tx.now,
        by=caller.id,
    )
    tx.session.add(merge)
    other.merged_into_id = kept.id
    _move_identities(tx, members, kept.id)
    tx.emit(_fact(CustomersMerged, merge, kept.id, members))
    return merge


def split_customers(tx: Tx, customer_id: str, merge_id: str, caller: Principal) -> CustomerMerge:
    """Undo a merge of this customer's history: everyone gets back what they brought."""
    customer = _held(tx, caller, customer_id)
    merge = tx.session.get(CustomerMerge, merge_id)
    if merge is None or not _belongs(tx, merge, customer):
        raise MergeUnknown
    if merge.undone_at is not None:
        raise AlreadySplit
    merge.undone_at, merge.undone_by = tx.now, caller.id
    merged = queries.customer_by_id(tx, merge.merged_id)
    kept = queries.current_customer(tx, merge.kept_id)
    merged.merged_into_id = None
    tx.flush()
    members = queries.family_ids(tx, merged.id)
    _move_identities(tx, members, merged.id)
    tx.emit(_fact(CustomersSplit, merge, kept.id, members))
    return merge


def _held(tx: Tx, caller: Principal, customer_id: str) -> Customer:
    """Return the customer while no other merge of the same merchant can happen."""
    customer = queries.customer_for(tx, caller, customer_id)
    hold_merchant(tx, merchant_by_id(tx, customer.merchant_id))
    tx.session.refresh(customer)
    return customer


def _refuse_unfit(kept: Customer, other: Customer) -> None:
    if kept.id == other.id:
        raise MergeWithItself
    if kept.merchant_id != other.merchant_id:
        raise OtherMerchant
    if kept.merged_into_id is not None or other.merged_into_id is not None:
        raise AlreadyMerged


def _belongs(tx: Tx, merge: CustomerMerge, customer: Customer) -> bool:
    if merge.merchant_id != customer.merchant_id:
        return False
    if customer.id in {merge.kept_id, merge.merged_id}:
        return True
    return queries.current_id(tx, merge.kept_id) == customer.id


def _move_identities(tx: Tx, home_ids: Sequence[str], customer_id: str) -> None:
    tx.flush()
    tx.session.execute(
        update(CustomerIdentity)
        .where(CustomerIdentity.home_id.in_(home_ids))
        .values(customer_id=customer_id)
    )


def _fact(kind: type[M], merge: CustomerMerge, kept_id: str, members: Sequence[str]) -> M:
    return kind(
        tenant_id=merge.tenant_id,
        merchant_id=merge.merchant_id,
        merge_id=merge.id,
        kept_id=kept_id,
        merged_id=merge.merged_id,
        member_ids=tuple(members),
    )
