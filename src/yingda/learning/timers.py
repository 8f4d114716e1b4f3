"""Time passed: 72 hours after a conversation we know whether it helped."""

from yingda.foundation.timers import Timer, TimerEffect
from yingda.foundation.transaction import Tx
from yingda.learning import service


def settle(tx: Tx, timer: Timer) -> None:
    """Say what came of answers after which the customer was silent."""
    service.settle(tx, timer.key)


TIMERS: dict[str, TimerEffect] = {service.SETTLED_TIMER: settle}
