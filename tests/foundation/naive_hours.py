"""Working time told minute by minute from a clock on a wall; slow, and knows no arithmetic.

The wall is written down once for a stretch of time: what it showed at each minute. A shift is found
by looking for the minute at which the wall shows its beginning, and its end.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from yingda.foundation.clock import MINUTE

DAYS = 16


class Wall:
    """What a clock in a place showed, at every minute of some days."""

    def __init__(self, zone, first_day):
        self.begins = datetime.fromisoformat(first_day).replace(tzinfo=UTC)
        here = ZoneInfo(zone)
        self.shown, self.first_shown = [], {}
        for number in range(DAYS * 24 * 60):
            at = (self.begins + timedelta(minutes=number)).astimezone(here)
            wall = at.replace(tzinfo=None, fold=0)
            self.shown.append(wall)
            self.first_shown.setdefault(wall, number)

    @property
    def begins_ms(self):
        return round(self.begins.timestamp() * 1_000)

    def minute_of(self, wall):
        """Return the first minute that shows this time; in a gap, go on from before the gap."""
        found = self.first_shown.get(wall)
        if found is not None or not self.shown[0] < wall < self.shown[-1]:
            return found
        before = max(self.first_shown[one] for one in self.first_shown if one < wall)
        return before + round((wall - self.shown[before]).total_seconds() / 60)


@cache
def wall_of(zone, first_day):
    return Wall(zone, first_day)


def minutes_worked(wall, shifts_on):
    """Return one byte for each minute of the wall: 1 when it is worked."""
    worked = bytearray(len(wall.shown))
    day, last = wall.shown[0].date() + timedelta(days=1), wall.shown[-1].date()
    while day < last - timedelta(days=1):
        midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a time on a wall
        for since, until in shifts_on(day):
            first = wall.minute_of(midnight + timedelta(minutes=since))
            end = wall.minute_of(midnight + timedelta(minutes=until))
            for minute in range(first, end):
                worked[minute] = 1
        day += timedelta(days=1)
    return worked


def count(worked, first, end):
    """Count the minutes worked from one minute up to another."""
    return sum(worked[first:end])


def after(worked, first, wanted):
    """Return the minute at which so many have been worked, or None within the wall's days."""
    for minute in range(first, len(worked)):
        if wanted <= 0:
            return minute
        wanted -= worked[minute]
    return None


def opening(worked, first):
    """Return the first minute that is worked, or None."""
    return next((minute for minute in range(first, len(worked)) if worked[minute]), None)


def as_ms(wall, minute):
    return None if minute is None else wall.begins_ms + minute * MINUTE
