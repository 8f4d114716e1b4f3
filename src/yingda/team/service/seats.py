"""Verbs about seats: where a person is, how much they hold, how much they can."""

from collections.abc import Mapping

from sqlalchemy import func, select

from yingda.foundation.auth.principal import Principal
from yingda.foundation.bulk import update_rows
from yingda.foundation.clock import SECOND
from yingda.foundation.columns import table_of
from yingda.foundation.db import Tx
from yingda.team import queries
from yingda.team.events import AgentBecameAvailable, AgentWentOffline, PresenceChanged, SeatChanged
from yingda.team.models import Presence, PresenceChange, Seat, Staff, StaffSocket
from yingda.team.schemas import SeatDraft

SOCKET_GONE = "team.socket_gone"
"""The timer that sends a seat offline when its person does not come back."""
GRACE_SECONDS = 60


def set_own_presence(tx: Tx, state: Presence, reason: str | None, caller: Principal) -> Seat:
    """Say where one is; who has no socket open must open one within the grace."""
    return doubt(tx, set_presence(tx, caller.id, state, reason))


def set_presence_of(
    tx: Tx, staff_id: str, state: Presence, reason: str | None, caller: Principal
) -> Seat:
    """Say where a colleague is, such as one who forgot to go offline."""
    staff = queries.staff_for(tx, caller, staff_id)
    return doubt(tx, set_presence(tx, staff.id, state, reason))


def set_presence(tx: Tx, staff_id: str, state: Presence, reason: str | None = None) -> Seat:
    """Change the presence, keep its history, tell who waits for it; the same again is nothing."""
    staff, seat = queries.staff_by_id(tx, staff_id), queries.seat_to_change(tx, staff_id)
    before = seat.presence
    if (before, seat.reason) == (state, reason):
        return seat
    tx.session.add(
        PresenceChange(
            id=tx.ids.new(),
            staff_id=staff_id,
            from_state=before,
            to_state=state,
            at=tx.now,
            reason=reason,
        )
    )
    if before != state:
        seat.presence_since = tx.now
    seat.presence, seat.reason = state, reason
    tx.emit(presence_fact(staff, seat))
    if before != state:
        _tell_turn(tx, staff, seat)
    return seat


def doubt(tx: Tx, seat: Seat) -> Seat:
    """Begin the grace of a person without a socket: nobody is on duty who cannot be reached."""
    if seat.presence != "offline" and not has_socket(tx, seat.staff_id):
        tx.schedule(SOCKET_GONE, seat.staff_id, tx.now + GRACE_SECONDS * SECOND)
    return seat


def has_socket(tx: Tx, staff_id: str) -> bool:
    """Tell whether the person holds a socket open, at whichever server."""
    counted = select(func.sum(StaffSocket.open_count)).where(StaffSocket.staff_id == staff_id)
    return bool(tx.session.scalar(counted))


def set_loads(tx: Tx, loads: Mapping[str, int], *, settled: bool = False) -> None:
    """Note how many conversations people hold now; for `settled` see `SeatChanged`."""
    counted = []
    for shown in queries.seats_to_count(tx, loads):
        seat = shown.model_copy(update={"load": loads[shown.staff_id]})
        if seat.load == shown.load:
            continue
        counted.append({"staff_id": seat.staff_id, "load": seat.load})
        tx.emit(seat)
        tx.emit(
            SeatChanged(
                tenant_id=seat.tenant_id,
                staff_id=seat.staff_id,
                load=seat.load,
                capacity=seat.capacity,
                freed=seat.load < min(shown.load, seat.capacity),
                settled=settled,
            )
        )
    update_rows(tx.connection, table_of(Seat), ("staff_id", "load"), counted)


def furnish(tx: Tx, staff: Staff, draft: SeatDraft) -> Seat:
    """Give a new person a seat, offline."""
    seat = Seat(
        staff_id=staff.id,
        capacity=draft.capacity,
        channel_capacity=draft.channel_capacity,
        load=0,
        presence="offline",
        presence_since=tx.now,
        reason=None,
    )
    tx.session.add(seat)
    tx.flush()
    return seat


def seat_changed(tx: Tx, staff: Staff, seat: Seat, *, freed: bool) -> None:
    """Tell that the seat can take more or less than before."""
    tx.emit(presence_fact(staff, seat))
    tx.emit(
        SeatChanged(
            tenant_id=staff.tenant_id,
            staff_id=staff.id,
            load=seat.load,
            capacity=seat.capacity,
            freed=freed,
        )
    )


def presence_fact(staff: Staff, seat: Seat) -> PresenceChanged:
    """Return the fact that shows the seat as it is now."""
    return PresenceChanged(
        tenant_id=staff.tenant_id,
        staff_id=staff.id,
        name=staff.name,
        presence=seat.presence,
        presence_since=seat.presence_since,
        reason=seat.reason,
        load=seat.load,
        capacity=seat.capacity,
    )


def _tell_turn(tx: Tx, staff: Staff, seat: Seat) -> None:
    if seat.presence == "available":
        tx.emit(AgentBecameAvailable(tenant_id=staff.tenant_id, staff_id=staff.id))
    elif seat.presence == "offline":
        tx.cancel(SOCKET_GONE, staff.id)
        tx.emit(AgentWentOffline(tenant_id=staff.tenant_id, staff_id=staff.id, reason=seat.reason))
