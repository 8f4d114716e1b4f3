"""Tables of customers, their identities and the history of their merges."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant, JsonDict, JsonList, Name
from yingda.merchants.models import Language


class Customer(Base):
    """A person a merchant serves; `folded_name` is the name as search sees it."""

    __tablename__ = "customer"
    __table_args__ = (
        Index("customer_of_tenant", "tenant_id", "id"),
        Index("customer_of_merchant", "merchant_id", "id"),
        Index("customer_merged_into", "merged_into_id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    name: Mapped[Name]
    named: Mapped[bool]
    folded_name: Mapped[Name]
    tier: Mapped[int]
    language: Mapped[Language] = mapped_column(String(16))
    traits: Mapped[JsonDict]
    blocked: Mapped[bool]
    conversation_count: Mapped[int]
    created_at: Mapped[Instant]
    merged_into_id: Mapped[Id | None] = mapped_column(ForeignKey("customer.id"))


class CustomerIdentity(Base):
    """Something a customer is recognised by.

    `home_id` is the customer it was first seen with; `customer_id` the one that customer lives on
    in today. A secret a browser keeps (kind `visitor`) is stored as its hash.
    """

    __tablename__ = "customer_identity"
    __table_args__ = (
        UniqueConstraint("merchant_id", "kind", "value"),
        Index("customer_identity_of", "customer_id"),
        Index("customer_identity_home", "home_id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    customer_id: Mapped[Id] = mapped_column(ForeignKey("customer.id"))
    home_id: Mapped[Id] = mapped_column(ForeignKey("customer.id"))
    kind: Mapped[str] = mapped_column(String(16))
    value: Mapped[Name]
    verified: Mapped[bool]
    created_at: Mapped[Instant]


class CustomerMerge(Base):
    """One merge, kept for ever; `undone_at` is set when it was split again."""

    __tablename__ = "customer_merge"
    __table_args__ = (
        Index("customer_merge_kept", "kept_id"),
        Index("customer_merge_merged", "merged_id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    kept_id: Mapped[Id] = mapped_column(ForeignKey("customer.id"))
    merged_id: Mapped[Id] = mapped_column(ForeignKey("customer.id"))
    identity_ids: Mapped[JsonList]
    at: Mapped[Instant]
    by: Mapped[Id]
    undone_at: Mapped[Instant | None]
    undone_by: Mapped[Id | None]
