"""Who reads a help page: people, each read once, and the programs that count as nobody."""

import re

from yingda.foundation.clock import MINUTE, Instant

_PROGRAM = re.compile(
    r"bot\b|crawl|spider|slurp|preview|monitor|curl|wget|python|http-?client", re.IGNORECASE
)
Reader = tuple[str, str, str]
"""Address, browser and entry."""


def is_program(agent: str, purpose: str) -> bool:
    """Tell whether a page is asked for by a program, or in advance, by these headers."""
    return not agent or bool(_PROGRAM.search(agent)) or "prefetch" in purpose


class LatestReads:
    """Who read what a little while ago, so that looking again is not reading again.

    It is known in this process alone, and never stored.
    """

    LASTS = 30 * MINUTE
    MOST = 10_000

    def __init__(self) -> None:
        self._kept: dict[Reader, tuple[Instant, str]] = {}

    def get(self, reader: Reader, now: Instant) -> str | None:
        """Return the read of this reader, while it counts."""
        at, read_id = self._kept.get(reader, (0, None))
        return read_id if 0 <= now - at < self.LASTS else None

    def keep(self, reader: Reader, read_id: str, now: Instant) -> None:
        """Keep a read, and forget the oldest when there are many."""
        self._kept.pop(reader, None)
        self._kept[reader] = (now, read_id)
        if len(self._kept) > self.MOST:
            del self._kept[next(iter(self._kept))]
