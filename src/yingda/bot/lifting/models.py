"""Tables of the optional language model: where it is, what it cost, and what waits for it."""

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant, JsonColumn, JsonDict, JsonList, Name, Word


class LiftEndpoint(Base):
    """The endpoint of a tenant, what it is used for, and how it fares; its key is sealed.

    `shops` are the merchants that use it, None for all. Prices are in `currency` for a million
    tokens. `capped_day` is the day on which the cap was reached.
    """

    __tablename__ = "lift_endpoint"

    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    on: Mapped[bool]
    base_url: Mapped[str] = mapped_column(String(2000))
    api_key: Mapped[str | None] = mapped_column(String(2000))
    chat_model: Mapped[Name]
    embedding_model: Mapped[Name]
    stream: Mapped[bool]
    uses: Mapped[JsonList]
    shops: Mapped[list[str] | None] = mapped_column(JsonColumn)
    price_in: Mapped[float]
    price_out: Mapped[float]
    currency: Mapped[str] = mapped_column(String(3))
    daily_tokens: Mapped[int] = mapped_column(BigInteger)
    daily_cost_micro: Mapped[int | None] = mapped_column(BigInteger)
    failures_in_row: Mapped[int] = mapped_column(default=0)
    paused_until: Mapped[Instant] = mapped_column(default=0)
    last_problem: Mapped[Word | None]
    last_problem_at: Mapped[Instant | None]
    capped_day: Mapped[str | None] = mapped_column(String(10))
    changed_at: Mapped[Instant]
    changed_by: Mapped[Id | None]


class LiftCall(Base):
    """One call and what it cost; `status` is begun, done or failed.

    While it is under way it counts with the most it may cost, and so does one whose process died.
    `cost_micro` is in millionths of the currency; `estimated` says that the endpoint did not tell.
    """

    __tablename__ = "lift_call"
    __table_args__ = (
        Index("lift_call_of_day", "tenant_id", "day"),
        Index("lift_call_at", "at"),
        Index("lift_call_of_conversation", "conversation_id"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id | None]
    conversation_id: Mapped[Id | None]
    day: Mapped[str] = mapped_column(String(10))
    purpose: Mapped[Word]
    status: Mapped[Word]
    problem: Mapped[Word | None]
    tokens_in: Mapped[int]
    tokens_out: Mapped[int]
    cost_micro: Mapped[int] = mapped_column(BigInteger)
    estimated: Mapped[bool]
    took_ms: Mapped[int | None]
    at: Mapped[Instant]


class LiftQuestion(Base):
    """A question that waits for the model, with what the bot says when it brings nothing.

    `fact` is the MessagePosted; `reply` the sparse engine's bot.replying.Reply. Who removes the row
    answers the customer: nobody answers twice.
    """

    __tablename__ = "lift_question"
    __table_args__ = (Index("lift_question_asked", "asked_at"),)

    message_id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id]
    fact: Mapped[str] = mapped_column(Text)
    reply: Mapped[JsonDict]
    engine: Mapped[Word]
    asked_at: Mapped[Instant]
    taken_at: Mapped[Instant | None]


class LiftVector(Base):
    """An entry's embedding; `fingerprint` tells of which words and model.

    `vector` is float32 of length 1 in base64: text is what backups carry.
    """

    __tablename__ = "lift_vector"

    entry_id: Mapped[Id] = mapped_column(primary_key=True)
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"), index=True)
    fingerprint: Mapped[Word]
    vector: Mapped[str] = mapped_column(Text)
    at: Mapped[Instant]
