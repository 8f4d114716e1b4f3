"""Tables of ratings: one for each conversation, with what it was before."""

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant, JsonList


class RatingInvitation(Base):
    """A customer was asked to rate a conversation."""

    __tablename__ = "rating_invitation"
    __table_args__ = (Index("rating_invitation_of_merchant", "merchant_id", "invited_at"),)

    conversation_id: Mapped[Id] = mapped_column(primary_key=True)
    merchant_id: Mapped[Id]
    leg_id: Mapped[Id | None]
    agent_id: Mapped[Id | None]
    invited_at: Mapped[Instant]


class Rating(Base):
    """What the customer says now; `revision` counts how often they said it anew."""

    __tablename__ = "rating"
    __table_args__ = (Index("rating_of_merchant", "merchant_id", "rated_at"),)

    conversation_id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id]
    merchant_id: Mapped[Id]
    customer_id: Mapped[Id]
    leg_id: Mapped[Id | None]
    agent_id: Mapped[Id | None]
    score: Mapped[int]
    tags: Mapped[JsonList]
    solved: Mapped[bool | None]
    comment: Mapped[str] = mapped_column(String(1000))
    rated_at: Mapped[Instant]
    revision: Mapped[int]


class FormerRating(Base):
    """What the customer had said before."""

    __tablename__ = "former_rating"

    conversation_id: Mapped[Id] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    score: Mapped[int]
    tags: Mapped[JsonList]
    solved: Mapped[bool | None]
    comment: Mapped[str] = mapped_column(String(1000))
    rated_at: Mapped[Instant]
