"""Limits on how often somebody may do something."""

import math
import re
from collections import OrderedDict, deque
from functools import lru_cache
from typing import NamedTuple

from yingda.foundation.clock import DAY, HOUR, MINUTE, SECOND, Clock, Instant
from yingda.foundation.errors import TooMany

REMEMBERED = 100_000
_RULE = re.compile(r"(\d{1,9})/(\d{0,4}) ?(second|minute|hour|day)s?")
_UNITS = {"second": SECOND, "minute": MINUTE, "hour": HOUR, "day": DAY}


class Rule(NamedTuple):
    """How many acts in how many milliseconds."""

    amount: int
    window: int


@lru_cache
def parse(rule: str) -> Rule:
    """Read a rule such as "30/minute" or "10/10 minutes"; raise ValueError for anything else."""
    found = _RULE.fullmatch(rule.strip())
    amount, count, unit = found.groups() if found else ("0", "", "")
    window = int(count or 1) * _UNITS.get(unit, 0)
    if int(amount) < 1 or window < 1:
        message = f'"{rule}" is no limit; write one like "60/minute" or "10/10 minutes".'
        raise ValueError(message)
    return Rule(int(amount), window)


class Limits:
    """Counts per key in a moving window, such as "30/minute"."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        # When each key acted, the oldest first; keys that have not acted for longest go first.
        self._acts: OrderedDict[tuple[str, ...], deque[Instant]] = OrderedDict()

    def check(self, rule: str, *key: str) -> None:
        """Count one act; raise `TooMany` with the seconds to wait when the rule is broken."""
        (amount, window), now = parse(rule), self._clock.now()
        acts = self._acts.setdefault((rule, *key), deque())
        self._acts.move_to_end((rule, *key))
        while acts and acts[0] <= now - window:
            acts.popleft()
        if len(acts) >= amount:
            raise TooMany(retry_after_seconds=max(1, math.ceil((acts[0] + window - now) / SECOND)))
        acts.append(now)
        if len(self._acts) > REMEMBERED:
            self._acts.popitem(last=False)

    def take_back(self, rule: str, *key: str) -> None:
        """Let an act that was counted not have happened, such as one that proved harmless."""
        if acts := self._acts.get((rule, *key)):
            acts.pop()
