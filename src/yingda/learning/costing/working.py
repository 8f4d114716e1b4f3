"""How long people were at work on a conversation, by what they wrote in it; pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from yingda.foundation.clock import SECOND, Instant

MOST_FOR_A_MESSAGE = 60 * SECOND
"""A longer pause before a message was not spent on this conversation: metrics.md M32."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened in a conversation; `worked` says that a person of ours wrote it."""

    at: Instant
    worked: bool


def stints(moments: Iterable[Moment]) -> list[tuple[Instant, int]]:
    """Return when each message of our people was written and the milliseconds it took them.

    It took as long as the pause since what happened before it, a minute at most; so two people who
    write in one conversation are never paid for one pause twice.
    """
    found, before = [], None
    for one in sorted(moments, key=lambda moment: (moment.at, moment.worked)):
        if one.worked and before is not None:
            found.append((one.at, min(one.at - before, MOST_FOR_A_MESSAGE)))
        before = one.at
    return found


def seconds_within(found: Iterable[tuple[Instant, int]], begun: Instant, ended: Instant) -> int:
    """Return the seconds of what was written from `begun` on and before `ended`."""
    return sum(took for at, took in found if begun <= at < ended) // SECOND
