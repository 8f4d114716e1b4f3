"""What the help centre does when time has passed."""

from yingda.foundation.db import Tx
from yingda.foundation.timers import Timer, TimerEffect
from yingda.helpcenter import service


def learn(tx: Tx, timer: Timer) -> None:
    """Let the ranker learn from what was shown and chosen since the last time."""
    service.want_learning(tx, timer.key)


TIMERS: dict[str, TimerEffect] = {service.LEARN_TIMER: learn}
