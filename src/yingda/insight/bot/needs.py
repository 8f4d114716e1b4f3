"""Figures that count what conversations were for."""

from collections.abc import Callable

from sqlalchemy import case

from yingda.bot.needs.telling import Need
from yingda.conversations.models import Conversation
from yingda.insight.records import NOBODY, Entry, Records, entries, not_counted, with_customer
from yingda.insight.scopes import Scope
from yingda.learning.needs.models import ConversationNeed


def share_of(need: Need) -> Callable[[Scope], Records]:
    """三类需求, S1.19: conversations whose main need this was / conversations that had one.

    Told when a conversation ends, from the customer's words; what staff correct counts as they say.
    """

    def records(scope: Scope) -> Records:
        return with_customer(
            entries(
                Entry(
                    id=ConversationNeed.conversation_id,
                    at=Conversation.closed_at,
                    part=case((ConversationNeed.main == need, 1), else_=0),
                    reason=not_counted(),
                    agent_name=NOBODY,
                    note=ConversationNeed.main,
                )
            )
            .select_from(ConversationNeed)
            .join(Conversation, Conversation.id == ConversationNeed.conversation_id)
        ).where(*scope.owns(ConversationNeed), *scope.on_the_day(Conversation.closed_at))

    return records
