"""Tables of the help centre: its settings, which questions were suggested, and which were asked."""

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Id, Instant, JsonDict, JsonList, Word


class HelpSettingsRow(Base):
    """How a shop sets up what its customers meet first, as schemas.HelpSettings."""

    __tablename__ = "help_settings"

    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"), primary_key=True)
    settings: Mapped[JsonDict]


class SuggestedList(Base):
    """Questions shown to one customer at one moment: the exposures of M68.

    `chips` are {"entry_id", "method", "features"} in the order shown; `offered` holds the five that
    each method alone would have shown, so that recall at five can be counted for every method.
    `question_key` names the message that was sent while this list was shown to who typed it.
    """

    __tablename__ = "suggested_list"
    __table_args__ = (
        Index("suggested_list_of_merchant", "merchant_id", "at"),
        Index("suggested_list_of_customer", "customer_id", "at"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id] = mapped_column(ForeignKey("tenant.id"))
    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"))
    customer_id: Mapped[Id]
    placement: Mapped[Word]
    chips: Mapped[JsonList]
    offered: Mapped[JsonDict]
    question_key: Mapped[Word | None]
    at: Mapped[Instant]


class SuggestedClick(Base):
    """A suggested question that the customer chose, once for each list."""

    __tablename__ = "suggested_click"
    __table_args__ = (Index("suggested_click_of_merchant", "merchant_id", "at"),)

    list_id: Mapped[Id] = mapped_column(ForeignKey("suggested_list.id"), primary_key=True)
    entry_id: Mapped[Id] = mapped_column(primary_key=True)
    merchant_id: Mapped[Id]
    customer_id: Mapped[Id]
    method: Mapped[Word]
    at: Mapped[Instant]


class SuggestionWeights(Base):
    """What a shop's customers taught the ranker: weights of features for the two tasks."""

    __tablename__ = "suggestion_weights"

    merchant_id: Mapped[Id] = mapped_column(ForeignKey("merchant.id"), primary_key=True)
    weights: Mapped[JsonDict]
    exposures: Mapped[int]
    clicks: Mapped[int]
    learned_at: Mapped[Instant]
