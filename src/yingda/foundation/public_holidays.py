"""Public holidays, and the weekend days that are worked for them (调休, 補班)."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Literal

Region = Literal["CN", "TW", "HK", "MO"]
FRIDAY, SATURDAY, MONDAY = 4, 5, 0
ONE_DAY = timedelta(days=1)


@cache
def special_days(region: Region, year: int) -> Mapping[date, int | None]:
    """Return the year's days that are not as their place in the week: free, or which weekday.

    The notices swap days without pairing them, so a worked Saturday counts as the Friday before
    it and a worked Sunday as the Monday after it. A year that is not announced yet has its holidays
    by law, and no swaps.
    """
    # A tenth of a second, for shops that follow a public calendar only.
    import holidays

    # The swaps of New Year reach into the year before, and are filed under the year after.
    found = holidays.country_holidays(region, years=(year, year + 1), language="en_US")
    worked = found.weekend_workdays
    free = set(found) | (joined_weekends(found, worked) if region == "CN" else set())
    special: dict[date, int | None] = dict.fromkeys(free)
    special |= {day: FRIDAY if day.weekday() == SATURDAY else MONDAY for day in worked}
    return MappingProxyType({day: as_ for day, as_ in special.items() if day.year == year})


def joined_weekends(free: Collection[date], worked: Collection[date]) -> set[date]:
    """Return the weekend days beside a holiday: mainland notices count them into the break."""
    joined: set[date] = set()
    for step in (ONE_DAY, -ONE_DAY):
        for day in free:
            beside = day + step
            while beside.weekday() >= SATURDAY and beside not in worked:
                joined.add(beside)
                beside += step
    return joined
