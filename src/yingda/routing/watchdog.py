"""The watchdog: proves that nobody waits while somebody who could answer is free."""

import logging

from yingda.conversations.queries.serving import freed_since
from yingda.conversations.queries.waiting import groups_waiting_since, waiting_in_group
from yingda.foundation.clock import SECOND
from yingda.foundation.transaction import Tx
from yingda.routing import service
from yingda.routing.matching import SeatState, match
from yingda.routing.models import Neglect
from yingda.team.service import lock_groups

log = logging.getLogger(__name__)

LONGEST = 2 * SECOND


def neglected_groups(tx: Tx) -> list[str]:
    """Return the groups in which somebody has waited 2 s although a seat could take them."""
    groups = groups_waiting_since(tx, tx.now - LONGEST)
    return [group_id for group_id in groups if could_match(tx, group_id)]


def could_match(tx: Tx, group_id: str) -> bool:
    """Tell whether matching would give away anything that has been possible for 2 s."""
    since = tx.now - LONGEST
    rows = [row for row in waiting_in_group(tx, group_id) if row["queued_at"] <= since]
    seats = [seat for seat in free_seats(tx, group_id) if seat.idle_since <= since]
    found = [one.staff_id for one in match(service.waiting_customers(tx, rows), seats).matches]
    return bool(set(found) - freed_since(tx, found, since))


def free_seats(tx: Tx, group_id: str) -> list[SeatState]:
    """Return who can take more by what they really have open; what their seat says may be wrong."""
    return [seat for seat in service.seat_states(tx, group_id) if seat.takes_more]


def mend(tx: Tx, group_id: str) -> None:
    """Write the breach down, say so loudly, put right what seats say, give the customer away."""
    lock_groups(tx, [group_id])
    if not could_match(tx, group_id):
        return
    (first, *_) = waiting_in_group(tx, group_id)
    free = [seat.staff_id for seat in free_seats(tx, group_id)]
    tx.session.add(
        Neglect(
            id=tx.ids.new(),
            tenant_id=first["tenant_id"],
            group_id=group_id,
            conversation_id=first["id"],
            agent_ids=free,
            reason="seat_free",
            seen_at=tx.now,
        )
    )
    log.error("Customer waited in group %s while %d seats were free", group_id, len(free))
    service.recount(tx, group_id)
    service.match_groups(tx, [group_id])
