"""Limits on how often somebody may do something."""

import math
from collections import OrderedDict, deque

from limits import RateLimitItem, parse

from yingda.foundation.clock import SECOND, Clock, Instant
from yingda.foundation.errors import TooMany

REMEMBERED = 100_000


class Limits:
    """Counts per key in a moving window, such as "30/minute"."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rules: dict[str, RateLimitItem] = {}
        # When each key acted, the oldest first; keys that have not acted for longest go first.
        self._acts: OrderedDict[tuple[str, ...], deque[Instant]] = OrderedDict()

    def check(self, rule: str, *key: str) -> None:
        """Count one act; raise `TooMany` with the seconds to wait when the rule is broken."""
        item = self._rules.get(rule) or self._rules.setdefault(rule, parse(rule))
        now, window = self._clock.now(), item.get_expiry() * SECOND
        acts = self._acts.setdefault((rule, *key), deque())
        self._acts.move_to_end((rule, *key))
        while acts and acts[0] <= now - window:
            acts.popleft()
        if len(acts) >= item.amount:
            raise TooMany(retry_after_seconds=max(1, math.ceil((acts[0] + window - now) / SECOND)))
        acts.append(now)
        if len(self._acts) > REMEMBERED:
            self._acts.popitem(last=False)

    def take_back(self, rule: str, *key: str) -> None:
        """Let an act that was counted not have happened, such as one that proved harmless."""
        if acts := self._acts.get((rule, *key)):
            acts.pop()
