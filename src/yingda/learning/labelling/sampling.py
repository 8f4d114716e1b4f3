"""Which transfers of a week are labelled: even lots, the same for everybody who looks; pure."""

from collections.abc import Collection, Iterable

from yingda.foundation.clock import DAY, Instant
from yingda.learning.judging.drawing import WEEK, lot_of

SIZE = 200
"""How many transfers of a week are to be labelled by two people."""
_FIRST_MONDAY = 4 * DAY  # of 1970, in UTC


def week_of(at: Instant) -> Instant:
    """Return when the week of a moment began: Monday, 00:00 UTC."""
    return at - (at - _FIRST_MONDAY) % WEEK


def drawn(ids: Iterable[str], week: Instant, labelled: Collection[str] = ()) -> list[str]:
    """Return the transfers of a week that are to be labelled: 200 of them, or all where fewer.

    The ids are random, and a lot is a hash of one: nobody chooses, and nothing need be kept. What
    somebody has labelled comes first, so that pairs become whole, and stays drawn when a transfer
    that became known late has a better lot.
    """
    return sorted(ids, key=lambda leg_id: (leg_id not in labelled, lot_of(str(week), leg_id)))[
        :SIZE
    ]
