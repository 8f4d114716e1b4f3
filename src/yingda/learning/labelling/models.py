"""The table of labelling: what each of two people found behind a drawn transfer; no words."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant, Word


class TransferLabel(Base):
    """What one person found behind a transfer, whatever the board says of it."""

    __tablename__ = "transfer_label"
    __table_args__ = (Index("transfer_label_of_merchant", "merchant_id", "at"),)

    leg_id: Mapped[Id] = mapped_column(ForeignKey("bot_transfer.leg_id"), primary_key=True)
    labeller_id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    label: Mapped[Word]
    at: Mapped[Instant]
