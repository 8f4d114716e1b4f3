"""The funnel of levels: how many came to each, and what became of them there."""

from sqlalchemy import func, literal, select

from yingda.conversations.models import Conversation
from yingda.foundation.transaction import Tx
from yingda.insight.records import NO_REASON, NOBODY, Entry, Records, entries, with_customer
from yingda.insight.scopes import Scope
from yingda.learning.models import PathHop
from yingda.learning.paths import LEVELS, OUTCOMES


def hops(scope: Scope) -> Records:
    """Return one record for each level that a conversation that is over went through.

    A hop belongs to the day on which the conversation came to that level; its one outcome is the
    note, so that the outcomes of a level add up to its inflow, whatever is filtered (FUN-1).
    """
    return (
        with_customer(
            entries(
                Entry(
                    id=PathHop.conversation_id,
                    at=PathHop.entered_at,
                    part=literal(1),
                    reason=NO_REASON,
                    agent_name=NOBODY,
                    note=PathHop.outcome,
                )
            )
            .add_columns(PathHop.level.label("level"), PathHop.seconds.label("seconds"))
            .select_from(PathHop)
            .join(Conversation, Conversation.id == PathHop.conversation_id)
        )
        .where(*scope.owns(PathHop), *scope.on_the_day(PathHop.entered_at))
        .where(Conversation.status == "closed")
    )


def counted(tx: Tx, records: Records) -> dict[int, dict[str, tuple[int, int]]]:
    """Return for each level and outcome how many hops there are, and their seconds."""
    hop = records.subquery()
    columns = (hop.c.level, hop.c.note, func.count(), func.sum(hop.c.seconds))
    rows = tx.connection.execute(select(*columns).group_by(hop.c.level, hop.c.note))
    found: dict[int, dict[str, tuple[int, int]]] = {
        level: dict.fromkeys(OUTCOMES, (0, 0)) for level in LEVELS
    }
    for level, outcome, n, seconds in rows:
        found[level][outcome] = (n, int(seconds or 0))
    return found
