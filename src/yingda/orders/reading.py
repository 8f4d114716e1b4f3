"""Reads products and orders from a shop's CSV file; says which lines are broken and why."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from yingda.foundation.shapes import Draft
from yingda.orders.cells import BrokenCell, Cells
from yingda.orders.headings import ORDER_COLUMNS, PRODUCT_COLUMNS, STATUSES
from yingda.orders.schemas import (
    BrokenRow,
    BuyerDraft,
    OrderDraft,
    OrderItemDraft,
    ProductDraft,
)
from yingda.orders.table import Line, lines

D = TypeVar("D", bound=Draft)


@dataclass(frozen=True, slots=True)
class Found(Generic[D]):
    """What a file holds: drafts by the shop's own number, and the rows that are broken."""

    drafts: dict[str, D]
    broken: list[BrokenRow]


def read_products(content: bytes) -> Found[ProductDraft]:
    """Read a product file; of two rows with one number the later holds."""
    found: Found[ProductDraft] = Found({}, [])
    for line in lines(content, PRODUCT_COLUMNS, ("external_id", "title", "price")):
        read = _attempt(line, _product, found.broken)
        if read is not None:
            external_id, draft = read
            found.drafts[external_id] = draft
    return found


def read_orders(content: bytes, timezone: str) -> Found[OrderDraft]:
    """Read an order file, one row an item; an order with a broken row is not taken in part.

    Times without an offset are in the merchant's `timezone`.
    """
    zone = ZoneInfo(timezone)
    found: Found[OrderDraft] = Found({}, [])
    lines_of: dict[str, list[int]] = {}
    incomplete: set[str] = set()
    unpriced: set[str] = set()
    for line in lines(content, ORDER_COLUMNS, ("external_id", "status", "created_at")):
        lines_of.setdefault(line.cells["external_id"], []).append(line.number)
        read = _attempt(line, lambda cells: _order(cells, zone), found.broken)
        if read is None:
            incomplete.add(line.cells["external_id"])
        else:
            external_id, draft = read
            if not line.cells["amount"]:
                unpriced.add(external_id)
            found.drafts[external_id] = _joined(found.drafts.get(external_id), draft)
    _leave_out(found, incomplete, lines_of)
    for external_id in unpriced & found.drafts.keys():
        found.drafts[external_id] = _priced_by_items(found.drafts[external_id])
    found.broken.sort(key=lambda row: row.line)
    return found


def _product(cells: Cells) -> tuple[str, ProductDraft]:
    draft = ProductDraft(
        title=cells.text("title", 200),
        price_cents=cells.cents("price"),
        currency=cells.currency("currency"),
        stock=cells.count_or_none("stock"),
        image_url=cells.text_or_none("image_url", 500),
        url=cells.text_or_none("url", 500),
    )
    return cells.text("external_id", 100), draft


def _order(cells: Cells, zone: ZoneInfo) -> tuple[str, OrderDraft]:
    items = [_item(cells)] if cells.text_or_none("title", 200) else []
    buyer = cells.text_or_none("customer", 100)
    name = cells.text_or_none("customer_name", 100)
    draft = OrderDraft(
        customer=BuyerDraft(external_id=buyer, name=name) if buyer else None,
        status=cells.one_of("status", STATUSES),
        created_at=cells.time("created_at", zone),
        paid_at=cells.time_or_none("paid_at", zone),
        amount_cents=0 if cells.is_empty("amount") else cells.cents("amount"),
        currency=cells.currency("currency"),
        refunded_at=cells.time_or_none("refunded_at", zone),
        refund_reason=cells.text_or_none("refund_reason", 200),
        carrier=cells.text_or_none("carrier", 200),
        tracking_no=cells.text_or_none("tracking_no", 200),
        expected_at=cells.time_or_none("expected_at", zone),
        address=cells.text_or_none("address", 200),
        items=items,
    )
    return cells.text("external_id", 100), draft


def _item(cells: Cells) -> OrderItemDraft:
    quantity = cells.count_or_none("quantity")
    return OrderItemDraft(
        product=cells.text_or_none("product", 100),
        title=cells.text("title", 200),
        quantity=1 if quantity is None else quantity,
        price_cents=0 if cells.is_empty("price") else cells.cents("price"),
    )


def _joined(before: OrderDraft | None, draft: OrderDraft) -> OrderDraft:
    if before is None:
        return draft
    return before.model_copy(update={"items": [*before.items, *draft.items]})


def _priced_by_items(order: OrderDraft) -> OrderDraft:
    total = sum(item.price_cents * item.quantity for item in order.items)
    return order.model_copy(update={"amount_cents": total})


def _leave_out(found: Found[D], incomplete: set[str], lines_of: dict[str, list[int]]) -> None:
    reported = {row.line for row in found.broken}
    for external_id in incomplete & found.drafts.keys():
        del found.drafts[external_id]
        rest = [number for number in lines_of[external_id] if number not in reported]
        found.broken.extend(_broken(number, "order_incomplete") for number in rest)


def _attempt(
    line: Line, read: Callable[[Cells], tuple[str, D]], broken: list[BrokenRow]
) -> tuple[str, D] | None:
    if line.too_many:
        broken.append(_broken(line.number, "too_many_cells"))
        return None
    try:
        return read(Cells(line.cells))
    except BrokenCell as cell:
        broken.append(_broken(line.number, cell.code, cell.params))
    except ValidationError as error:
        column = str(error.errors()[0]["loc"][0])
        broken.append(_broken(line.number, "not_valid", {"column": column}))
    return None


def _broken(line: int, code: str, params: dict[str, str | int] | None = None) -> BrokenRow:
    return BrokenRow(line=line, code=f"orders.row.{code}", params=params or {})
