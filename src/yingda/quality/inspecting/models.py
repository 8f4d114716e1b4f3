"""Tables of inspecting: everything an L3 group served, which of it was drawn, what was found."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant, JsonList, Word


class Inspection(Base):
    """One person of a restricted group in one conversation that ended, drawn for a lead or not.

    `reasons` say why it was drawn, and are none where it was not; `percent` is the share that was
    drawn by lot then. `finding_id` is what a lead found last, None while it is to be looked at.
    """

    __tablename__ = "inspection"
    __table_args__ = (Index("inspection_of_tenant", "tenant_id", "ended_at"),)

    conversation_id: Mapped[Id] = mapped_column(primary_key=True)
    agent_id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    group_id: Mapped[Id] = mapped_column(ForeignKey("skill_group.id"))
    ended_at: Mapped[Instant]
    percent: Mapped[int]
    by_lot: Mapped[bool]
    is_drawn: Mapped[bool]
    reasons: Mapped[JsonList]
    finding_id: Mapped[Id | None]


class Finding(Base):
    """What a lead found of it; one who looks again adds another, and the latest counts."""

    __tablename__ = "finding"
    __table_args__ = (Index("finding_of_conversation", "conversation_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    conversation_id: Mapped[Id]
    agent_id: Mapped[Id]
    verdict: Mapped[Word]
    fault: Mapped[Word | None]
    remark: Mapped[str] = mapped_column(String(500))
    inspector_id: Mapped[Id]
    at: Mapped[Instant]
