"""What all records behind figures have in common: the columns, and the total over them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, Select, String, case, cast, func, literal, null, select
from sqlalchemy.sql import SQLColumnExpression

from yingda.conversations.models import Conversation
from yingda.customers.models import Customer
from yingda.insight.schemas import Reason

Records = Select[*tuple[Any, ...]]
Clause = SQLColumnExpression[Any]

NO_REASON: Clause = cast(null(), String)
NOBODY: Clause = cast(null(), String)
NO_SCORE: Clause = cast(null(), Integer)
NO_NOTE: Clause = cast(null(), String)


@dataclass(frozen=True, slots=True)
class Entry:
    """The columns in which kinds of records differ.

    `part` is what a record adds to the numerator: 1, 0 or 1, or milliseconds. `reason` says why a
    record does not count; it is NULL when it does. `id` makes the order complete. `note` says how
    the bot came to it: the evidence, or a reason.
    """

    id: Clause
    at: Clause
    part: Clause
    reason: Clause
    agent_name: Clause
    score: Clause = NO_SCORE
    note: Clause = NO_NOTE


def entries(entry: Entry) -> Records:
    """Return the SELECT of records; whoever calls it joins Conversation and Customer."""
    return select(
        entry.id.label("id"),
        Conversation.id.label("conversation_id"),
        Conversation.customer_name.label("customer_name"),
        entry.agent_name.label("agent_name"),
        entry.at.label("at"),
        entry.part.label("part"),
        entry.reason.label("reason"),
        entry.score.label("score"),
        entry.note.label("note"),
    )


def with_customer(records: Records) -> Records:
    """Join the conversation's customer, as merges have left it."""
    return records.join(Customer, Customer.id == Conversation.customer_id)


def not_counted(*whens: tuple[Clause, Reason]) -> Clause:
    """Return why a record does not count: blocked customers never do, then the first that holds."""
    return case((Customer.blocked, "blocked"), *whens, else_=NO_REASON)


def total(code: str, records: Records) -> Select[str, Any, int]:
    """Return the figure's one row: its code, the numerator, and how many records count."""
    rows = records.subquery()
    counted = rows.c.reason.is_(None)
    return select(literal(code), func.sum(rows.c.part), func.count()).where(counted)
