"""Changing a few things of an order that is known, with everyone told who listens."""

from typing import Any

from yingda.foundation.db import Tx
from yingda.orders.events import OrderChanged
from yingda.orders.masking import mask_address
from yingda.orders.models import Order

AMENDABLE = frozenset({"status", "refunded_at", "refund_reason", "expected_at", "address"})


def amend(tx: Tx, order: Order, **changes: Any) -> None:  # noqa: ANN401 - columns of an order
    """Change what is named; an address is masked on arrival, as ever."""
    if unknown := changes.keys() - AMENDABLE:
        raise ValueError(unknown)
    before = order.status
    if "address" in changes:
        changes["address_masked"] = mask_address(changes.pop("address"))
    for name, value in changes.items():
        setattr(order, name, value)
    tx.flush()
    tx.emit(
        OrderChanged(
            tenant_id=order.tenant_id,
            merchant_id=order.merchant_id,
            order_id=order.id,
            customer_id=order.customer_id,
            status=order.status,
            status_before=before,
        )
    )
