"""The table of phases."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant, JsonDict, Name


class BotPhase(Base):
    """A time in which new conversations follow other settings; `changes` as PhaseChanges.

    What a conversation follows is told by when it was opened: it keeps that to its end, and nothing
    has to happen when a phase begins or ends. So the beginning and the changes of a phase stay as
    they are once it has begun, and no two phases of a shop overlap.
    """

    __tablename__ = "bot_phase"
    __table_args__ = (Index("bot_phase_of_merchant", "merchant_id", "begins_at"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    name: Mapped[Name]
    begins_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    changes: Mapped[JsonDict]
    set_by: Mapped[Id]
    set_at: Mapped[Instant]
