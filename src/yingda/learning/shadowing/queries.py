"""Reads of shadow mode: what waits to be put to the candidate, and how it compares."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, or_, select
from sqlalchemy.sql import ColumnElement

from yingda.bot import queries as bot
from yingda.bot.models import BotReply
from yingda.bot.training import publishing
from yingda.conversations.models import Conversation, Message
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import MINUTE
from yingda.foundation.cursors import read_cursor, write_cursor
from yingda.foundation.shapes import Page
from yingda.foundation.transaction import Tx
from yingda.learning.history import text_of
from yingda.learning.models import BotTransfer, PathHop
from yingda.learning.queries import entry_titles
from yingda.learning.shadowing.comparing import Group, by_fate, by_kind, counted, gap_of
from yingda.learning.shadowing.errors import ShadowNotFound
from yingda.learning.shadowing.models import ShadowReply, ShadowRun
from yingda.learning.shadowing.schemas import (
    ComparisonView,
    Counted,
    FateView,
    ShadowQuestion,
    ShadowRunView,
    ShadowView,
    TrainedView,
)
from yingda.learning.shares import wilson
from yingda.merchants.queries import merchant_meant
from yingda.team.queries import staff_by_id

COMPARED = ("answer", "choices", "unknown")
LATE = 10 * MINUTE
"""How much later than its neighbours a reply may be committed by another process."""
PERSON_LEVEL = 3


def run_for(tx: Tx, caller: Principal, run_id: str) -> ShadowRun:
    """Return the run, if the caller may see its shop."""
    run = tx.session.get(ShadowRun, run_id)
    if run is None or not caller.may_see_merchant(run.merchant_id, run.tenant_id):
        raise ShadowNotFound
    return run


def last_run(tx: Tx, merchant_id: str) -> ShadowRun | None:
    """Return the newest run of a shop, which may go on."""
    mine = select(ShadowRun).where(ShadowRun.merchant_id == merchant_id)
    return tx.session.scalars(mine.order_by(ShadowRun.id.desc()).limit(1)).first()


def waiting(tx: Tx, run: ShadowRun, limit: int) -> Sequence[Any]:
    """Return questions that the live bot replied to, and the candidate was not asked yet."""
    known = select(ShadowReply.reply_id).where(
        ShadowReply.run_id == run.id, ShadowReply.reply_id == BotReply.id
    )
    asked = and_(
        Message.conversation_id == BotReply.conversation_id,
        Message.id == BotReply.asked_message_id,
        Message.content_type == "text",
        Message.recalled_at.is_(None),
    )
    found = (
        select(BotReply, Message.content, Conversation.customer_id)
        .join(Conversation, Conversation.id == BotReply.conversation_id)
        .join(Message, asked)
        .where(
            BotReply.merchant_id == run.merchant_id,
            BotReply.at >= max(run.started_at, run.read_until - LATE),
            BotReply.verdict.in_(COMPARED),
            ~exists(known.correlate(BotReply)),
        )
        .order_by(BotReply.at, BotReply.id)
    )
    return tx.session.execute(found.limit(limit)).all()


def shadow_for(tx: Tx, caller: Principal, merchant_id: str | None) -> ShadowView:
    """Return the shop's last run with its comparison, and what could be tried."""
    merchant = merchant_meant(tx, caller, merchant_id)
    run = last_run(tx, merchant.id)
    settings = bot.settings_of(tx, merchant.id)
    trained = publishing.unpublished(tx, merchant.id)
    return ShadowView(
        run=None if run is None else run_view(tx, run),
        comparison=None if run is None else _comparison(tx, run),
        trained=None if trained is None else TrainedView.model_validate(trained),
        answer_above=settings.answer_above,
        choices_above=settings.choices_above,
    )


def run_view(tx: Tx, run: ShadowRun) -> ShadowRunView:
    """Return a run with the name of who began it."""
    values = {name: getattr(run, name) for name in ShadowRunView.model_fields}
    return ShadowRunView.model_validate(
        values | {"started_by": staff_by_id(tx, run.started_by).name}
    )


