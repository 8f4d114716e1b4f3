"""Tables of discriminators, and of what became of them in each conversation."""

from typing import Literal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant, JsonColumn, JsonList
from yingda.merchants.models import Language

Outcome = Literal["asked", "passed"]
AskedBy = Literal["bot", "agent"]


class Discriminator(Base):
    """A fact that decides what fits, and the question that brings it out (people.md 5.2).

    It applies where a customer speaks of one of `products` and one of `subjects`; no subjects mean
    any. `answers` lists, for each answer, the words that give it. `ask` and `tell` (the rule by
    which products are named) are texts by language.
    """

    __tablename__ = "discriminator"
    __table_args__ = (Index("discriminator_of_merchant", "merchant_id", "retired_at"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    products: Mapped[JsonList]
    subjects: Mapped[JsonList]
    answers: Mapped[JsonList]
    ask: Mapped[dict[Language, str]] = mapped_column(JsonColumn)
    tell: Mapped[dict[Language, str]] = mapped_column(JsonColumn)
    bot_asks: Mapped[bool]
    retired_at: Mapped[Instant | None]
    created_by: Mapped[Id]
    created_at: Mapped[Instant]


class DiscriminatorUse(Base):
    """What became of a discriminator in one conversation: it was asked, or seen and passed over.

    `asked_by` says who might have asked; `answer` is the number of the answer that the bot heard.
    """

    __tablename__ = "discriminator_use"
    __table_args__ = (
        UniqueConstraint("conversation_id", "discriminator_id"),
        Index("discriminator_use_at", "discriminator_id", "at"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    discriminator_id: Mapped[Id] = mapped_column(ForeignKey("discriminator.id"))
    conversation_id: Mapped[Id]
    outcome: Mapped[Outcome] = mapped_column(String(16))
    asked_by: Mapped[AskedBy] = mapped_column(String(16))
    answer: Mapped[int | None]
    at: Mapped[Instant]
