"""Time passed: what was given and not opened goes to somebody else."""

from collections.abc import Mapping

from yingda.conversations import service as conversation
from yingda.conversations.queries.access import conversation_by_id
from yingda.foundation.timers import Timer, TimerEffect
from yingda.foundation.transaction import Tx
from yingda.routing import service
from yingda.team import service as seats


def requeue_unopened(tx: Tx, timer: Timer) -> None:
    """Let the customer wait again, and let the person be who does not seem to be there."""
    row = conversation_by_id(tx, timer.payload["conversation_id"])
    if row is None or row["leg_id"] != timer.key or row["leg_accepted"]:
        return
    service.note_timeout(tx, timer.key)
    seats.set_presence(tx, row["agent_id"], "hung", "accept_timeout")
    conversation.release(tx, row["id"], agent_id=row["agent_id"], reason="timeout_transfer")


TIMERS: Mapping[str, TimerEffect] = {service.ACCEPT_TIMER: requeue_unopened}
