"""Figures that count transfers: whether people were reached, and what the bot still lacks."""

from sqlalchemy import case, func, literal, select
from sqlalchemy.sql import ColumnElement

from yingda.conversations.models import Conversation, Leg
from yingda.insight.records import (
    NO_REASON,
    NOBODY,
    Clause,
    Entry,
    Records,
    entries,
    not_counted,
    with_customer,
)
from yingda.insight.scopes import Scope
from yingda.learning.labels import GAPS
from yingda.learning.models import BotTransfer


def connected(scope: Scope) -> Records:
    """转人工成功率, M70: transfers after which a person opened the conversation / transfers."""
    part = case((_reached_at().is_not(None), 1), else_=0)
    return _transfers(scope, part, not_counted(), scope.on_the_day(BotTransfer.at))


def wait_after_transfer(scope: Scope) -> Records:
    """转后等待, M70: from the transfer until a person opened it; who met nobody is not counted."""
    reached = _reached_at()
    reason = not_counted((reached.is_(None), "not_connected"))
    return _transfers(scope, reached - BotTransfer.at, reason, scope.on_the_day(BotTransfer.at))


def open_gaps(scope: Scope) -> Records:
    """知识缺口数, M71: transfers whose label says that the knowledge lacks something, unmended.

    All that are open now, whenever they were found; the period is not asked. One is closed by the
    board, or by the daily look when the bot answers its question since somebody wrote the answer.
    """
    still = (BotTransfer.label.in_(GAPS), BotTransfer.mended_at.is_(None))
    return _transfers(scope, literal(1), NO_REASON, still)


def gap_age(scope: Scope) -> Records:
    """缺口周期, M71: median time from a transfer until what was missing went live."""
    mended = (BotTransfer.label.in_(GAPS), *scope.on_the_day(BotTransfer.mended_at))
    return _transfers(scope, BotTransfer.mended_at - BotTransfer.at, NO_REASON, mended)


def _transfers(
    scope: Scope, part: Clause, reason: Clause, conditions: tuple[ColumnElement[bool], ...]
) -> Records:
    return with_customer(
        entries(
            Entry(
                id=BotTransfer.leg_id,
                at=BotTransfer.at,
                part=part,
                reason=reason,
                agent_name=NOBODY,
                note=BotTransfer.reason,
            )
        )
        .select_from(BotTransfer)
        .join(Conversation, Conversation.id == BotTransfer.conversation_id)
    ).where(*scope.owns(BotTransfer), *conditions)


def _reached_at() -> Clause:
    mine = select(func.min(Leg.accepted_at)).where(
        Leg.conversation_id == BotTransfer.conversation_id,
        Leg.owner_kind != "bot",
        Leg.joined_at >= BotTransfer.at,
    )
    return mine.correlate(BotTransfer).scalar_subquery()
