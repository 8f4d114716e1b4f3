"""Tables of routing: every assignment with its reasons, every breach of the promise."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Cents, Id, Instant, JsonList, Word


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


class StaffTask(Base):
    """Something only people with an authority can decide, and how it came to them.

    Its id is that of the wait in which it was first asked. `hops` counts the groups and people it
    was handed to until somebody who may decide it had it (`reached_at`); `holder_id` is the group
    that held the authority, None when none did. `ended_at` is the end of the conversation.
    """

    __tablename__ = "staff_task"
    __table_args__ = (
        Index("staff_task_of_conversation", "conversation_id", "ended_at"),
        Index("staff_task_of_merchant", "merchant_id", "asked_at"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id]
    merchant_id: Mapped[Id]
    conversation_id: Mapped[Id]
    needs: Mapped[Word]
    amount_cents: Mapped[Cents | None]
    holder_id: Mapped[Id | None]
    hops: Mapped[int]
    asked_at: Mapped[Instant]
    reached_at: Mapped[Instant | None]
    ended_at: Mapped[Instant | None]
