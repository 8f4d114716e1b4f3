"""Tables of routing: every assignment with its reasons, every breach of the promise."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant, JsonList, Word


class Assignment(Base):
    """A conversation given to a person: why, and what came of it."""

    __tablename__ = "assignment"
    __table_args__ = (Index("assignment_of_agent", "agent_id", "offered_at"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id]
    conversation_id: Mapped[Id] = mapped_column(index=True)
    leg_id: Mapped[Id] = mapped_column(unique=True)
    group_id: Mapped[Id]
    agent_id: Mapped[Id]
    offered_at: Mapped[Instant]
    waited_ms: Mapped[int]
    accepted_at: Mapped[Instant | None]
    timed_out_at: Mapped[Instant | None]
    why: Mapped[JsonList]


class Neglect(Base):
    """A customer who waited while somebody who could answer was free: a defect, kept as proof."""

    __tablename__ = "routing_neglect"

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id]
    group_id: Mapped[Id]
    conversation_id: Mapped[Id]
    agent_ids: Mapped[JsonList]
    reason: Mapped[Word]
    seen_at: Mapped[Instant] = mapped_column(index=True)
