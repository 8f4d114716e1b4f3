"""Tasks for people with an authority: by how many hands each came to somebody who may decide it."""

from collections.abc import Sequence

from sqlalchemy import Connection, exists, select

from yingda.conversations.events import ConversationQueued
from yingda.conversations.models import Leg
from yingda.conversations.queries.access import conversation_by_id
from yingda.foundation.transaction import Tx
from yingda.routing.models import StaffTask
from yingda.team import queries as team

SOME_OPEN = select(exists(select(StaffTask.id).where(StaffTask.ended_at.is_(None))))


def some_tasks_open(connection: Connection) -> bool:
    """Tell whether anything at all is to be decided by people with an authority."""
    return bool(connection.scalar(SOME_OPEN))


def note_queued(tx: Tx, fact: ConversationQueued) -> None:
    """A conversation waits for a group: a task begins with it, or went one hand further."""
    same = [one for one in open_tasks(tx, fact.conversation_id) if one.needs == fact.needs]
    if fact.needs is None:
        if fact.reason == "transferred":
            _one_more_hop(tx, fact.conversation_id)
        return
    _one_more_hop(tx, fact.conversation_id)
    if not same:
        _begin(tx, fact)


def note_given(tx: Tx, conversation_id: str, leg_id: str, agent_id: str, *, opened: bool) -> None:
    """Somebody was given the conversation, which may be a hand further, or has opened it."""
    tasks = open_tasks(tx, conversation_id)
    if not tasks:
        return
    leg = tx.session.get_one(Leg, leg_id)
    if not opened and leg.join_reason == "transfer_in":
        _one_more_hop(tx, conversation_id)
    if leg.accepted_at is not None:
        mine = {*team.group_ids_of(tx, [agent_id])[agent_id]}
        for task in tasks:
            if task.reached_at is None and (task.holder_id is None or task.holder_id in mine):
                task.reached_at = leg.accepted_at
    tx.flush()


def note_end(tx: Tx, conversation_id: str) -> None:
    """The conversation is over, and so is what was to be decided in it."""
    for task in open_tasks(tx, conversation_id):
        task.ended_at = tx.now
    tx.flush()


def open_tasks(tx: Tx, conversation_id: str) -> Sequence[StaffTask]:
    """Return what is to be decided in a conversation that is not over."""
    mine = StaffTask.conversation_id == conversation_id, StaffTask.ended_at.is_(None)
    return tx.session.scalars(select(StaffTask).where(*mine).with_for_update()).all()


def _begin(tx: Tx, fact: ConversationQueued) -> None:
    row = conversation_by_id(tx, fact.conversation_id)
    if row is None or fact.needs is None:
        return
    held = team.holder_of(tx, row["tenant_id"], row["merchant_id"], fact.needs, fact.amount_cents)
    tx.session.add(
        StaffTask(
            id=fact.stay_id,
            tenant_id=row["tenant_id"],
            merchant_id=row["merchant_id"],
            conversation_id=fact.conversation_id,
            needs=fact.needs,
            amount_cents=fact.amount_cents,
            holder_id=None if held is None else held.id,
            hops=1,
            asked_at=tx.now,
        )
    )
    tx.flush()


def _one_more_hop(tx: Tx, conversation_id: str) -> None:
    """Count a hand-over for each task that has not come to its people; without any, for ever."""
    for task in open_tasks(tx, conversation_id):
        if task.holder_id is None:
            task.reached_at = None
        if task.reached_at is None:
            task.hops += 1
    tx.flush()
