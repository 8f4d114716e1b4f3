"""Stores what a shop's file holds, so many rows in one transaction that nobody waits long."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TypeVar

from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.merchants.queries import merchant_for
from yingda.orders.schemas import OrderDraft, ProductDraft
from yingda.orders.service import store_order, store_product

BATCH = 100
D = TypeVar("D")


def batches(drafts: Mapping[str, D]) -> Iterator[Sequence[tuple[str, D]]]:
    """Cut the drafts into what one transaction takes."""
    rest = iter(drafts.items())
    while batch := list(islice(rest, BATCH)):
        yield batch


def store_products(
    tx: Tx, merchant_id: str, batch: Sequence[tuple[str, ProductDraft]], caller: Principal
) -> int:
    """Store these products and return how many they are."""
    merchant = merchant_for(tx, caller, merchant_id)
    for external_id, draft in batch:
        store_product(tx, merchant, external_id, draft)
    return len(batch)


def store_orders(
    tx: Tx, merchant_id: str, batch: Sequence[tuple[str, OrderDraft]], caller: Principal
) -> int:
    """Store these orders and return how many they are."""
    merchant = merchant_for(tx, caller, merchant_id)
    for external_id, draft in batch:
        store_order(tx, merchant, external_id, draft)
    return len(batch)
