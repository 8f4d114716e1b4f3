"""How long a waiting customer will probably wait; pure."""

from collections.abc import Sequence

from yingda.foundation.clock import SECOND, Instant

LEAST_SAMPLE = 3
ROUND_TO_SECONDS = 30


def expected_wait_seconds(ahead: int, departures: Sequence[Instant], now: Instant) -> int | None:
    """Return the probable wait in seconds, rounded up to half minutes; None when nobody can tell.

    The queue moves as it has moved: with `n` customers taken since the first of `departures`, one
    is taken every (now - first) / n on average, and the customer needs `ahead + 1` of those.
    Fewer than three departures are no ground for a promise.
    """
    if len(departures) < LEAST_SAMPLE:
        return None
    interval = max(0, now - departures[0]) / len(departures)
    seconds = (ahead + 1) * interval / SECOND
    return max(1, -(-round(seconds) // ROUND_TO_SECONDS)) * ROUND_TO_SECONDS
