"""Tables of what was proposed to people, what they made of it, and the cases they solved."""

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant, Word


class Proposal(Base):
    """What a person made of something the machine proposed: took it, sent it, changed it, left it.

    No words are kept: `text_hash` recognises the text as it was proposed (SHA-256, hexadecimal),
    and `message_id` is the message that was sent instead of it or with it.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        Index("proposal_of_source", "merchant_id", "kind", "source_id"),
        Index("proposal_of_conversation", "conversation_id", "at"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    conversation_id: Mapped[Id]
    staff_id: Mapped[Id]
    kind: Mapped[Word]
    source_id: Mapped[Id]
    text_hash: Mapped[str | None] = mapped_column(String(64))
    outcome: Mapped[Word]
    message_id: Mapped[Id | None]
    asked_message_id: Mapped[Id | None]
    at: Mapped[Instant]


class SolvedCase(Base):
    """A conversation a person brought to an end: which message asked, and which answered."""

    __tablename__ = "solved_case"
    __table_args__ = (
        UniqueConstraint("conversation_id"),
        Index("solved_case_of_merchant", "merchant_id", "at"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    conversation_id: Mapped[Id]
    asked_seq: Mapped[int]
    answered_seq: Mapped[int]
    staff_id: Mapped[Id | None]
    at: Mapped[Instant]
