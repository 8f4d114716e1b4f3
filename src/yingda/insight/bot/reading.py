"""Reading the bot's figures and the records they count, for whoever may see the shops."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Subquery, and_, func, or_, select, union_all

from yingda.conversations.models import Conversation
from yingda.foundation.auth.principal import Principal
from yingda.foundation.cursors import read_cursor, write_cursor
from yingda.foundation.days import bounds_of, day_at
from yingda.foundation.shapes import Page
from yingda.foundation.transaction import Tx
from yingda.insight import queries
from yingda.insight.bot import designs, funnel, reads, shifting
from yingda.insight.bot.asking import AskedBot, Part, Period, ServedAs
from yingda.insight.bot.figures import BOT_FIGURES, BotFigure
from yingda.insight.bot.schemas import (
    BotFigureCode,
    BotFigureView,
    BotView,
    EvidenceCount,
    FlagCount,
    LevelCost,
    LevelView,
    ReadsView,
    ReasonCount,
    ServedCount,
    ShareView,
    ShiftView,
)
from yingda.insight.bot.shifting import Share
from yingda.insight.errors import PeriodWrong
from yingda.insight.queries import Asked
from yingda.insight.records import Records, total
from yingda.insight.schemas import RecordView
from yingda.insight.scopes import Scope
from yingda.learning.circumstances import CIRCUMSTANCES
from yingda.learning.paths import OUTCOMES
from yingda.learning.reasons import REASONS

USUAL_DAYS = 7
MOST_DAYS = 92


def bot_for(tx: Tx, caller: Principal, asked: AskedBot) -> BotView:
    """Return the bot's figures and the funnel of a period, all of one moment."""
    period = _period(tx, caller, asked)
    scope = _scope(tx, caller, asked, period)
    records = {code: _asked_for(one.records(scope), asked) for code, one in BOT_FIGURES.items()}
    totals = union_all(*(total(code, one) for code, one in records.items()))
    found = {code: (int(part or 0), n) for code, part, n in tx.connection.execute(totals)}
    return BotView(
        from_day=period.from_day,
        to_day=period.to_day,
        timezone=period.timezone,
        figures=[
            _figure(tx, figure, records[code], found[code]) for code, figure in BOT_FIGURES.items()
        ],
        funnel=[
            _prevented(tx, scope, asked),
            *_funnel(tx, caller, _asked_for(funnel.hops(scope), asked)),
        ],
        served=_served(tx, _asked_for(designs.served(scope), asked)),
        shift=_shift(tx, caller, asked, period),
        reasons=_reasons(tx, records["transfer_connected"]),
        evidence=_evidence(tx, records["bot_resolved"]),
        flags=_flags(tx, records["bot_contained"]),
    )


def bot_records_for(
    tx: Tx,
    caller: Principal,
    code: BotFigureCode,
    asked: AskedBot,
    part: Part,
) -> Page[RecordView]:
    """Return a page of the records behind one of the bot's figures, newest first."""
    figure = BOT_FIGURES[code]
    scope = _scope(tx, caller, asked, _period(tx, caller, asked))
    return _page(tx, _asked_for(figure.records(scope), asked), figure, part)


def hop_records_for(
    tx: Tx,
    caller: Principal,
    asked: AskedBot,
    hops: tuple[int, str | None],
    part: Part,
) -> Page[RecordView]:
    """Return a page of the conversations that came to a level, with what became of them there.

    `hops` names the level and the outcome; without an outcome it is all who came.
    """
    level, outcome = hops
    scope = _scope(tx, caller, asked, _period(tx, caller, asked))
    hop = _asked_for(funnel.hops(scope), asked).subquery()
    hidden = () if caller.leads else ("cost_micro", "currency")
    wanted = _but(hop, "level", "seconds", *hidden).where(hop.c.level == level)
    if outcome is not None:
        wanted = wanted.where(hop.c.note == outcome)
    return _page(tx, wanted, BOT_FIGURES["bot_received"], part)


def served_records_for(
    tx: Tx, caller: Principal, asked: AskedBot, served: ServedAs, part: Part
) -> Page[RecordView]:
    """Return a page of the conversations that were meant for one level and reached another."""
    scope = _scope(tx, caller, asked, _period(tx, caller, asked))
    path = _asked_for(designs.served(scope), asked).subquery()
    wanted = _but(path, "designed", "reached")
    if served.service is not None:
        wanted = wanted.where(path.c.note == served.service)
    if served.designed is not None:
        wanted = wanted.where(path.c.designed == served.designed)
    if served.reached is not None:
        wanted = wanted.where(path.c.reached == served.reached)
    return _page(tx, wanted, BOT_FIGURES["bot_received"], part)


def reads_for(tx: Tx, caller: Principal, asked: AskedBot) -> ReadsView:
    """Return the help pages read in a period, and what came of it."""
    return reads.reads_in(tx, _scope(tx, caller, asked, _period(tx, caller, asked)), asked.language)


def read_records_for(
    tx: Tx, caller: Principal, entry_id: str, asked: AskedBot, part: Part
) -> Page[RecordView]:
    """Return a page of the conversations of those who read an entry and asked all the same."""
    scope = _scope(tx, caller, asked, _period(tx, caller, asked))
    records = reads.asked_after(scope, entry_id, asked.language)
    return _page(tx, records, BOT_FIGURES["bot_received"], part)


