"""Which transfers of a week are labelled: even lots, the same for everybody who looks; pure."""

from collections.abc import Iterable

from yingda.foundation.clock import DAY, Instant
from yingda.learning.judging.drawing import lot_of

WEEK = 7 * DAY
MOST_DRAWN = 200
_FIRST_MONDAY = 4 * DAY  # of 1970, in UTC


def week_of(at: Instant) -> Instant:
    """Return when the week of a moment began: Monday, 00:00 UTC."""
    return at - (at - _FIRST_MONDAY) % WEEK


def drawn(ids: Iterable[str], week: Instant) -> list[str]:
    """Return the transfers of a week that are to be labelled: 200 of them, or all where fewer.

    The ids are random, and a lot is a hash of one: nobody chooses, and nothing need be kept.
    """
    return sorted(ids, key=lambda leg_id: lot_of(str(week), leg_id))[:MOST_DRAWN]
