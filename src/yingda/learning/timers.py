"""Time passed: 72 hours tell whether it helped, a day brings new questions, seconds shadows."""

from yingda.foundation.timers import Timer, TimerEffect
from yingda.foundation.transaction import Tx
from yingda.learning import keeping, looking
from yingda.learning.judging import drawing
from yingda.learning.shadowing import service as shadowing


def settle(tx: Tx, timer: Timer) -> None:
    """Say what came of answers after which the customer was silent."""
    keeping.settle(tx, timer.key)


def look_again(tx: Tx, timer: Timer) -> None:
    """Let the unknown questions of a shop be put together, beside the writer."""
    looking.want(tx, timer.key)


def draw_sample(tx: Tx, timer: Timer) -> None:
    """Draw a shop's answers of the week, to be judged by two people."""
    drawing.draw(tx, timer.key)


def ask_candidate(tx: Tx, timer: Timer) -> None:
    """Let a shop's candidate be asked what its customers asked."""
    shadowing.look(tx, timer.key)


TIMERS: dict[str, TimerEffect] = {
    keeping.SETTLED_TIMER: settle,
    looking.LOOK_TIMER: look_again,
    drawing.SAMPLE_TIMER: draw_sample,
    shadowing.SHADOW_TIMER: ask_candidate,
}
