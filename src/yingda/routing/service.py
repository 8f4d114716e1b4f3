"""Finding somebody for those who wait: one lock for each group, event-driven, never a sweep."""

from collections.abc import Sequence

from sqlalchemy import update

from yingda.conversations import service as conversation
from yingda.conversations.errors import NothingToDo
from yingda.conversations.models import Row
from yingda.conversations.queries.serving import open_load, open_loads
from yingda.conversations.queries.waiting import handed_over, waiting_in_group
from yingda.foundation import failpoints
from yingda.foundation.clock import SECOND, Instant
from yingda.foundation.transaction import Tx
from yingda.merchants.queries import merchant_by_id, settings_of
from yingda.routing.events import AgentFound, QueueMoved
from yingda.routing.matching import Match, SeatState, Waiting, match
from yingda.routing.models import Assignment
from yingda.team import queries as team
from yingda.team import service as seats

ACCEPT_TIMER = "routing.accept_timeout"
TOLD_THEIR_PLACE = 30


def match_group(tx: Tx, group_id: str) -> int:
    """Give the group's waiting customers to its free seats; return how many found one."""
    seats.lock_groups(tx, [group_id])
    rows = {row["id"]: row for row in waiting_in_group(tx, group_id)}
    if not rows:
        # Most of what happens to a seat happens while nobody waits: then no seat need be looked at.
        tell_queue(tx, group_id, [])
        return 0
    found = match(waiting_customers(tx, list(rows.values())), seat_states(tx, group_id))
    given = sum(give(tx, rows[one.conversation_id], one) for one in found.matches)
    if given < len(found.matches):
        # Somebody took, moved or ended one while we waited for its lock: its seat is for the next.
        return given + match_group(tx, group_id)
    for conversation_id, why in found.why_waiting.items():
        conversation.note_waiting_reasons(tx, rows[conversation_id], why)
    still = [row for row in rows.values() if row["id"] in found.why_waiting]
    tell_queue(tx, group_id, still)
    return given


def give(tx: Tx, row: Row, found: Match) -> bool:
    """Assign a conversation, keep the reasons, and watch that it is opened in time.

    Returns False, and does nothing, when it does not wait for this group any more.
    """
    staff, group_id = team.staff_by_id(tx, found.staff_id), row["group_id"]
    waited_ms = tx.now - row["queued_at"]
    try:
        after = conversation.assign_waiting(tx, row["id"], staff, group_id=group_id, why=found.why)
    except NothingToDo:
        return False
    tx.session.add(
        Assignment(
            id=tx.ids.new(),
            tenant_id=row["tenant_id"],
            conversation_id=row["id"],
            leg_id=after["leg_id"],
            group_id=group_id,
            agent_id=found.staff_id,
            offered_at=tx.now,
            waited_ms=waited_ms,
            why=list(found.why),
        )
    )
    tx.emit(AgentFound(conversation_id=row["id"], waited_ms=waited_ms))
    settings = settings_of(merchant_by_id(tx, row["merchant_id"]))
    due_at = tx.now + settings.accept_timeout_seconds * SECOND
    tx.schedule(ACCEPT_TIMER, after["leg_id"], due_at, {"conversation_id": row["id"]})
    count_load(tx, found.staff_id)
    failpoints.reach("assignment.given")
    return True


def seat_states(tx: Tx, group_id: str) -> list[SeatState]:
    """Return the group's seats with the load that is really open."""
    members = team.members_of(tx, group_id)
    loads = open_loads(tx, [member.staff_id for member in members])
    return [
        SeatState(
            staff_id=member.staff_id,
            name=member.name,
            presence=member.presence,
            load=sum(loads[member.staff_id].values()),
            capacity=member.capacity,
            level=member.level,
            idle_since=member.presence_since,
            skills=member.skills,
            channel_capacity=member.channel_capacity,
            channel_load=loads[member.staff_id],
        )
        for member in members
    ]


def waiting_customers(tx: Tx, rows: Sequence[Row]) -> list[Waiting]:
    """Return waiting conversations as matching sees them."""
    transferred = handed_over(tx, rows)
    return [
        Waiting(
            conversation_id=row["id"],
            channel=row["channel"],
            priority=row["priority"],
            queued_at=row["queued_at"],
            last_agent_id=row["last_agent_id"],
            avoid_agent_id=row["last_agent_id"] if row["id"] in transferred else None,
        )
        for row in rows
    ]


def tell_queue(tx: Tx, group_id: str, waiting: Sequence[Row]) -> None:
    """Tell the group how many wait, and those who wait where they stand."""
    group = team.group_by_id(tx, group_id)
    if group.waiting != len(waiting):
        seats.set_waiting(tx, group_id, len(waiting))
        tx.emit(QueueMoved(tenant_id=group.tenant_id, group_id=group_id, waiting=len(waiting)))
        conversation.tell_positions(tx, waiting[:TOLD_THEIR_PLACE])


def count_load(tx: Tx, staff_id: str, *, settled: bool = False) -> None:
    """Write down how many open conversations a person has."""
    tx.flush()
    seats.set_load(tx, staff_id, open_load(tx, staff_id), settled=settled)


def recount(tx: Tx, group_id: str) -> None:
    """Put right what the seats of a group say of their load."""
    seats.lock_groups(tx, [group_id])
    for member in team.members_of(tx, group_id):
        count_load(tx, member.staff_id)


def note_acceptance(tx: Tx, leg_id: str) -> None:
    """The person opened what they were given: the timer is off."""
    tx.cancel(ACCEPT_TIMER, leg_id)
    change_assignment(tx, leg_id, accepted_at=tx.now)


def note_timeout(tx: Tx, leg_id: str) -> None:
    """The person did not open what they were given."""
    change_assignment(tx, leg_id, timed_out_at=tx.now)


def change_assignment(tx: Tx, leg_id: str, **values: Instant) -> None:
    """Complete the record of an assignment, if routing made it."""
    tx.session.execute(update(Assignment).where(Assignment.leg_id == leg_id).values(**values))


def use_seat(tx: Tx, staff_id: str, *, also: str | None = None) -> None:
    """Count a person's load, and see who could be given to them, in all of their groups.

    `also` is a group to look at whether they are in it or not.
    """
    groups = set(team.group_ids_of(tx, [staff_id])[staff_id])
    groups |= {also} if also is not None else set()
    seats.lock_groups(tx, groups)
    count_load(tx, staff_id, settled=True)
    for group_id in sorted(groups):
        match_group(tx, group_id)
