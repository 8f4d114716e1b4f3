"""Time passed: the old log is forgotten."""

from yingda.foundation.timers import Timer, TimerEffect
from yingda.foundation.transaction import Tx
from yingda.integrations.service.forgetting import FORGET_TIMER, forget_old


def forget(tx: Tx, timer: Timer) -> None:
    """Forget deliveries that nobody will ask for any more."""
    forget_old(tx)


TIMERS: dict[str, TimerEffect] = {FORGET_TIMER: forget}