def questions_for(
    tx: Tx, caller: Principal, run_id: str, kind: str | None, part: tuple[str | None, int]
) -> Page[ShadowQuestion]:
    """Return a page of a run's questions, newest first, of one kind or all that differ."""
    run, (cursor, limit) = run_for(tx, caller, run_id), part
    found = _rows(run).where(ShadowReply.kind == kind if kind else ShadowReply.kind != "same")
    if cursor is not None:
        at, last = read_cursor(cursor, int, str)
        older = and_(ShadowReply.at == at, ShadowReply.reply_id < last)
        found = found.where(or_(ShadowReply.at < at, older))
    ordered = found.order_by(ShadowReply.at.desc(), ShadowReply.reply_id.desc())
    rows = tx.session.execute(ordered.limit(limit + 1)).all()
    following = None
    if len(rows) > limit:
        last_row = rows[limit - 1].ShadowReply
        following = write_cursor(last_row.at, last_row.reply_id)
    return Page(items=_questions(tx, rows[:limit]), next=following)


def _questions(tx: Tx, rows: Sequence[Any]) -> list[ShadowQuestion]:
    ids = {one for row in rows for one in (*row.ShadowReply.entry_ids, *row.BotReply.entry_ids)}
    titles = entry_titles(tx, list(ids))

    def named(entry_ids: Sequence[str]) -> list[Any]:
        return [titles[one] for one in entry_ids if one in titles]

    return [
        ShadowQuestion(
            id=row.ShadowReply.reply_id,
            conversation_id=row.ShadowReply.conversation_id,
            at=row.ShadowReply.at,
            question=text_of(row.content or {}),
            live=row.ShadowReply.live,
            live_entries=named(row.BotReply.entry_ids),
            verdict=row.ShadowReply.verdict,
            entries=named(row.ShadowReply.entry_ids),
            confidence=row.ShadowReply.confidence,
            kind=row.ShadowReply.kind,
            fate=row.fate,
        )
        for row in rows
    ]


def _rows(run: ShadowRun) -> Select[*tuple[Any, ...]]:
    asked = and_(
        Message.conversation_id == BotReply.conversation_id,
        Message.id == BotReply.asked_message_id,
        Message.recalled_at.is_(None),
    )
    return (
        select(ShadowReply, BotReply, Message.content, _fate().label("fate"))
        .join(BotReply, BotReply.id == ShadowReply.reply_id)
        .outerjoin(Message, asked)
        .where(ShadowReply.run_id == run.id)
    )


def _comparison(tx: Tx, run: ShadowRun) -> ComparisonView:
    rows = (
        select(ShadowReply.live, ShadowReply.verdict, ShadowReply.kind, _fate().label("fate"))
        .where(ShadowReply.run_id == run.id)
        .subquery()
    )
    columns = rows.c.live, rows.c.verdict, rows.c.kind, rows.c.fate
    found = tx.connection.execute(select(*columns, func.count()).group_by(*columns))
    groups = [Group(*row) for row in found]
    n, kinds = sum(one.n for one in groups), by_kind(groups)
    agreed = wilson(kinds["same"], n) if n else (None, None)
    gap = gap_of(kinds["gained"], kinds["lost"], n) if n else (None, None, None)
    return ComparisonView(
        n=n,
        live=Counted(**counted(groups, "live")),
        candidate=Counted(**counted(groups, "verdict")),
        kinds=kinds,
        agreed_low=agreed[0],
        agreed_high=agreed[1],
        gap=gap[0],
        gap_low=gap[1],
        gap_high=gap[2],
        fates=[
            FateView(
                fate=one.fate,
                n=one.n,
                live_answered=one.live_answered,
                answered=one.answered,
                same=one.same,
                low=one.interval[0],
                high=one.interval[1],
            )
            for one in by_fate(groups)
        ],
    )


def _fate() -> ColumnElement[str]:
    """Return how the conversation went on: with a person, solved, not solved, or nobody knows."""
    handed = select(BotTransfer.leg_id).where(
        BotTransfer.conversation_id == ShadowReply.conversation_id,
        BotTransfer.at >= ShadowReply.at,
    )
    last = (
        select(PathHop.outcome)
        .where(PathHop.conversation_id == ShadowReply.conversation_id, PathHop.level < PERSON_LEVEL)
        .order_by(PathHop.number.desc())
        .limit(1)
        .correlate(ShadowReply)
        .scalar_subquery()
    )
    return case(
        (exists(handed.correlate(ShadowReply)), "transferred"),
        (last == "resolved", "resolved"),
        (last.in_(["abandoned", "came_back"]), "unsolved"),
        else_="open",
    )
