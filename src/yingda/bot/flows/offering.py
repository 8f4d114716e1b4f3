"""Which tasks can be offered before anybody asks: those live that work, and for which orders."""

from collections.abc import Collection, MutableMapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from yingda.bot.flows import queries
from yingda.bot.flows.documents import CallStep, Document, OrderStep, Texts, exits, reachable
from yingda.bot.flows.models import BotAction, BotFlow
from yingda.foundation.db import Tx

MOST_READ = 1_000


@dataclass(frozen=True, slots=True)
class Task:
    """What is told of a task beforehand: its name, which orders it is about, what it needs.

    `statuses` are the states of the orders it begins with: empty for any order, None where it is
    about no order at all.
    """

    title: Texts
    statuses: frozenset[str] | None
    actions: frozenset[str]

    def is_about(self, statuses: Collection[str]) -> bool:
        """Tell whether somebody with orders in these states can begin it with one of them."""
        if self.statuses is None:
            return True
        return bool(self.statuses.intersection(statuses) if self.statuses else statuses)


def live_tasks(
    tx: Tx, merchant_id: str, read: MutableMapping[tuple[str, int], Task]
) -> Sequence[Task]:
    """Return the shop's live tasks of which every action is switched on, the oldest first.

    `read` keeps what was read of versions before, because a published version never changes.
    """
    live = select(BotFlow.id, BotFlow.live_version).where(BotFlow.merchant_id == merchant_id)
    rows = tx.session.execute(live.order_by(BotFlow.id))
    keys = [(flow_id, version) for flow_id, version in rows if version is not None]
    if not keys:
        return []
    if len(read) > MOST_READ:
        read.clear()
    for key in keys:
        if key not in read:
            read[key] = task_of(queries.document_of(tx, *key))
    on = select(BotAction.key).where(BotAction.merchant_id == merchant_id, BotAction.is_on)
    works = set(tx.session.scalars(on))
    return [read[key] for key in keys if read[key].actions <= works]


def task_of(document: Document) -> Task:
    """Return what may be told of a task before it begins; steps nobody comes to do not count."""
    leads = {step.id: [to for _, to in exits(step) if to] for step in document.steps}
    met = reachable(document.start, leads)
    steps = [step for step in document.steps if step.id in met]
    order = next((step for step in steps if isinstance(step, OrderStep)), None)
    return Task(
        title=document.title,
        statuses=None if order is None else frozenset(order.statuses),
        actions=frozenset(step.action for step in steps if isinstance(step, CallStep)),
    )
