"""Reading figures and the records they count; `scope_for` is the one guarded door."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_, select, union_all

from yingda.foundation.auth.principal import Principal
from yingda.foundation.cursors import read_cursor, write_cursor
from yingda.foundation.days import bounds_of, day_at
from yingda.foundation.shapes import Page
from yingda.foundation.transaction import Tx
from yingda.insight.errors import NotPersonal, NotYourFigures
from yingda.insight.figures import FIGURES, Figure
from yingda.insight.records import total
from yingda.insight.schemas import FigureCode, RecordView, TodayView
from yingda.insight.scopes import Scope
from yingda.merchants.models import Merchant
from yingda.merchants.queries import merchant_for, sees_all_merchants
from yingda.team.queries import staff_for

NOWHERE = "UTC"


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose figures somebody wants: of one shop or all they see, of one person or everybody."""

    merchant_id: str | None = None
    staff_id: str | None = None


def today_for(tx: Tx, caller: Principal, asked: Asked) -> TodayView:
    """Return today's figures, all by one statement, so that they are of one moment."""
    timezone = timezone_for(tx, caller, asked)
    day = day_at(tx.now, timezone)
    scope = scope_for(tx, caller, asked, bounds_of(day, timezone))
    wanted = [figure for figure in FIGURES.values() if figure.personal or scope.staff_id is None]
    totals = union_all(*(total(figure.code, figure.records(scope)) for figure in wanted))
    found = {code: (int(part or 0), n) for code, part, n in tx.connection.execute(totals)}
    figures = [figure.view(*found[figure.code]) for figure in wanted]
    return TodayView(day=day.isoformat(), timezone=timezone, figures=figures)


def records_for(
    tx: Tx, caller: Principal, code: FigureCode, asked: Asked, cursor: str | None, limit: int
) -> Page[RecordView]:
    """Return a page of the records behind one of today's figures, newest first.

    A list that was begun before midnight goes on with the same day.
    """
    figure = FIGURES[code]
    if asked.staff_id is not None and not figure.personal:
        raise NotPersonal
    timezone = timezone_for(tx, caller, asked)
    day, after = day_at(tx.now, timezone), None
    if cursor is not None:
        (day, last_at), last_id = read_cursor(cursor, _day_and_moment, str)
        after = last_at, last_id
    scope = scope_for(tx, caller, asked, bounds_of(day, timezone))
    rows = record_rows(tx, figure, scope, after, limit + 1)
    following = None
    if len(rows) > limit:
        last = rows[limit - 1]
        following = write_cursor([day.isoformat(), last["at"]], last["id"])
    return Page(items=[record_view(figure, row) for row in rows[:limit]], next=following)


def scope_for(tx: Tx, caller: Principal, asked: Asked, bounds: tuple[int, int]) -> Scope:
    """Return what the caller may count; raises when they ask for somebody else's figures."""
    if caller.leads:
        if asked.staff_id is not None:
            staff_for(tx, caller, asked.staff_id)
    elif asked.staff_id != caller.id and not _looks_at_own_shop(caller, asked):
        raise NotYourFigures
    shops = select(Merchant.id).where(Merchant.tenant_id == caller.tenant_id)
    if asked.merchant_id is not None:
        shops = shops.where(Merchant.id == asked.merchant_id)
    if not sees_all_merchants(caller):
        shops = shops.where(Merchant.id.in_(caller.merchant_ids))
    return Scope(caller.tenant_id, shops, asked.staff_id, *bounds)


def timezone_for(tx: Tx, caller: Principal, asked: Asked) -> str:
    """Return whose midnight ends the day: the shop's, or that of the first one the caller sees."""
    if asked.merchant_id is not None:
        return merchant_for(tx, caller, asked.merchant_id).timezone
    zones = select(Merchant.timezone).where(Merchant.tenant_id == caller.tenant_id)
    if not sees_all_merchants(caller):
        zones = zones.where(Merchant.id.in_(caller.merchant_ids))
    first = zones.order_by(Merchant.created_at, Merchant.id).limit(1)
    return tx.connection.scalar(first) or NOWHERE


def record_rows(
    tx: Tx, figure: Figure, scope: Scope, after: tuple[int, str] | None, limit: int
) -> list[dict[str, Any]]:
    """Return records of a figure, newest first, after the one shown last."""
    record = figure.records(scope).subquery()
    page = select(record).order_by(record.c.at.desc(), record.c.id.desc()).limit(limit)
    if after is not None:
        at, last_id = after
        older = or_(record.c.at < at, and_(record.c.at == at, record.c.id < last_id))
        page = page.where(older)
    return [dict(row) for row in tx.connection.execute(page).mappings()]


def record_view(figure: Figure, row: dict[str, Any]) -> RecordView:
    """Return a record in the figure's unit."""
    counted, value = row["reason"] is None, figure.value_of(row["part"])
    return RecordView.model_validate(row | {"counted": counted, "value": value})


def _looks_at_own_shop(caller: Principal, asked: Asked) -> bool:
    return caller.role == "merchant_staff" and asked.staff_id is None


def _day_and_moment(value: Any) -> tuple[date, int]:  # noqa: ANN401 - whatever JSON holds
    day, moment = value
    return date.fromisoformat(day), int(moment)