def _period(tx: Tx, caller: Principal, asked: AskedBot) -> Period:
    timezone = queries.timezone_for(tx, caller, Asked(asked.merchant_id))
    to_day = asked.to_day or day_at(tx.now, timezone)
    from_day = asked.from_day or to_day - timedelta(days=(asked.days or USUAL_DAYS) - 1)
    if not 0 <= (to_day - from_day).days < MOST_DAYS:
        raise PeriodWrong(most=MOST_DAYS)
    return Period(from_day, to_day, timezone)


def _scope(tx: Tx, caller: Principal, asked: AskedBot, period: Period) -> Scope:
    start, _ = bounds_of(period.from_day, period.timezone)
    _, end = bounds_of(period.to_day, period.timezone)
    return queries.scope_for(tx, caller, Asked(asked.merchant_id), (start, end))


def _asked_for(records: Records, asked: AskedBot) -> Records:
    if asked.channel is not None:
        records = records.where(Conversation.channel == asked.channel)
    if asked.language is not None:
        records = records.where(Conversation.language == asked.language)
    return records


def _figure(tx: Tx, figure: BotFigure, records: Records, found: tuple[int, int]) -> BotFigureView:
    if not figure.median:
        return figure.view(*found)
    row = records.subquery()
    parts = select(row.c.part).where(row.c.reason.is_(None))
    return figure.view(*found, list(tx.connection.scalars(parts)))


def _prevented(tx: Tx, scope: Scope, asked: AskedBot) -> LevelView:
    """Return level L0: help pages read, which came by no channel and took nobody's time."""
    found: dict[str, int] = dict.fromkeys(OUTCOMES, 0)
    if asked.channel is None:
        found |= reads.reads_in(tx, scope, asked.language).outcomes
    return LevelView(level=0, inflow=sum(found.values()), outcomes=found, mean_seconds=None)


def _funnel(tx: Tx, caller: Principal, records: Records) -> list[LevelView]:
    """Return the levels of conversations; what they cost tells wages, and so leads alone see it."""
    views, costs = [], funnel.costs(tx, records) if caller.leads else {}
    for level, outcomes in funnel.counted(tx, records).items():
        inflow = sum(one.n for one in outcomes.values())
        seconds = sum(one.seconds for one in outcomes.values())
        rated = sum(one.rated for one in outcomes.values())
        scores = sum(one.scores for one in outcomes.values())
        views.append(
            LevelView(
                level=level,
                inflow=inflow,
                outcomes={outcome: one.n for outcome, one in outcomes.items()},
                mean_seconds=seconds / inflow if inflow else None,
                rated=rated,
                csat=scores / rated if rated else None,
                costs=[LevelCost.model_validate(one) for one in costs.get(level, ())],
            )
        )
    return views


def _served(tx: Tx, records: Records) -> list[ServedCount]:
    return [
        ServedCount.model_validate(dict(zip(ServedCount.model_fields, one, strict=True)))
        for one in designs.counted(tx, records)
    ]


def _shift(tx: Tx, caller: Principal, asked: AskedBot, period: Period) -> ShiftView:
    days = period.to_day - period.from_day + timedelta(days=1)
    before = Period(period.from_day - days, period.to_day - days, period.timezone)

    def share(of: Period) -> Share:
        records = shifting.ended(_scope(tx, caller, asked, of), tx.now)
        return shifting.share_of(tx, _asked_for(records, asked))

    now, then = share(period), share(before)
    return ShiftView(
        now=ShareView.model_validate(now, from_attributes=True),
        before=ShareView.model_validate(then, from_attributes=True),
        verdict=shifting.verdict_of(now, then),
    )


def _reasons(tx: Tx, records: Records) -> list[ReasonCount]:
    found = _noted(tx, records)
    return [ReasonCount(reason=reason, n=found.get(reason, 0)) for reason in REASONS]


def _evidence(tx: Tx, records: Records) -> list[EvidenceCount]:
    found = _noted(tx, records, part=1)
    return [EvidenceCount(evidence=note, n=n) for note, n in sorted(found.items())]


def _flags(tx: Tx, records: Records) -> list[FlagCount]:
    found = _noted(tx, records, part=1)
    return [FlagCount(flag=one, n=found.get(one, 0)) for one in ("abandoned", *CIRCUMSTANCES)]


def _noted(tx: Tx, records: Records, part: int | None = None) -> dict[str, int]:
    row = records.subquery()
    counted = select(row.c.note, func.count()).where(
        row.c.reason.is_(None), row.c.note.is_not(None)
    )
    if part is not None:
        counted = counted.where(row.c.part == part)
    rows = tx.connection.execute(counted.group_by(row.c.note))
    return {str(note): int(n) for note, n in rows}


def _but(row: Subquery, *hidden: str) -> Records:
    return select(*(column for column in row.c if column.name not in hidden))


def _page(tx: Tx, records: Records, figure: BotFigure, part: Part) -> Page[RecordView]:
    record = records.subquery()
    page = select(record).order_by(record.c.at.desc(), record.c.id.desc()).limit(part.limit + 1)
    if part.cursor is not None:
        at, last_id = read_cursor(part.cursor, int, str)
        page = page.where(or_(record.c.at < at, and_(record.c.at == at, record.c.id < last_id)))
    rows = [dict(row) for row in tx.connection.execute(page).mappings()]
    following = None
    if len(rows) > part.limit:
        following = write_cursor(rows[part.limit - 1]["at"], rows[part.limit - 1]["id"])
    return Page(items=[_view(figure, row) for row in rows[: part.limit]], next=following)


def _view(figure: BotFigure, row: dict[str, Any]) -> RecordView:
    counted, value = row["reason"] is None, figure.value_of(row["part"])
    return RecordView.model_validate(row | {"counted": counted, "value": value})
