"""Tables of the bot: what it replied, and how each shop wants it to be."""

from sqlalchemy import Float, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant, JsonColumn, JsonDict, JsonList, Word


class BotReply(Base):
    """What the bot did about one message of a customer; metrics count these.

    `verdict` is answer, choices, unknown, human, pleasantry or task; `reason` says why it did not
    answer. `begun_run_id` names the task that the message began; one that went on with it has none.
    """

    __tablename__ = "bot_reply"
    __table_args__ = (
        UniqueConstraint("asked_message_id"),
        Index("bot_reply_of_conversation", "conversation_id", "at"),
        Index("bot_reply_of_merchant", "merchant_id", "at"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    conversation_id: Mapped[Id]
    asked_message_id: Mapped[Id]
    message_id: Mapped[Id | None]
    verdict: Mapped[Word]
    reason: Mapped[Word | None]
    entry_ids: Mapped[JsonList]
    confidence: Mapped[float] = mapped_column(Float)
    engine: Mapped[Word]
    handed_over: Mapped[bool]
    begun_run_id: Mapped[Id | None]
    at: Mapped[Instant]


class BotModel(Base):
    """A classifier trained on one merchant's knowledge as it was at one version.

    `status` is live, refused (it did worse, `figures` say at what), shadow (refused, and tried
    beside the live one) or retired. `packed` are the weights (base64); of those that were refused
    only the newest keeps them, and what is retired has none.
    """

    __tablename__ = "bot_model"
    __table_args__ = (Index("bot_model_of_merchant", "merchant_id", "status", "id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    knowledge_version: Mapped[int]
    status: Mapped[Word]
    figures: Mapped[JsonDict]
    calibrator: Mapped[dict[str, object] | None] = mapped_column(JsonColumn)
    packed: Mapped[str] = mapped_column(Text)
    created_at: Mapped[Instant]


class BotSettingsRow(Base):
    """A shop's settings of its bot, as schemas.BotSettings."""

    __tablename__ = "bot_settings"

    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"), primary_key=True)
    settings: Mapped[JsonDict]
