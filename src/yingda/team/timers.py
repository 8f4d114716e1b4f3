"""Who is gone: a person without a socket keeps the seat for a grace, then goes offline."""

from collections.abc import Callable, Sequence

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
    sockets_counted(tx, staff_id, server, lambda: open_at(tx, staff_id, server) + 1)


def socket_closed(tx: Tx, staff_id: str, server: str = ONLY_SERVER) -> None:
    """Note that a socket is gone; after the last one the grace begins."""
    sockets_counted(tx, staff_id, server, lambda: open_at(tx, staff_id, server) - 1)


def sockets_counted(tx: Tx, staff_id: str, server: str, count: Callable[[], int]) -> None:
    """Note how many sockets a person holds open at a server.

    They are counted once nobody else changes the seat, so the last note is always the truth.
    """
    seat = queries.seat_to_change(tx, staff_id)
    row = tx.session.get(StaffSocket, (staff_id, server))
    if row is None:
        row = StaffSocket(staff_id=staff_id, server=server, open_count=0)
        tx.session.add(row)
    row.open_count = max(0, count())
    tx.flush()
    if row.open_count:
        tx.cancel(SOCKET_GONE, staff_id)
    else:
        doubt(tx, seat)


def open_at(tx: Tx, staff_id: str, server: str) -> int:
    """Return how many sockets were noted."""
    row = tx.session.get(StaffSocket, (staff_id, server))
    return 0 if row is None else row.open_count


def servers_noted(tx: Tx) -> Sequence[str]:
    """Return the names of all servers at which somebody was, whether they still run or not."""
    return tx.session.scalars(select(StaffSocket.server).distinct()).all()


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
