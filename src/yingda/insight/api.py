"""Today's figures over HTTP."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field, StringConstraints

from yingda.foundation.web import Db, Draft, Page, StaffCaller
from yingda.insight import queries
from yingda.insight.bot import reading
from yingda.insight.bot.asking import AskedBot, Part, ServedAs
from yingda.insight.bot.designs import Service
from yingda.insight.bot.reading import MOST_DAYS
from yingda.insight.bot.schemas import BotFigureCode, BotView, ReadsView
from yingda.insight.queries import Asked
from yingda.insight.schemas import FigureCode, RecordView, TodayView
from yingda.learning.paths import Outcome

router = APIRouter(prefix="/api/insight", tags=["insight"])

AnId = Annotated[str, StringConstraints(pattern="^[0-9a-zA-Z]{1,32}$")]


class RecordsQuery(Draft):
    """Whose records, and which part of the list."""

    merchant_id: AnId | None = None
    staff_id: AnId | None = None
    cursor: str | None = Field(default=None, max_length=200)
    limit: int = Field(default=50, ge=1, le=200)


class BotQuery(Draft):
    """Which shop, days, channel and language; what is left out is everything, and seven days.

    `days` counts back from `to_day`, which is the shop's own today where it is left out.
    """

    merchant_id: AnId | None = None
    days: int | None = Field(default=None, ge=1, le=MOST_DAYS)
    from_day: date | None = None
    to_day: date | None = None
    channel: AnId | None = None
    language: Annotated[str, StringConstraints(pattern="^[a-zA-Z-]{2,16}$")] | None = None

    def asked(self) -> AskedBot:
        """Return what is asked for, as plain values."""
        names = AskedBot.__slots__
        return AskedBot(**{name: getattr(self, name) for name in names})


class BotRecordsQuery(BotQuery):
    """Which part of a list of the bot's records."""

    cursor: str | None = Field(default=None, max_length=200)
    limit: int = Field(default=50, ge=1, le=200)

    def part(self) -> Part:
        """Return the part that is asked for."""
        return Part(self.cursor, self.limit)


class HopsQuery(BotRecordsQuery):
    """Which level, and what became of conversations there."""

    level: int = Field(ge=1, le=4)
    outcome: Outcome | None = None


class ServedQuery(BotRecordsQuery):
    """How conversations were served, where they were meant to be, and how high they came."""

    service: Service | None = None
    designed: int | None = Field(default=None, ge=1, le=4)
    reached: int | None = Field(default=None, ge=1, le=4)

    def served(self) -> ServedAs:
        """Return what is asked for, as plain values."""
        return ServedAs(self.service, self.designed, self.reached)


@router.get("/today")
async def read_today(
    db: Db, caller: StaffCaller, merchant_id: AnId | None = None, staff_id: AnId | None = None
) -> TodayView:
    """Return today's figures: of the shops the caller sees, or of one person."""
    return await db.read(queries.today_for, caller, Asked(merchant_id, staff_id))


@router.get("/today/{code}/records")
async def list_records(
    db: Db, caller: StaffCaller, code: FigureCode, query: Annotated[RecordsQuery, Query()]
) -> Page[RecordView]:
    """Return the records behind one of today's figures, counted or not, with the reason."""
    asked = Asked(query.merchant_id, query.staff_id)
    return await db.read(queries.records_for, caller, code, asked, query.cursor, query.limit)


@router.get("/bot")
async def read_bot(db: Db, caller: StaffCaller, query: Annotated[BotQuery, Query()]) -> BotView:
    """Return the bot's figures and the funnel of levels in a period of days."""
    return await db.read(reading.bot_for, caller, query.asked())


@router.get("/bot/funnel/records")
async def list_hops(
    db: Db, caller: StaffCaller, query: Annotated[HopsQuery, Query()]
) -> Page[RecordView]:
    """Return the conversations that came to a level, with what became of them there."""
    hops = (query.level, query.outcome)
    return await db.read(reading.hop_records_for, caller, query.asked(), hops, query.part())


@router.get("/bot/served/records")
async def list_served(
    db: Db, caller: StaffCaller, query: Annotated[ServedQuery, Query()]
) -> Page[RecordView]:
    """Return the conversations that were meant for one level and reached another."""
    return await db.read(
        reading.served_records_for, caller, query.asked(), query.served(), query.part()
    )


@router.get("/bot/reads")
async def read_reads(db: Db, caller: StaffCaller, query: Annotated[BotQuery, Query()]) -> ReadsView:
    """Return the help pages read in a period, and what came of it."""
    return await db.read(reading.reads_for, caller, query.asked())


@router.get("/bot/reads/{entry_id}/records")
async def list_reads(
    db: Db, caller: StaffCaller, entry_id: str, query: Annotated[BotRecordsQuery, Query()]
) -> Page[RecordView]:
    """Return the conversations of those who read an entry and asked all the same."""
    return await db.read(reading.read_records_for, caller, entry_id, query.asked(), query.part())


@router.get("/bot/{figure}/records")
async def list_bot_records(
    db: Db, caller: StaffCaller, figure: BotFigureCode, query: Annotated[BotRecordsQuery, Query()]
) -> Page[RecordView]:
    """Return the records behind one of the bot's figures, counted or not, with the reason."""
    return await db.read(reading.bot_records_for, caller, figure, query.asked(), query.part())
