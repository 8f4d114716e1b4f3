"""Tables of products, orders and their items."""

from typing import Literal

from sqlalchemy import BigInteger, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant, JsonDict, Name

OrderStatus = Literal[
    "unpaid",
    "paid",
    "shipped",
    "delayed",
    "delivered",
    "refunding",
    "refunded",
    "cancelled",
    "completed",
]


class Product(Base):
    """Something a merchant sells; `folded_title` is the title as search sees it."""

    __tablename__ = "product"
    __table_args__ = (UniqueConstraint("merchant_id", "external_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"), index=True)
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    external_id: Mapped[Name]
    title: Mapped[Name]
    folded_title: Mapped[str] = mapped_column(String(400))
    price_cents: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    image_url: Mapped[str | None] = mapped_column(String(500))
    url: Mapped[str | None] = mapped_column(String(500))
    attributes: Mapped[JsonDict]
    stock: Mapped[int | None] = mapped_column(BigInteger)


class Order(Base):
    """An order as the shop's system told it last; the address only ever arrives masked."""

    __tablename__ = "shop_order"
    __table_args__ = (
        UniqueConstraint("merchant_id", "external_id"),
        Index("shop_order_of_customer", "customer_id", "created_at"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    customer_id: Mapped[Id | None] = mapped_column(ForeignKey("customer.id"))
    external_id: Mapped[Name]
    status: Mapped[OrderStatus] = mapped_column(String(16))
    created_at: Mapped[Instant]
    paid_at: Mapped[Instant | None]
    amount_cents: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    refunded_at: Mapped[Instant | None]
    refund_reason: Mapped[Name | None]
    carrier: Mapped[Name | None]
    tracking_no: Mapped[Name | None]
    expected_at: Mapped[Instant | None]
    address_masked: Mapped[Name | None]


class OrderItem(Base):
    """One line of an order; what was bought stays written even when the product goes."""

    __tablename__ = "order_item"
    __table_args__ = (Index("order_item_of_order", "order_id", "position"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    order_id: Mapped[Id] = mapped_column(ForeignKey("shop_order.id"))
    position: Mapped[int]
    product_id: Mapped[Id | None] = mapped_column(ForeignKey("product.id"))
    title: Mapped[Name]
    quantity: Mapped[int]
    price_cents: Mapped[int] = mapped_column(BigInteger)
