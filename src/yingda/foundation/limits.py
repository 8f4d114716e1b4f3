"""Limits on how often somebody may do something."""

import math

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from yingda.foundation.clock import SECOND, Clock
from yingda.foundation.errors import TooMany


class Limits:
    """Counts per key in a moving window, such as "30/minute"."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._storage = MemoryStorage()
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._rules: dict[str, RateLimitItem] = {}

    def check(self, rule: str, *key: str) -> None:
        """Count one act; raise `TooMany` with the seconds to wait when the rule is broken."""
        item = self._rules.setdefault(rule, parse(rule))
        if not self._limiter.hit(item, *key):
            reset_at = self._limiter.get_window_stats(item, *key).reset_time
            seconds = max(1, math.ceil(reset_at - self._clock.now() / SECOND))
            raise TooMany(retry_after_seconds=seconds)
