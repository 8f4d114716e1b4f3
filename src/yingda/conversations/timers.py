"""Time passed: conversations that lie still end by themselves."""

from yingda.conversations.service import close_idle
from yingda.foundation.timers import Timer
from yingda.foundation.transaction import Tx


def end_when_idle(tx: Tx, timer: Timer) -> None:
    """End the conversation if nobody has said anything for long, and nobody is waited for."""
    close_idle(tx, timer.key)
