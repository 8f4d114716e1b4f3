"""When an endpoint in trouble is left alone, and for how long. Pure."""

from yingda.foundation.clock import MINUTE, SECOND, Instant

OPENS_AFTER = 3
FIRST_PAUSE, LONGEST_PAUSE = 30 * SECOND, 10 * MINUTE
NEEDS_A_PERSON = frozenset({"key_refused", "no_credit", "not_found", "address_refused", "key_lost"})
"""What does not get better by trying again: somebody has to change the settings."""


def pause_after(failures: int, problem: str) -> int:
    """Return for how many milliseconds to leave the endpoint alone; 0 is not yet.

    `failures` counts the failures in a row, this one included.
    """
    if problem in NEEDS_A_PERSON:
        return LONGEST_PAUSE
    if failures < OPENS_AFTER:
        return 0
    return int(min(FIRST_PAUSE << min(failures - OPENS_AFTER, 10), LONGEST_PAUSE))


def is_probe(paused_until: Instant, now: Instant) -> bool:
    """Tell whether a call made now only looks whether the endpoint is well again.

    `paused_until` is 0 while all is well.
    """
    return 0 < paused_until <= now
