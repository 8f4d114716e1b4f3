"""The watchdog: proves that nobody waits while somebody who could answer is free."""

import logging

from yingda.conversations import queries as conversations
from yingda.foundation.clock import SECOND
from yingda.foundation.transaction import Tx
from yingda.routing import service
from yingda.routing.matching import match
from yingda.routing.models import Neglect
from yingda.team import queries as team

log = logging.getLogger(__name__)

LONGEST = 2 * SECOND


def neglected_groups(tx: Tx) -> list[str]:
    """Return the groups in which somebody has waited 2 s although a seat could take them."""
    groups = conversations.groups_waiting_since(tx, tx.now - LONGEST)
    return [group_id for group_id in groups if could_match(tx, group_id)]


def could_match(tx: Tx, group_id: str) -> bool:
    """Tell whether matching would give away anything that has been possible for 2 s."""
    rows = conversations.waiting_in_group(tx, group_id)
    old = [row for row in rows if row["queued_at"] <= tx.now - LONGEST]
    ready = [
        member.staff_id
        for member in team.members_of(tx, group_id)
        if member.takes_more and member.presence_since <= tx.now - LONGEST
    ]
    seats = [seat for seat in service.seat_states(tx, group_id) if seat.staff_id in ready]
    return bool(match(service.waiting_customers(tx, old), seats).matches)


def mend(tx: Tx, group_id: str) -> None:
    """Write the breach down, say so loudly, and give the customer away."""
    if not could_match(tx, group_id):
        return
    (first, *_) = conversations.waiting_in_group(tx, group_id)
    free = [member.staff_id for member in team.members_of(tx, group_id) if member.takes_more]
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
    service.match_group(tx, group_id)
