"""Tables of shadow mode: which candidate ran when, and what it would have said."""

from sqlalchemy import Float, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant, JsonList, Word


class ShadowRun(Base):
    """A candidate beside the live bot, from its start to its end.

    `engine` is one of schemas.Candidate; `model_id` names what training made. Everything up to
    `read_until` was put to it.
    """

    __tablename__ = "shadow_run"
    __table_args__ = (Index("shadow_run_of_merchant", "merchant_id", "id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    engine: Mapped[Word]
    model_id: Mapped[Id | None]
    answer_above: Mapped[float] = mapped_column(Float)
    choices_above: Mapped[float] = mapped_column(Float)
    started_by: Mapped[Id]
    started_at: Mapped[Instant]
    read_until: Mapped[Instant]
    ended_at: Mapped[Instant | None]
    published: Mapped[bool]


class ShadowReply(Base):
    """What a candidate would have said to one question that the live bot replied to.

    `live` and `verdict` are verdicts, `kind` is one of comparing.Kind. No words lie here: they are
    read from the message, and go with it.
    """

    __tablename__ = "shadow_reply"
    __table_args__ = (
        Index("shadow_reply_of_run", "run_id", "at"),
        Index("shadow_reply_of_merchant", "merchant_id", "at"),
    )

    run_id: Mapped[Id] = mapped_column(primary_key=True)
    reply_id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    conversation_id: Mapped[Id]
    at: Mapped[Instant]
    live: Mapped[Word]
    verdict: Mapped[Word]
    kind: Mapped[Word]
    entry_ids: Mapped[JsonList]
    confidence: Mapped[float] = mapped_column(Float)
