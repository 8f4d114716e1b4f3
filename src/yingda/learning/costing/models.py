"""The table of rates: what service costs a shop, from a day on."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant

BEGINNING: Instant = 0
"""From when a shop's first rate counts: what was before it is reckoned by it too."""


class ServiceRate(Base):
    """What service costs a shop from an instant on, in millionths of the currency.

    The bot is paid by the conversation, people by the hour; None where nobody said. A later rate
    takes the place of an earlier one from its own instant on; what was before stays as it was.
    """

    __tablename__ = "service_rate"

    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"), primary_key=True)
    from_at: Mapped[Instant] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(String(3))
    bot_micro: Mapped[int | None] = mapped_column(BigInteger)
    task_micro: Mapped[int | None] = mapped_column(BigInteger)
    simple_hour_micro: Mapped[int | None] = mapped_column(BigInteger)
    expert_hour_micro: Mapped[int | None] = mapped_column(BigInteger)
    set_by: Mapped[Id]
    set_at: Mapped[Instant]
