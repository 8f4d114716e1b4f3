"""Figures that count conversations: what the bot received, kept, solved, and handed over."""

from sqlalchemy import and_, case, exists, literal, or_, select
from sqlalchemy.sql import ColumnElement

from yingda.conversations.models import Conversation, Leg
from yingda.insight.handovers import asked_bot, bot_leg, replied_as
from yingda.insight.records import (
    NO_NOTE,
    NOBODY,
    Clause,
    Entry,
    Records,
    entries,
    not_counted,
    with_customer,
)
from yingda.insight.schemas import Reason
from yingda.insight.scopes import Scope
from yingda.learning.circumstances import CIRCUMSTANCES, Circumstance
from yingda.learning.models import BotCircumstance, BotTransfer, PathHop
from yingda.learning.reasons import HELPED, QUESTIONS


def received(scope: Scope) -> Records:
    """机器人接待量, M57: conversations in which the bot answered at least one question.

    One record for each conversation that the bot began in the period. An answer, a choice of
    answers or a task is one; a greeting or "I do not know" is none (`not_answered`).
    """
    part = literal(1)
    return _records(scope, part, (~_spoke(), "nothing_said"), (~replied_as(HELPED), "not_answered"))


def handled_alone(scope: Scope) -> Records:
    """独立接待率, M58: conversations of the bot alone / conversations received (M57).

    One in which a person was asked for is none, also where nobody came: else the figure would rise
    whenever nobody is on duty.
    """
    part = case((or_(_met_person(), _transferred()), 0), else_=1)
    return _records(scope, part, (~_spoke(), "nothing_said"), (~replied_as(HELPED), "not_answered"))


def contained(scope: Scope) -> Records:
    """机器人拦截率, M59: conversations not transferred / bot conversations.

    Contained is not resolved: the note flags who left after the bot had not known, and otherwise
    who met it when nobody was on duty, or where the way to a person was not simply there.
    """
    part = case((_transferred(), 0), else_=1)
    flag = case(
        (_transferred(), NO_NOTE),
        (_hop(PathHop.outcome == "abandoned", PathHop.level < 3), "abandoned"),
        *((_met(one), one) for one in CIRCUMSTANCES),
        else_=NO_NOTE,
    )
    return _records(scope, part, (~_spoke(), "nothing_said"), note=flag)


def resolved(scope: Scope) -> Records:
    """机器人解决率, M60: conversations with positive evidence / bot conversations.

    Evidence, shown as the note: the customer said it was solved or thanked for the answer, a task
    was finished, or nobody came back within 72 hours of a real answer. Silence after "I do not
    know" never counts. Who still talks, or left less than 72 hours ago, is `too_early`.
    """
    watched = or_(Conversation.status == "open", _hop(PathHop.outcome == "watched"))
    too_early = and_(~_transferred(), watched)
    ended = _of_hop(PathHop.outcome, PathHop.level < 3)
    part = case((ended == "resolved", 1), else_=0)
    evidence = _of_hop(PathHop.evidence, PathHop.level < 3)
    return _records(
        scope, part, (~_spoke(), "nothing_said"), (too_early, "too_early"), note=evidence
    )


def net_self_service(scope: Scope) -> Records:
    """净自助解决率, M61: only the bot / (only the bot + transferred directly or after talk).

    Chosen: only the bot means that it really answered and nobody was asked for; a conversation with
    neither is `not_answered`.
    """
    part = case((_transferred(), 0), else_=1)
    neither = and_(~_transferred(), ~replied_as(HELPED))
    return _records(scope, part, (~_spoke(), "nothing_said"), (neither, "not_answered"))


def direct_transfer(scope: Scope) -> Records:
    """直接转人工率, M63: transfers with no real question before / conversations the bot began."""
    direct = _handed(BotTransfer.reason == "direct")
    return _records(scope, case((direct, 1), else_=0), note=_reason())


def transfer_after_talk(scope: Scope) -> Records:
    """开口后转人工率, M64: transfers after at least one question / conversations that asked one."""
    after = _handed(BotTransfer.questions > 0)
    asked = or_(replied_as(QUESTIONS), after)
    return _records(scope, case((after, 1), else_=0), (~asked, "nothing_said"), note=_reason())


def _records(
    scope: Scope, part: Clause, *whens: tuple[Clause, Reason], note: Clause = NO_NOTE
) -> Records:
    """Return one record for each conversation that the bot began in the period."""
    return (
        with_customer(
            entries(
                Entry(
                    id=Conversation.id,
                    at=Conversation.opened_at,
                    part=part,
                    reason=not_counted(*whens),
                    agent_name=NOBODY,
                    note=note,
                )
            ).select_from(Conversation)
        )
        .where(*scope.owns(Conversation), *scope.on_the_day(Conversation.opened_at), bot_leg())
        .where(
            Conversation.status.in_(["open", "closed"]), Conversation.last_message_at >= scope.start
        )
    )


def _spoke() -> ColumnElement[bool]:
    """Return whether the customer asked the bot something or was handed over: M62's denominator."""
    return or_(_transferred(), asked_bot())


def _transferred() -> ColumnElement[bool]:
    return bot_leg(and_(Leg.left_at.is_not(None), Leg.leave_reason != "ended"))


def _met_person() -> ColumnElement[bool]:
    mine = and_(
        Leg.conversation_id == Conversation.id,
        Leg.owner_kind != "bot",
        Leg.accepted_at.is_not(None),
    )
    return exists(select(Leg.id).where(mine).correlate(Conversation))


def _handed(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    mine = and_(BotTransfer.conversation_id == Conversation.id, *conditions)
    return exists(select(BotTransfer.leg_id).where(mine).correlate(Conversation))


def _reason() -> Clause:
    """Return the machine's reason of the first transfer."""
    mine = select(BotTransfer.reason).where(BotTransfer.conversation_id == Conversation.id)
    first = mine.order_by(BotTransfer.at, BotTransfer.leg_id).limit(1)
    return first.correlate(Conversation).scalar_subquery()


def _hop(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    mine = and_(PathHop.conversation_id == Conversation.id, *conditions)
    return exists(select(PathHop.number).where(mine).correlate(Conversation))


def _of_hop(column: Clause, *conditions: ColumnElement[bool]) -> Clause:
    mine = select(column).where(PathHop.conversation_id == Conversation.id, *conditions)
    last = mine.order_by(PathHop.number.desc()).limit(1)
    return last.correlate(Conversation).scalar_subquery()


def _met(kind: Circumstance) -> ColumnElement[bool]:
    mine = and_(BotCircumstance.conversation_id == Conversation.id, BotCircumstance.kind == kind)
    return exists(select(BotCircumstance.kind).where(mine).correlate(Conversation))
