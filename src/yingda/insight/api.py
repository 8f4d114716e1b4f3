"""Today's figures over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field, StringConstraints

from yingda.foundation.web import Db, Draft, Page, StaffCaller
from yingda.insight import queries
from yingda.insight.queries import Asked
from yingda.insight.schemas import FigureCode, RecordView, TodayView

router = APIRouter(prefix="/api/insight", tags=["insight"])

AnId = Annotated[str, StringConstraints(pattern="^[0-9a-zA-Z]{1,32}$")]


class RecordsQuery(Draft):
    """Whose records, and which part of the list."""

    merchant_id: AnId | None = None
    staff_id: AnId | None = None
    cursor: str | None = Field(default=None, max_length=200)
    limit: int = Field(default=50, ge=1, le=200)


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
