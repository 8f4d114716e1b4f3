"""Tables of the telephone: how a shop set it up, and every call."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant, JsonDict, JsonList, Name, Word
from yingda.merchants.models import Language


class PhoneSettingsRow(Base):
    """How a shop sets up its telephone, as schemas.PhoneSettings."""

    __tablename__ = "phone_settings"

    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"), primary_key=True)
    settings: Mapped[JsonDict]


class PhoneCall(Base):
    """A call; `external_id` is the telephone system's, `number` the caller's in its stored form.

    `state` is {"asks", "choices", "misses"}, what was asked last, None once forgotten.
    `turns` are schemas.CallTurnView, each with what the telephone system was told. The link is
    found by its hash and stands sealed beside it, so that a turn told twice gets the same link.
    `visitor_id` is the customer as whom it was opened, `awaited_id` the same until they chat.
    """

    __tablename__ = "phone_call"
    __table_args__ = (
        UniqueConstraint("merchant_id", "external_id"),
        Index("phone_call_of_merchant", "merchant_id", "started_at"),
        Index("phone_call_of_customer", "customer_id", "started_at"),
        Index("phone_call_awaited", "awaited_id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    external_id: Mapped[Name]
    number: Mapped[Word | None]
    customer_id: Mapped[Id | None]
    language: Mapped[Language] = mapped_column(String(16))
    is_trial: Mapped[bool]
    state: Mapped[JsonDict | None]
    turns: Mapped[JsonList]
    outcome: Mapped[Word]
    reason: Mapped[Word | None]
    intent: Mapped[JsonDict | None]
    started_at: Mapped[Instant]
    ended_at: Mapped[Instant | None]
    ended_by: Mapped[Word | None]
    link_hash: Mapped[Word | None] = mapped_column(unique=True)
    link_sealed: Mapped[Name | None]
    link_sent_at: Mapped[Instant | None]
    link_opened_at: Mapped[Instant | None]
    visitor_id: Mapped[Id | None]
    awaited_id: Mapped[Id | None]
    conversation_id: Mapped[Id | None]
