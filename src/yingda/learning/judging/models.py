"""Tables of judging: which answers were drawn, and what each judge found.

No words lie here: they are read from their messages, and go with them.
"""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant, Word


class SampleDraw(Base):
    """When a shop's sample was drawn last, `size` of `among`; the next is of replies `since`."""

    __tablename__ = "sample_draw"

    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"), primary_key=True)
    since: Mapped[Instant]
    drawn_at: Mapped[Instant | None]
    next_at: Mapped[Instant]
    size: Mapped[int]
    among: Mapped[int]


class SampledReply(Base):
    """A reply of the bot that was drawn; `at` is when the bot gave it.

    `verdict` is what counts: both judges' when they agree, else that of the lead who settled it;
    `is_split` says that the two did not agree.
    """

    __tablename__ = "sampled_reply"
    __table_args__ = (Index("sampled_reply_of_merchant", "merchant_id", "at"),)

    reply_id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    conversation_id: Mapped[Id]
    at: Mapped[Instant]
    drawn_at: Mapped[Instant]
    is_split: Mapped[bool] = mapped_column(default=False)
    verdict: Mapped[Word | None]
    settled_by: Mapped[Id | None]
    settled_at: Mapped[Instant | None]


class Judgement(Base):
    """What one judge found of one reply: right, partly or wrong."""

    __tablename__ = "judgement"

    reply_id: Mapped[Id] = mapped_column(ForeignKey("sampled_reply.reply_id"), primary_key=True)
    judge_id: Mapped[Id] = mapped_column(primary_key=True)
    verdict: Mapped[Word]
    at: Mapped[Instant]
