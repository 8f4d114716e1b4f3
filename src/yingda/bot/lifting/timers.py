"""What happens when the model took too long, and when calls are old."""

from yingda.bot.lifting import service
from yingda.foundation.timers import Timer, TimerEffect
from yingda.foundation.transaction import Tx


def answer_without_model(tx: Tx, timer: Timer) -> None:
    """Give the sparse engine's reply: whoever asked the model is late, or gone."""
    service.conclude(tx, timer.key)


def forget_old_calls(tx: Tx, timer: Timer) -> None:
    """Forget calls of long ago."""
    service.forget_old(tx)


TIMERS: dict[str, TimerEffect] = {
    service.LATE_TIMER: answer_without_model,
    service.FORGET_TIMER: forget_old_calls,
}
