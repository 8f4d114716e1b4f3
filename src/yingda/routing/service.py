"""Finding somebody for those who wait: one lock for each group, event-driven, never a sweep."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from yingda.conversations import service as conversation
from yingda.conversations.models import Row
from yingda.conversations.queries.serving import open_loads
from yingda.conversations.queries.waiting import handed_over, waiting_in_group
from yingda.conversations.service import Gift
from yingda.foundation import failpoints
from yingda.foundation.bulk import insert_rows, update_rows
from yingda.foundation.clock import SECOND, Instant
from yingda.foundation.columns import table_of
from yingda.foundation.transaction import Tx
from yingda.merchants.queries import settings_by_merchant
from yingda.routing.events import AgentFound, QueueMoved
from yingda.routing.matching import Match, SeatState, Waiting, match
from yingda.routing.models import Assignment
from yingda.team import queries as team
from yingda.team import service as seats
from yingda.team.queries import GroupState, Member

ACCEPT_TIMER = "routing.accept_timeout"
TOLD_THEIR_PLACE = 30


def match_groups(tx: Tx, group_ids: Collection[str]) -> dict[str, Row]:
    """Give the waiting customers of groups to free seats; return the rows of who still waits."""
    seats.lock_groups(tx, group_ids)
    still: dict[str, Row] = {}
    for group in team.groups_to_serve(tx, group_ids):
        still |= match_group(tx, group)
    return still


def match_group(tx: Tx, group: GroupState) -> dict[str, Row]:
    """Do so for one group, whose lock is held."""
    rows = {row["id"]: row for row in waiting_in_group(tx, group.id)}
    if not rows:
        # Most of what happens to a seat happens while nobody waits: then no seat need be looked at.
        tell_queue(tx, group, [])
        return {}
    members = team.members_of(tx, group.id)
    found = match(waiting_customers(tx, list(rows.values())), states_of(tx, members))
    given = give(tx, group, rows, found.matches, members)
    if given < len(found.matches):
        # Somebody took, moved or ended one while we waited for its lock: its seat is for the next.
        return match_group(tx, group)
    still = {}
    for conversation_id, why in found.why_waiting.items():
        conversation.note_waiting_reasons(tx, rows[conversation_id], why)
        still[conversation_id] = rows[conversation_id] | {"why": why}
    tell_queue(tx, group, list(still.values()))
    return still


def give(
    tx: Tx,
    group: GroupState,
    rows: Mapping[str, Row],
    found: Sequence[Match],
    members: Iterable[Member],
) -> int:
    """Assign conversations, keep the reasons, and watch that each is opened in time.

    Returns how many; what does not wait for this group any more is left alone.
    """
    people = {
        one.staff_id: conversation.colleague(one.role, one.staff_id, one.name) for one in members
    }
    gifts = [Gift(one.conversation_id, people[one.staff_id], one.why) for one in found]
    after = conversation.assign_waiting(tx, group.id, group.name, gifts)
    made = [one for one in found if one.conversation_id in after]
    if not made:
        return 0
    kept, timers = [], []
    patience = patience_of(tx, {row["merchant_id"] for row in after.values()})
    for one in made:
        row, leg_id = rows[one.conversation_id], after[one.conversation_id]["leg_id"]
        waited_ms = tx.now - row["queued_at"]
        kept.append(
            {
                "id": tx.ids.new(),
                "tenant_id": row["tenant_id"],
                "conversation_id": row["id"],
                "leg_id": leg_id,
                "group_id": group.id,
                "agent_id": one.staff_id,
                "offered_at": tx.now,
                "waited_ms": waited_ms,
                "accepted_at": None,
                "timed_out_at": None,
                "why": list(one.why),
            }
        )
        due_at = tx.now + patience[row["merchant_id"]]
        timers.append((leg_id, due_at, {"conversation_id": row["id"]}))
        tx.emit(AgentFound(conversation_id=row["id"], waited_ms=waited_ms))
    insert_rows(tx.connection, table_of(Assignment), kept)
    tx.schedule_all(ACCEPT_TIMER, timers)
    count_loads(tx, {one.staff_id for one in made})
    failpoints.reach("assignment.given")
    return len(made)


def patience_of(tx: Tx, merchant_ids: Collection[str]) -> dict[str, int]:
    """Return how many milliseconds each shop gives people to open what they were given."""
    return {
        merchant_id: settings.accept_timeout_seconds * SECOND
        for merchant_id, settings in settings_by_merchant(tx, merchant_ids).items()
    }


def seat_states(tx: Tx, group_id: str) -> list[SeatState]:
    """Return the group's seats with the load that is really open."""
    return states_of(tx, team.members_of(tx, group_id))


def states_of(tx: Tx, members: Sequence[Member]) -> list[SeatState]:
    """Return members as matching sees them."""
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


def tell_queue(tx: Tx, group: GroupState, waiting: Sequence[Row]) -> None:
    """Tell the group how many wait, and those who wait where they stand."""
    length = len(waiting)
    if group.waiting != length:
        seats.set_waiting(tx, group.id, length)
        tx.emit(QueueMoved(tenant_id=group.tenant_id, group_id=group.id, waiting=length))
        conversation.tell_positions(tx, group.id, waiting[:TOLD_THEIR_PLACE])


def count_loads(tx: Tx, staff_ids: Collection[str], *, settled: bool = False) -> None:
    """Write down how many open conversations people have; for `settled` see `SeatChanged`."""
    loads = open_loads(tx, sorted(staff_ids))
    totals = {staff_id: sum(by_channel.values()) for staff_id, by_channel in loads.items()}
    seats.set_loads(tx, totals, settled=settled)


def recount(tx: Tx, group_id: str) -> None:
    """Put right what the seats of a group say of their load."""
    seats.lock_groups(tx, [group_id])
    count_loads(tx, [member.staff_id for member in team.members_of(tx, group_id)])


def note_acceptances(tx: Tx, leg_ids: Sequence[str]) -> None:
    """People opened what they were given: the timers are off."""
    for leg_id in leg_ids:
        tx.cancel(ACCEPT_TIMER, leg_id)
    change_assignments(tx, leg_ids, accepted_at=tx.now)


def note_timeout(tx: Tx, leg_id: str) -> None:
    """The person did not open what they were given."""
    change_assignments(tx, [leg_id], timed_out_at=tx.now)


def change_assignments(tx: Tx, leg_ids: Sequence[str], **values: Instant) -> None:
    """Complete the records of assignments, where routing made them."""
    rows = [{"leg_id": leg_id} | values for leg_id in leg_ids]
    update_rows(tx.connection, table_of(Assignment), ("leg_id", *values), rows)


def use_seats(tx: Tx, staff_ids: Collection[str], *, also: Iterable[str] = ()) -> None:
    """Count people's loads, and see who could be given to them, in all of their groups.

    `also` are groups to look at whether they are in them or not.
    """
    groups = set(also).union(*team.group_ids_of(tx, staff_ids).values())
    seats.lock_groups(tx, groups)
    count_loads(tx, staff_ids, settled=True)
    match_groups(tx, groups)
