"""When a delivery that failed is tried again, and how long a silent endpoint is left alone. Pure.

The waits are those that Standard Webhooks recommends, about three days in all.
"""

import hashlib
from datetime import UTC
from email.utils import parsedate_to_datetime

from yingda.foundation.clock import DAY, HOUR, MINUTE, SECOND, Instant

WAITS = (
    5 * SECOND,
    5 * MINUTE,
    30 * MINUTE,
    2 * HOUR,
    5 * HOUR,
    10 * HOUR,
    14 * HOUR,
    20 * HOUR,
    24 * HOUR,
)
MOST_ATTEMPTS = len(WAITS) + 1
GIVE_UP_AFTER = sum(WAITS)
OFF_AFTER = 5 * DAY
LONGEST_PAUSE = 5 * MINUTE
LONGEST_RETRY_AFTER = DAY
JITTER = 0.2


def wait_after(attempts: int, delivery_id: str) -> int:
    """Return the milliseconds to wait after `attempts` failures, up to a fifth more by chance.

    The chance is of the delivery itself, so that what failed together does not come back together
    and a replay waits as long as the first time.
    """
    seed = hashlib.sha256(f"{delivery_id} {attempts}".encode()).digest()
    chance = int.from_bytes(seed[:4], "big") / 2**32
    wait = WAITS[min(attempts, len(WAITS)) - 1]
    return round(wait * (1 + JITTER * chance))


def is_over(attempts: int, began_at: Instant, now: Instant) -> bool:
    """Tell whether a delivery has been tried for long enough."""
    return attempts >= MOST_ATTEMPTS or now - began_at > GIVE_UP_AFTER * (1 + JITTER)


def pause_after(failures_in_row: int) -> int:
    """Return how long an endpoint that did not serve is left alone: 5, 10, 20 … s, at most 5 min.

    Everything waits for one probe meanwhile, so that an endpoint in trouble is not run over.
    """
    return min(5 * SECOND << (failures_in_row - 1), LONGEST_PAUSE)


def retry_after(header: str | None, now: Instant) -> int | None:
    """Return the milliseconds a Retry-After header asks for: seconds or a date (RFC 9110)."""
    if not header:
        return None
    if header.strip().isdecimal():
        wanted = int(header[:12]) * SECOND
    else:
        try:
            date = parsedate_to_datetime(header)
        except ValueError:
            return None
        if date.tzinfo is None:
            date = date.replace(tzinfo=UTC)
        wanted = round(date.timestamp() * SECOND) - now
    return max(0, min(wanted, LONGEST_RETRY_AFTER))
