"""The funnel of levels: how many came to each, and what became of them there."""

from dataclasses import dataclass

from sqlalchemy import and_, exists, func, literal, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql import ColumnElement

from yingda.conversations.models import Conversation
from yingda.foundation.transaction import Tx
from yingda.insight.records import NO_REASON, NOBODY, Entry, Records, entries, with_customer
from yingda.insight.scopes import Scope
from yingda.learning.costing.models import ServiceRate
from yingda.learning.costing.queries import cost_micro, is_in_force
from yingda.learning.models import PathHop
from yingda.learning.paths import LEVELS, OUTCOMES
from yingda.quality.models import Rating


def hops(scope: Scope) -> Records:
    """Return one record for each level that a conversation that is over went through.

    A hop belongs to the day on which the conversation came to that level; its one outcome is the
    note, so that the outcomes of a level add up to its inflow, whatever is filtered (FUN-1). What
    the customer rated it is told of the last one.
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
                    score=Rating.score,
                    note=PathHop.outcome,
                )
            )
            .add_columns(
                PathHop.level.label("level"),
                PathHop.seconds.label("seconds"),
                cost_micro().label("cost_micro"),
                ServiceRate.currency.label("currency"),
            )
            .select_from(PathHop)
            .join(Conversation, Conversation.id == PathHop.conversation_id)
            .outerjoin(ServiceRate, is_in_force())
            .outerjoin(
                Rating, and_(Rating.conversation_id == PathHop.conversation_id, is_last_hop())
            )
        )
        .where(*scope.owns(PathHop), *scope.on_the_day(PathHop.entered_at))
        .where(Conversation.status == "closed")
    )


def is_last_hop() -> ColumnElement[bool]:
    """Return whether the conversation went to no level after this one."""
    later = aliased(PathHop)
    after = later.conversation_id == PathHop.conversation_id, later.number > PathHop.number
    return ~exists(select(later.number).where(*after).correlate(PathHop))


@dataclass(frozen=True, slots=True)
class Counted:
    """Hops of one level with one outcome: how many, their seconds, and what was rated of them."""

    n: int = 0
    seconds: int = 0
    rated: int = 0
    scores: int = 0


@dataclass(frozen=True, slots=True)
class Cost:
    """What `n` hops cost together, in millionths of the currency."""

    currency: str
    n: int
    micro: int


def counted(tx: Tx, records: Records) -> dict[int, dict[str, Counted]]:
    """Return what there is for each level and outcome."""
    hop = records.subquery()
    sums = func.sum(hop.c.seconds), func.count(hop.c.score), func.sum(hop.c.score)
    columns = (hop.c.level, hop.c.note, func.count(), *sums)
    rows = tx.connection.execute(select(*columns).group_by(hop.c.level, hop.c.note))
    found: dict[int, dict[str, Counted]] = {
        level: dict.fromkeys(OUTCOMES, Counted()) for level in LEVELS
    }
    for level, outcome, n, seconds, rated, scores in rows:
        found[level][outcome] = Counted(n, int(seconds or 0), rated, int(scores or 0))
    return found


def costs(tx: Tx, records: Records) -> dict[int, list[Cost]]:
    """Return what each level cost, as far as rates say: one sum for each currency."""
    hop = records.subquery()
    known = select(hop.c.level, hop.c.currency, func.count(), func.sum(hop.c.cost_micro)).where(
        hop.c.cost_micro.is_not(None)
    )
    found: dict[int, list[Cost]] = {level: [] for level in LEVELS}
    for level, currency, n, micro in tx.connection.execute(
        known.group_by(hop.c.level, hop.c.currency).order_by(hop.c.currency)
    ):
        found[level].append(Cost(currency, n, int(micro)))
    return found
