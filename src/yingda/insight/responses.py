"""How long customers waited for people's answers."""

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql import ColumnElement

from yingda.conversations.models import Conversation, Leg, Turn
from yingda.conversations.states import EFFECTIVE_KINDS
from yingda.insight.receptions import owned_by_person
from yingda.insight.records import Entry, Records, entries, not_counted, with_customer
from yingda.insight.scopes import Scope


def average_response_time(scope: Scope) -> Records:
    """平均响应时长, metrics.md M11: sum of the durations of answered turns / answered turns.

    One record for each turn on a person's leg. It belongs to the day it was charged to that leg,
    and lasts from then, `charged_at` = the later of the joining and the customer's first message
    (or request for a person, when everything said before it was answered), until the first
    effective reply; both are the server's times, and recalling a reply keeps them.
    Chosen: unanswered turns are left out (no cap stands in for them), those given up with a
    transfer stay with the leg that left them; closing remarks and the bot's turns are left out.
    When the server's clock was set back in between, the turn lasted 0 s.
    """
    return with_customer(
        entries(
            Entry(
                id=Turn.id,
                at=Turn.charged_at,
                part=case((answered(Turn), lasted(Turn))),
                reason=not_counted(
                    (Turn.is_remark, "closing_remark"),
                    (Turn.ended_at.is_(None), "waiting"),
                    (~answered(Turn), "unanswered"),
                ),
                agent_name=Leg.owner_name,
            )
        )
        .select_from(Turn)
        .join(Leg, Leg.id == Turn.leg_id)
        .join(Conversation, Conversation.id == Turn.conversation_id)
    ).where(
        *scope.owns(Turn),
        *scope.on_the_day(Turn.charged_at),
        *scope.by_person(Leg.owner_id),
        owned_by_person(Leg.owner_kind),
    )


def first_response_time(scope: Scope) -> Records:
    """首次响应时长, metrics.md M10: mean over conversations of the first effective human reply.

    The clock starts at max(first customer message, join) = `charged_at` of the turn, as in M11.
    The records are M11's up to a conversation's first answered turn, which is the one that counts:
    it may lie on an earlier day, then today has none.
    Chosen: unanswered conversations are left out (not counted to their end); a greeting before the
    customer has said anything to a person answers nothing; for one person it is their own first
    answer in the conversation, so whoever takes over is measured from their joining.
    """
    return average_response_time(scope).where(~answered_before(scope))


def lasted(turn: type[Turn]) -> ColumnElement[int | None]:
    """Return the milliseconds from the charge to the end; no clock makes them negative."""
    return case((turn.ended_at < turn.charged_at, 0), else_=turn.ended_at - turn.charged_at)


def answered(turn: type[Turn]) -> ColumnElement[bool]:
    """Return whether a turn ended with an effective reply; never NULL, so it can be negated."""
    return func.coalesce(turn.closed_by_kind, "").in_(sorted(EFFECTIVE_KINDS))


def answered_before(scope: Scope) -> ColumnElement[bool]:
    """Return whether a person had answered in the conversation before this turn."""
    earlier, leg = aliased(Turn), aliased(Leg)
    return exists(
        select(earlier.id)
        .join(leg, leg.id == earlier.leg_id)
        .where(
            and_(
                earlier.conversation_id == Turn.conversation_id,
                earlier.opened_seq < Turn.opened_seq,
                earlier.is_remark.is_(False),
                answered(earlier),
                owned_by_person(leg.owner_kind),
                *scope.by_person(leg.owner_id),
            )
        )
        .correlate(Turn)
    )
