"""Whether the bot solved more, or only kept more: FUN-2 of people.md 5.1."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.orm import aliased

from yingda.conversations.models import Conversation, Turn
from yingda.foundation.clock import Instant
from yingda.foundation.transaction import Tx
from yingda.insight.bot.funnel import is_last_hop
from yingda.insight.records import Clause, Records
from yingda.insight.scopes import Scope
from yingda.learning.following import COMES_BACK_WITHIN
from yingda.learning.models import PathHop
from yingda.learning.paths import BOT_LEVEL

Verdict = Literal["shifted", "solved", "steady", "too_few"]
LEAST = 30
"""Conversations of each period below which nothing is concluded."""
RISE = 0.02
"""By how much the share of level 1 must have risen to be called a rise."""


@dataclass(frozen=True, slots=True)
class Share:
    """Of `n` conversations from which nobody can still come back: ended at level 1, came back."""

    n: int
    at_bot: int
    came_back: int

    @property
    def bot_share(self) -> float | None:
        """Return which share ended with the bot's answers, None without any conversation."""
        return self.at_bot / self.n if self.n else None

    @property
    def repeat_share(self) -> float | None:
        """Return which share was followed by another question of the customer within 72 hours."""
        return self.came_back / self.n if self.n else None


def verdict_of(now: Share, before: Share) -> Verdict:
    """Tell what a rise of level 1 is worth: solved only where fewer customers came back."""
    if min(now.n, before.n) < LEAST:
        return "too_few"
    if now.at_bot / now.n < before.at_bot / before.n + RISE:
        return "steady"
    fewer = now.came_back * before.n < before.came_back * now.n
    return "solved" if fewer else "shifted"


def ended(scope: Scope, now: Instant) -> Records:
    """Return conversations that are over since 72 hours, with the level at which they ended.

    A conversation belongs to the day on which it was opened. One in which nothing was asked is
    none.
    """
    return (
        select(
            Conversation.id.label("id"),
            PathHop.level.label("level"),
            case((_came_back(), 1), else_=0).label("came_back"),
        )
        .select_from(PathHop)
        .join(Conversation, Conversation.id == PathHop.conversation_id)
        .where(*scope.owns(PathHop), *scope.on_the_day(Conversation.opened_at), is_last_hop())
        .where(
            Conversation.status == "closed",
            Conversation.closed_at <= now - COMES_BACK_WITHIN,
            PathHop.outcome != "nothing_said",
        )
    )


def share_of(tx: Tx, records: Records) -> Share:
    """Count what ended."""
    row = records.subquery()
    at_bot = func.sum(case((row.c.level == BOT_LEVEL, 1), else_=0))
    counted = select(func.count(), at_bot, func.sum(row.c.came_back))
    n, ended_there, came_back = tx.connection.execute(counted).one()
    return Share(n, int(ended_there or 0), int(came_back or 0))


def _came_back() -> Clause:
    """Return whether the customer asked again in another conversation with this shop."""
    again = aliased(Conversation)
    return exists(
        select(Turn.id)
        .join(again, again.id == Turn.conversation_id)
        .where(
            and_(
                again.thread_id == Conversation.thread_id,
                again.id != Conversation.id,
                again.opened_at > Conversation.closed_at,
                again.opened_at <= Conversation.closed_at + COMES_BACK_WITHIN,
                Turn.is_remark.is_(False),
            )
        )
    )
