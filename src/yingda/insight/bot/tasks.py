"""Figures that count tasks which customers began with the bot."""

from sqlalchemy import and_, case

from yingda.bot.flows.models import BotRun
from yingda.conversations.models import Conversation
from yingda.insight.records import NOBODY, Entry, Records, entries, not_counted, with_customer
from yingda.insight.scopes import Scope

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
