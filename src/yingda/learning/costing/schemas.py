"""Rates on the wire."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field

from yingda.foundation.clock import Instant
from yingda.foundation.days import day_at
from yingda.foundation.shapes import Draft, View
from yingda.learning.costing.models import BEGINNING, ServiceRate
from yingda.orders.schemas import Currency

Micro = Annotated[int, Field(ge=0, le=10**12)]
"""Millionths of the currency."""


class RateDraft(Draft):
    """What service costs from a day on: the bot by the conversation, people by the hour.

    `from_day` is a day of the shop. Left out it is today, and for a shop's first rate everything
    that was before, too.
    """

    merchant_id: Annotated[str | None, Field(max_length=32)] = None
    from_day: date | None = None
    currency: Currency
    bot_micro: Micro | None = None
    task_micro: Micro | None = None
    simple_hour_micro: Micro | None = None
    expert_hour_micro: Micro | None = None


class RateView(View):
    """A rate, and the shop's day from which it counts; None where it is from the beginning."""

    from_day: date | None
    currency: str
    bot_micro: int | None
    task_micro: int | None
    simple_hour_micro: int | None
    expert_hour_micro: int | None
    set_at: Instant
    set_by: str

    @classmethod
    def of(cls, rate: ServiceRate, timezone: str, by: str) -> Self:
        """Return the view of a rate of a shop in a time zone, set by somebody of this name."""
        own = {name: getattr(rate, name) for name in cls.model_fields if hasattr(rate, name)}
        from_day = None if rate.from_at == BEGINNING else day_at(rate.from_at, timezone)
        return cls(**own | {"from_day": from_day, "set_by": by})


class RatesView(View):
    """The rates of a shop, the one that counts from the latest day first.

    `model_currency` is what the language model is paid in, None without one: in another currency
    than the rates its price is not part of what a level costs.
    """

    rates: list[RateView]
    model_currency: str | None
