"""The table of help pages that were read."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant
from yingda.merchants.models import Language


class EntryRead(Base):
    """Somebody opened the help page of an entry; who it was is known once they open the chat there.

    `language` is the one the page was read in.
    """

    __tablename__ = "entry_read"
    __table_args__ = (Index("entry_read_of_merchant", "merchant_id", "at"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    entry_id: Mapped[Id] = mapped_column(ForeignKey("knowledge_entry.id"))
    language: Mapped[Language] = mapped_column(String(16))
    at: Mapped[Instant]
    customer_id: Mapped[Id | None]
