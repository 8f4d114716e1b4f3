"""Tables of needs: what each conversation was for."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant, JsonList, Word


class ConversationNeed(Base):
    """What a conversation was for: the main need, and the others in it (telling.Need).

    `corrected_by` is who said so; None while nobody contradicted the machine.
    """

    __tablename__ = "conversation_need"
    __table_args__ = (Index("conversation_need_of_merchant", "merchant_id", "at"),)

    conversation_id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id]
    merchant_id: Mapped[Id]
    main: Mapped[Word]
    others: Mapped[JsonList]
    corrected_by: Mapped[Id | None]
    at: Mapped[Instant]
