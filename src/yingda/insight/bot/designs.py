"""Where conversations were meant to be served, and where they were: people.md 5.1."""

from typing import Literal

from sqlalchemy import case, func, literal, select
from sqlalchemy.sql import ColumnElement

from yingda.conversations.models import Conversation
from yingda.foundation.transaction import Tx
from yingda.insight.records import NO_REASON, NOBODY, Clause, Entry, Records, entries, with_customer
from yingda.insight.scopes import Scope
from yingda.learning.models import PathHop

Service = Literal["as_designed", "leaked_up", "over_served", "kept_below", "not_told"]


def served(scope: Scope) -> Records:
    """Return one record for each conversation that is over and in which something was asked.

    It belongs to the day on which its path began. `reached` is the highest level of the path. The
    note says how that compares with where it was meant to be served: `leaked_up` was tried there
    and went higher, `over_served` was never there (L4 doing the work of L3), `kept_below` never
    came so far; `not_told` where nobody can tell what was meant.
    """
    path = _paths(scope).subquery()
    return with_customer(
        entries(
            Entry(
                id=path.c.conversation_id,
                at=path.c.at,
                part=literal(1),
                reason=NO_REASON,
                agent_name=NOBODY,
                note=_service(path.c.designed, path.c.reached, path.c.was_there),
            )
        )
        .add_columns(path.c.designed.label("designed"), path.c.reached.label("reached"))
        .select_from(path)
        .join(Conversation, Conversation.id == path.c.conversation_id)
    ).where(Conversation.status == "closed")


def _paths(scope: Scope) -> Records:
    """Return each path: when it began, its highest level, and whether it was where it was meant."""
    there = case((PathHop.level == PathHop.designed_level, 1), else_=0)
    said = case((PathHop.outcome != "nothing_said", 1), else_=0)
    begun = select(PathHop.conversation_id).where(
        *scope.owns(PathHop), *scope.on_the_day(PathHop.entered_at), PathHop.number == 0
    )
    return (
        select(
            PathHop.conversation_id,
            func.min(PathHop.entered_at).label("at"),
            func.max(PathHop.designed_level).label("designed"),
            func.max(PathHop.level).label("reached"),
            func.max(there).label("was_there"),
        )
        .where(PathHop.conversation_id.in_(begun))
        .group_by(PathHop.conversation_id)
        .having(func.max(said) == 1)
    )


def _service(designed: Clause, reached: Clause, was_there: Clause) -> ColumnElement[str]:
    return case(
        (designed.is_(None), "not_told"),
        (designed == reached, "as_designed"),
        (designed > reached, "kept_below"),
        (was_there == 1, "leaked_up"),
        else_="over_served",
    )


def counted(tx: Tx, records: Records) -> list[tuple[int | None, int, str, int]]:
    """Return how many conversations there are of each (designed, reached, service)."""
    row = records.subquery()
    of = row.c.designed, row.c.reached, row.c.note
    rows = tx.connection.execute(select(*of, func.count()).group_by(*of).order_by(*of))
    return [(designed, reached, note, n) for designed, reached, note, n in rows]
