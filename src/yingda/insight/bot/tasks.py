"""Figures that count tasks: those customers began with the bot, and those for an authority."""

from sqlalchemy import and_, case

from yingda.bot.flows.models import BotRun
from yingda.conversations.models import Conversation
from yingda.insight.records import NOBODY, Entry, Records, entries, not_counted, with_customer
from yingda.insight.scopes import Scope
from yingda.routing.models import StaffTask

UNDER_WAY = ("running", "calling", "suspended")


def completed(scope: Scope) -> Records:
    """自助完成率, M69: tasks that came to their good end / tasks begun in the period.

    A task that ended by telling the customer "that cannot be done" was not completed. What is still
    under way is `too_early`.
    """
    done = and_(BotRun.status == "finished", BotRun.solved.is_not(False))
    return with_customer(
        entries(
            Entry(
                id=BotRun.id,
                at=BotRun.started_at,
                part=case((done, 1), else_=0),
                reason=not_counted((BotRun.status.in_(UNDER_WAY), "too_early")),
                agent_name=NOBODY,
            )
        )
        .select_from(BotRun)
        .join(Conversation, Conversation.id == BotRun.conversation_id)
    ).where(*scope.owns(BotRun), *scope.on_the_day(BotRun.started_at))


def hops(scope: Scope) -> Records:
    """转达次数, S1.22: median number of hands a task went through until somebody may decide it.

    Chosen: each group or person it was handed to is one, the first included, so that 1 is the
    least. A task belongs to the day on which it was asked for. One still on its way is `waiting`;
    one whose conversation ended before is `not_connected`. The note names the authority.
    """
    ended = and_(StaffTask.reached_at.is_(None), StaffTask.ended_at.is_not(None))
    waits = and_(StaffTask.reached_at.is_(None), StaffTask.ended_at.is_(None))
    return with_customer(
        entries(
            Entry(
                id=StaffTask.id,
                at=StaffTask.asked_at,
                part=StaffTask.hops,
                reason=not_counted((waits, "waiting"), (ended, "not_connected")),
                agent_name=NOBODY,
                note=StaffTask.needs,
            )
        )
        .select_from(StaffTask)
        .join(Conversation, Conversation.id == StaffTask.conversation_id)
    ).where(*scope.owns(StaffTask), *scope.on_the_day(StaffTask.asked_at))
