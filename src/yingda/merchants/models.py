"""Tables of tenants and their merchants."""

from typing import Literal

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant, JsonDict, Name, Word

Language = Literal["zh-CN", "zh-TW", "en"]


class Tenant(Base):
    """A company that runs Yingda; nothing is ever shared between two of them."""

    __tablename__ = "tenant"

    id: Mapped[Id] = mapped_column(primary_key=True)
    name: Mapped[Name]
    settings: Mapped[JsonDict]
    created_at: Mapped[Instant]


class Merchant(Base):
    """A shop: what customers know by name; `public_key` is what its pages carry.

    Its identity secrets stand here sealed: `merchants.secrets` opens them.
    """

    __tablename__ = "merchant"
    __table_args__ = (UniqueConstraint("tenant_id", "slug"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    name: Mapped[Name]
    slug: Mapped[Word]
    public_key: Mapped[Word] = mapped_column(unique=True)
    language: Mapped[Language] = mapped_column(String(16))
    timezone: Mapped[Word]
    settings: Mapped[JsonDict]
    identity_secret: Mapped[str] = mapped_column(String(100))
    previous_identity_secret: Mapped[str | None] = mapped_column(String(100))
    previous_secret_until: Mapped[Instant | None]
    created_at: Mapped[Instant]
