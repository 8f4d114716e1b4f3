"""What went from the bot to people, and who waits for them now."""

from collections.abc import Collection

from sqlalchemy import and_, case, exists, literal, or_, select
from sqlalchemy.sql import ColumnElement

from yingda.bot.models import BotReply
from yingda.conversations.models import Conversation, Leg, QueueStay, Turn
from yingda.insight.records import (
    NO_REASON,
    NOBODY,
    Entry,
    Records,
    entries,
    not_counted,
    with_customer,
)
from yingda.insight.scopes import Scope
from yingda.learning.reasons import QUESTIONS
from yingda.team.models import SkillGroup


def transfer_to_human_rate(scope: Scope) -> Records:
    """转人工率, metrics.md M62: conversations with an actual transfer act / bot conversations.

    One record for each conversation that the bot began on the day. It was transferred when a leg of
    the bot ended in handing over: the customer queued, left a message for people, or a person took
    it, whether or not somebody was found in the end. A button merely shown is no transfer.
    Chosen: a bot conversation is one in which the customer asked the bot something or was
    transferred (who presses the button without a word is in both parts, so the rate stays within
    1); who only looked, greeted or said thanks, is `nothing_said`. A conversation counts on the day
    it was opened, also when it is handed over after midnight or re-opened.
    """
    handed_over = bot_leg(and_(Leg.left_at.is_not(None), Leg.leave_reason != "ended"))
    return (
        with_customer(
            entries(
                Entry(
                    id=Conversation.id,
                    at=Conversation.opened_at,
                    part=case((handed_over, 1), else_=0),
                    reason=not_counted((~or_(handed_over, asked_bot()), "nothing_said")),
                    agent_name=Conversation.agent_name,
                )
            ).select_from(Conversation)
        )
        .where(*scope.owns(Conversation), *scope.on_the_day(Conversation.opened_at), bot_leg())
        # The rest follows from the day; it is what the index of a shop's conversations knows.
        .where(
            Conversation.status.in_(["open", "closed"]), Conversation.last_message_at >= scope.start
        )
    )


def queue_length(scope: Scope) -> Records:
    """排队人数, live: customers who wait in a queue for a person at this moment.

    One record for each open queue stay, at the first moment of the whole wait (metrics.md 2.3
    has no live row; M24 "live" and M27 rest on the same stays).
    Chosen: who has been offered to somebody no longer waits in the queue, also before the offer is
    accepted; left messages are not in it; whoever is blocked still stands in it.
    """
    groups = select(SkillGroup.id).where(SkillGroup.tenant_id == scope.tenant_id)
    return (
        entries(
            Entry(
                id=QueueStay.id,
                at=QueueStay.waiting_since,
                part=literal(1),
                reason=NO_REASON,
                agent_name=NOBODY,
            )
        )
        .select_from(Conversation)
        .join(QueueStay, QueueStay.id == Conversation.stay_id)
        .where(
            *scope.owns(Conversation),
            Conversation.status == "open",
            Conversation.stage == "queue",
            # Whoever queues does so for one of the tenant's groups; the index begins with it.
            Conversation.group_id.in_(groups),
        )
    )


def bot_leg(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return whether the conversation had such a leg of the bot."""
    mine = and_(Leg.conversation_id == Conversation.id, Leg.owner_kind == "bot", *conditions)
    return exists(select(Leg.id).where(mine).correlate(Conversation))


def asked_bot() -> ColumnElement[bool]:
    """Return whether the customer asked the bot something, as it is stored with its replies.

    What the bot has not replied to (yet) is a question unless it is thanks or goodbye; so says
    `learning.history` too.
    """
    replied = replied_as(QUESTIONS)
    since = and_(BotReply.conversation_id == Turn.conversation_id, BotReply.at >= Turn.opened_at)
    mine = and_(
        Turn.conversation_id == Conversation.id,
        Turn.is_remark.is_(False),
        Leg.owner_kind == "bot",
        ~exists(select(BotReply.id).where(since).correlate(Turn)),
    )
    waits = select(Turn.id).join(Leg, Leg.id == Turn.leg_id).where(mine)
    return or_(replied, exists(waits.correlate(Conversation)))


def replied_as(verdicts: Collection[str]) -> ColumnElement[bool]:
    """Return whether the bot ever replied so in the conversation."""
    mine = and_(BotReply.conversation_id == Conversation.id, BotReply.verdict.in_(sorted(verdicts)))
    return exists(select(BotReply.id).where(mine).correlate(Conversation))
