"""Today's figures over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from yingda.foundation.web import Db, Page, StaffCaller
from yingda.insight import queries
from yingda.insight.queries import Asked
from yingda.insight.schemas import FigureCode, RecordView, TodayView

router = APIRouter(prefix="/api/insight", tags=["insight"])

OneId = Annotated[str | None, Query(pattern="^[0-9a-zA-Z]{1,32}$")]
Cursor = Annotated[str | None, Query(max_length=200)]
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/today")
async def read_today(
    db: Db, caller: StaffCaller, merchant_id: OneId = None, staff_id: OneId = None
) -> TodayView:
    """Return today's figures: of the shops the caller sees, or of one person."""
    return await db.read(queries.today_for, caller, Asked(merchant_id, staff_id))


@router.get("/today/{code}/records")
async def list_records(  # noqa: PLR0913, PLR0917 - each one a query parameter
    db: Db,
    caller: StaffCaller,
    code: FigureCode,
    merchant_id: OneId = None,
    staff_id: OneId = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[RecordView]:
    """Return the records behind one of today's figures, counted or not, with the reason."""
    asked = Asked(merchant_id, staff_id)
    return await db.read(queries.records_for, caller, code, asked, cursor, limit)
