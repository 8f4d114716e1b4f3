"""Shapes of products and orders on the wire; money in cents, times in milliseconds."""

from typing import Annotated

from pydantic import Field, StringConstraints

from yingda.foundation.shapes import Draft, View
from yingda.orders.models import OrderStatus

ExternalId = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
# Only what a browser fetches as a picture or page: no javascript:, no data:, no //elsewhere.
Link = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=500, pattern=r"^(https?://[^\s/]|/[^\s/]|/$)\S*$"
    ),
]
Cents = Annotated[int, Field(ge=0, le=10**12)]
When = Annotated[int, Field(ge=0, le=10**14)]
Quantity = Annotated[int, Field(ge=1, le=100_000)]
Stock = Annotated[int, Field(ge=0, le=10**9)]
Attribute = Annotated[str, StringConstraints(max_length=500)] | bool | int | float
AttributeName = Annotated[str, StringConstraints(min_length=1, max_length=50)]
Translations = dict[AttributeName, Attribute]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=32)]


class ProductDraft(Draft):
    """A product as it is now; it replaces what was told before."""

    merchant_id: Reference | None = None
    title: Title
    price_cents: Cents
    currency: Currency = "CNY"
    image_url: Link | None = None
    url: Link | None = None
    attributes: dict[AttributeName, Attribute | Translations] = Field(default={}, max_length=50)
    stock: Stock | None = None


class OrderItemDraft(Draft):
    """One line of an order; `product` is the shop's own number of it."""

    product: ExternalId | None = None
    title: Title
    quantity: Quantity = 1
    price_cents: Cents


class BuyerDraft(Draft):
    """Who bought: the number the shop's own site signs its visitors in with.

    By `phone`, which the shop knows to be theirs, a caller is recognised.
    """

    external_id: ExternalId
    name: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = None
    phone: Annotated[str, StringConstraints(min_length=5, max_length=30)] | None = None


class OrderDraft(Draft):
    """An order as it is now; it replaces what was told before. The address is masked on arrival."""

    merchant_id: Reference | None = None
    customer: BuyerDraft | None = None
    status: OrderStatus
    created_at: When
    paid_at: When | None = None
    amount_cents: Cents
    currency: Currency = "CNY"
    refunded_at: When | None = None
    refund_reason: Text | None = None
    carrier: Text | None = None
    tracking_no: Text | None = None
    expected_at: When | None = None
    address: Text | None = None
    items: list[OrderItemDraft] = Field(default=[], max_length=200)


class ProductView(View):
    """A product."""

    id: str
    merchant_id: str
    external_id: str
    title: str
    price_cents: int
    currency: str
    image_url: str | None
    url: str | None
    attributes: dict[str, object]
    stock: int | None


class OrderItemView(View):
    """One line of an order."""

    title: str
    quantity: int
    price_cents: int
    image_url: str | None
    product_id: str | None


class OrderView(View):
    """An order beside the conversation."""

    id: str
    merchant_id: str
    external_id: str
    status: OrderStatus
    created_at: int
    paid_at: int | None
    amount_cents: int
    currency: str
    refunded_at: int | None
    refund_reason: str | None
    carrier: str | None
    tracking_no: str | None
    expected_at: int | None
    address_masked: str | None
    items: list[OrderItemView]


class BrokenRow(View):
    """A row that was not stored: the line in the file and why."""

    line: int
    code: str
    params: dict[str, str | int]


class OrdersImportView(View):
    """What an import did."""

    stored: int
    broken: list[BrokenRow]
