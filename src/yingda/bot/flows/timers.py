"""Time passed: a call is overdue, and the customer has waited long enough."""

from yingda.bot.flows.calling import OVERDUE_TIMER, overdue_call
from yingda.bot.flows.moves import Failed
from yingda.bot.flows.taking import call_ended
from yingda.foundation.timers import Timer, TimerEffect
from yingda.foundation.transaction import Tx


def give_up_call(tx: Tx, timer: Timer) -> None:
    """Say that the action did not answer in time."""
    call = overdue_call(tx, timer.key)
    if call is not None:
        call_ended(tx, call.run_id, Failed("timeout"))


TIMERS: dict[str, TimerEffect] = {OVERDUE_TIMER: give_up_call}
