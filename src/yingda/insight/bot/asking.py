"""What is asked of the bot's figures: which shop and days, which conversations, which part."""

from dataclasses import dataclass
from datetime import date

from yingda.insight.bot.designs import Service


@dataclass(frozen=True, slots=True)
class AskedBot:
    """Which shop, days, channel and language; what is left out is everything, and seven days."""

    merchant_id: str | None = None
    days: int | None = None
    from_day: date | None = None
    to_day: date | None = None
    channel: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a list of records."""

    cursor: str | None
    limit: int


@dataclass(frozen=True, slots=True)
class ServedAs:
    """How, meant for which level and how high; what is left out is any."""

    service: Service | None = None
    designed: int | None = None
    reached: int | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The days asked for, and whose midnight parts them."""

    from_day: date
    to_day: date
    timezone: str
