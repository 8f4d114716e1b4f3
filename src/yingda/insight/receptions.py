"""Who was received by people, and whether people replied."""

from sqlalchemy import and_, case, exists, func, literal, select
from sqlalchemy.sql import ColumnElement

from yingda.conversations.models import Conversation, Leg, Message, Turn
from yingda.conversations.states import EFFECTIVE_KINDS
from yingda.insight.records import Clause, Entry, Records, entries, not_counted, with_customer
from yingda.insight.scopes import Condition, Scope


def customers_received(scope: Scope) -> Records:
    """接待人数, metrics.md M03: distinct customers with at least one human leg.

    A leg belongs to the day it was joined. One record for each leg; of a customer's legs the first
    counts, the others are shown as `same_customer`. For one person each customer counts once a
    day, also after a transfer to and fro.
    Chosen: a leg counts once its owner has opened the conversation; an offer that ran out is no
    reception (`not_accepted`). Customers are the same when they have been merged.
    """
    legs = with_customer(
        entries(
            Entry(
                id=Leg.id,
                at=Leg.joined_at,
                part=literal(1),
                reason=not_counted((Leg.accepted_at.is_(None), "not_accepted")),
                agent_name=Leg.owner_name,
            )
        )
        .add_columns(Conversation.customer_id)
        .join(Conversation, Conversation.id == Leg.conversation_id)
    )
    legs = legs.where(*human_legs_of(scope), *scope.by_person(Leg.owner_id))
    return once_each(legs)


def once_each(legs: Records) -> Records:
    """Let only the first counted leg of each customer count."""
    leg = legs.subquery()
    order = (leg.c.at, leg.c.id)
    place = func.row_number().over(partition_by=(leg.c.customer_id, leg.c.reason), order_by=order)
    again = and_(leg.c.reason.is_(None), place > 1)
    reason = case((again, "same_customer"), else_=leg.c.reason).label("reason")
    kept = [column for column in leg.c if column.name not in {"reason", "customer_id"}]
    return select(*kept, reason)


def reply_rate(scope: Scope) -> Records:
    """回复率, metrics.md M16: conversations with an effective reply / accepted conversations.

    One record for each conversation with a human leg joined on the day; it is answered when a
    person (or the machine under a person's name) said something in such a leg. Welcomes, system
    events, broadcasts and the bot's own answers are no replies; a recalled reply was one.
    Chosen: a conversation is accepted when somebody opened it; one in progress counts as not yet
    answered; one in which the customer only said thanks or goodbye needs no answer.
    """
    first = first_legs(scope).subquery()
    replied, asked, thanked = said_by_people(scope), waited(scope), waited(scope, remark=True)
    nothing_to_answer = and_(~replied, ~asked, thanked)
    return with_customer(
        entries(
            Entry(
                id=Conversation.id,
                at=first.c.joined_at,
                part=case((replied, 1), else_=0),
                reason=not_counted(
                    (first.c.accepted_at.is_(None), "not_accepted"),
                    (nothing_to_answer, "closing_remark"),
                ),
                agent_name=first.c.owner_name,
            )
        ).join(first, and_(first.c.conversation_id == Conversation.id, first.c.place == 1))
    )


def first_legs(scope: Scope) -> Records:
    """Return the day's human legs, numbered in each conversation, accepted ones first."""
    offered_only = case((Leg.accepted_at.is_(None), 1), else_=0)
    place = func.row_number().over(
        partition_by=Leg.conversation_id, order_by=(offered_only, Leg.joined_at, Leg.number)
    )
    columns = (Leg.conversation_id, Leg.joined_at, Leg.accepted_at, Leg.owner_name)
    return select(*columns, place.label("place")).where(*human_legs_of(scope))


def said_by_people(scope: Scope) -> ColumnElement[bool]:
    """Return whether somebody replied in one of the conversation's human legs of the day."""
    return exists(
        select(Message.seq)
        .join(Leg, Leg.id == Message.leg_id)
        .where(
            Message.conversation_id == Conversation.id,
            Message.sender_kind.in_(sorted(EFFECTIVE_KINDS)),
            Message.content_type != "event",
            *human_legs_of(scope),
        )
        .correlate(Conversation)
    )


def waited(scope: Scope, *, remark: bool = False) -> ColumnElement[bool]:
    """Return whether the customer waited for an answer in such a leg, or only said thanks."""
    return exists(
        select(Turn.id)
        .join(Leg, Leg.id == Turn.leg_id)
        .where(
            Turn.conversation_id == Conversation.id,
            Turn.is_remark.is_(remark),
            *human_legs_of(scope),
        )
        .correlate(Conversation)
    )


def human_legs_of(scope: Scope) -> tuple[Condition, ...]:
    """Return the conditions of a person's leg that was joined on the day."""
    return (*scope.owns(Leg), *scope.on_the_day(Leg.joined_at), owned_by_person(Leg.owner_kind))


def owned_by_person(owner_kind: Clause) -> Condition:
    """Return whether a leg is a person's, not the bot's."""
    return owner_kind != "bot"
