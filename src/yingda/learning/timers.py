"""Time passed: 72 hours tell whether it helped; a day brings new unknown questions."""

from yingda.foundation.timers import Timer, TimerEffect
from yingda.foundation.transaction import Tx
from yingda.learning import looking, service


def settle(tx: Tx, timer: Timer) -> None:
    """Say what came of answers after which the customer was silent."""
    service.settle(tx, timer.key)


def look_again(tx: Tx, timer: Timer) -> None:
    """Let the unknown questions of a shop be put together, beside the writer."""
    looking.want(tx, timer.key)


TIMERS: dict[str, TimerEffect] = {
    service.SETTLED_TIMER: settle,
    looking.LOOK_TIMER: look_again,
}
