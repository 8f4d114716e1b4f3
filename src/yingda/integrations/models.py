"""Tables of webhooks: where they go, what they tell, and what came of each delivery."""

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant, Name, Word

ANSWER_LENGTH = 1024


class WebhookEndpoint(Base):
    """Where one system of the tenant listens; without a merchant it hears of every shop.

    `lease` and `leased_until` say which process is sending to it now. Its secrets are sealed.
    """

    __tablename__ = "webhook_endpoint"

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"), index=True)
    merchant_id: Mapped[Id | None] = mapped_column(ForeignKey("merchant.id"))
    name: Mapped[Name]
    url: Mapped[str] = mapped_column(String(2000))
    secret: Mapped[str] = mapped_column(String(200))
    previous_secret: Mapped[str | None] = mapped_column(String(200))
    previous_secret_until: Mapped[Instant | None]
    status: Mapped[Word]
    off_reason: Mapped[Word | None]
    off_at: Mapped[Instant | None]
    failing_since: Mapped[Instant | None]
    failures_in_row: Mapped[int] = mapped_column(default=0)
    paused_until: Mapped[Instant] = mapped_column(default=0)
    last_success_at: Mapped[Instant | None]
    lease: Mapped[Word | None]
    leased_until: Mapped[Instant] = mapped_column(default=0)
    created_at: Mapped[Instant]


class WebhookSubscription(Base):
    """A kind of event that an endpoint wants to hear of."""

    __tablename__ = "webhook_subscription"

    kind: Mapped[Word] = mapped_column(primary_key=True)
    endpoint_id: Mapped[Id] = mapped_column(
        ForeignKey("webhook_endpoint.id", ondelete="CASCADE"), primary_key=True
    )


class WebhookEvent(Base):
    """What happened, in the very words that are sent to everyone who listens."""

    __tablename__ = "webhook_event"
    __table_args__ = (Index("webhook_event_at", "at"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id]
    kind: Mapped[Word]
    body: Mapped[str] = mapped_column(Text)
    at: Mapped[Instant]


class WebhookDelivery(Base):
    """One event on its way to one endpoint: waiting, delivered, or failed and given up.

    `began_at` is when the tries began, or began anew; `answer` is how the last answer begins.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        Index("webhook_delivery_due", "endpoint_id", "status", "due_at"),
        Index("webhook_delivery_log", "endpoint_id", "id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    endpoint_id: Mapped[Id] = mapped_column(ForeignKey("webhook_endpoint.id", ondelete="CASCADE"))
    event_id: Mapped[Id] = mapped_column(ForeignKey("webhook_event.id"), index=True)
    kind: Mapped[Word]
    status: Mapped[Word]
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[Instant]
    began_at: Mapped[Instant]
    due_at: Mapped[Instant]
    tried_at: Mapped[Instant | None]
    problem: Mapped[Word | None]
    answer_status: Mapped[int | None]
    answer: Mapped[str | None] = mapped_column(String(ANSWER_LENGTH))
    took_ms: Mapped[int | None]
