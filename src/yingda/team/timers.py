"""Who is gone: a person without a socket keeps the seat for a grace, then goes offline."""

from sqlalchemy import select

from yingda.foundation.db import Tx
from yingda.foundation.timers import Timer
from yingda.team import queries
from yingda.team.models import Seat, StaffSocket
from yingda.team.service.seats import SOCKET_GONE, doubt, has_socket, set_presence

ONLY_SERVER = "only"
CONNECTION_LOST = "connection_lost"


def socket_opened(tx: Tx, staff_id: str, server: str = ONLY_SERVER) -> None:
    """Note that the person is there again."""
    _count(tx, staff_id, server, 1)
    tx.cancel(SOCKET_GONE, staff_id)


def socket_closed(tx: Tx, staff_id: str, server: str = ONLY_SERVER) -> None:
    """Note that a socket is gone; after the last one the grace begins."""
    _count(tx, staff_id, server, -1)
    doubt(tx, queries.seat_of(tx, staff_id))


def server_restarted(tx: Tx, server: str = ONLY_SERVER) -> None:
    """Forget this server's sockets; whoever is not back within the grace goes offline."""
    for row in tx.session.scalars(select(StaffSocket).where(StaffSocket.server == server)):
        tx.session.delete(row)
    tx.flush()
    for seat in tx.session.scalars(select(Seat).where(Seat.presence != "offline")):
        doubt(tx, seat)


def go_offline(tx: Tx, timer: Timer) -> None:
    """The grace is over: send the seat offline unless the person is back."""
    if not has_socket(tx, timer.key):
        set_presence(tx, timer.key, "offline", CONNECTION_LOST)


TIMERS = {SOCKET_GONE: go_offline}


def _count(tx: Tx, staff_id: str, server: str, step: int) -> None:
    queries.seat_to_change(tx, staff_id)
    row = tx.session.get(StaffSocket, (staff_id, server))
    if row is None:
        row = StaffSocket(staff_id=staff_id, server=server, open_count=0)
        tx.session.add(row)
    row.open_count = max(0, row.open_count + step)
    tx.flush()
