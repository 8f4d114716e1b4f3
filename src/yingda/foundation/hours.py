"""Working time: when a shop is open, how long it has been, when so many minutes will have passed.

Pure: a week of wall-clock shifts in a time zone becomes spans of milliseconds. A wall-clock time
that does not exist, or exists twice, on a day the clocks change is read as RFC 5545 §3.3.5 says:
by the offset before the change, and as the first of the two.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Protocol
from zoneinfo import ZoneInfo

from yingda.foundation.clock import DAY, MINUTE, SECOND, Instant
from yingda.foundation.public_holidays import Region, special_days

Span = tuple[Instant, Instant]
"""From the first millisecond on, up to and without the second."""

MINUTES_OF_DAY = 24 * 60
WINDOW = 14 * DAY
HORIZON = 800 * DAY
# A shift may begin the evening before, and an island may skip a day of its calendar.
DAYS_BEFORE = 3


@dataclass(frozen=True, slots=True)
class Shift:
    """Minutes of a day by the wall clock; `until` past 24 hours is the next day's."""

    since: int
    until: int

    def __post_init__(self) -> None:
        """Refuse what is no stretch of at most a day that begins on its day."""
        whole = 0 <= self.since < MINUTES_OF_DAY
        if not whole or not self.since < self.until <= self.since + MINUTES_OF_DAY:
            raise ValueError(f"no shift: {self.since} to {self.until}")


Shifts = tuple[Shift, ...]
ALWAYS = (Shift(0, MINUTES_OF_DAY),)


class WorkingTime(Protocol):
    """Anything that knows when work is done."""

    def spans(self, since: Instant, until: Instant) -> list[Span]:
        """Return when work is done between two moments: ascending, apart, clipped."""
        ...


@dataclass(frozen=True, slots=True)
class Calendar:
    """A week of shifts, Monday first; public holidays and single days are different."""

    timezone: str
    week: tuple[Shifts, Shifts, Shifts, Shifts, Shifts, Shifts, Shifts]
    region: Region | None = None
    days: Mapping[date, Shifts] = field(default_factory=lambda: MappingProxyType({}))

    def shifts_on(self, day: date) -> Shifts:
        """Return the shifts that begin on a day: its own, else the holiday's, else the week's.

        A weekend day that is worked for a holiday is worked as the nearest weekday.
        """
        if day in self.days:
            return self.days[day]
        weekday: int | None = day.weekday()
        if self.region is not None:
            weekday = special_days(self.region, day.year).get(day, weekday)
        return () if weekday is None else self.week[weekday]

    def spans(self, since: Instant, until: Instant) -> list[Span]:
        """Return when the shop is open between two moments."""
        return clipped(merged(sorted(self._whole_spans(since, until))), since, until)

    def _whole_spans(self, since: Instant, until: Instant) -> Iterator[Span]:
        zone = ZoneInfo(self.timezone)
        day = datetime.fromtimestamp(since / SECOND, zone).date() - timedelta(days=DAYS_BEFORE)
        last = datetime.fromtimestamp(until / SECOND, zone).date() + timedelta(days=1)
        while day <= last:
            for shift in self.shifts_on(day):
                yield moment(day, shift.since, zone), moment(day, shift.until, zone)
            day += timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Changing:
    """Working time whose rule changed: each holds from its moment until the next one's."""

    rules: tuple[tuple[Instant, WorkingTime], ...]

    def spans(self, since: Instant, until: Instant) -> list[Span]:
        """Return when work is done by the rule of each moment; none before the first rule."""
        ends = [at for at, _ in self.rules[1:]] + [until]
        found: list[Span] = []
        for (begins, rule), end in zip(self.rules, ends, strict=True):
            first, last = max(begins, since), min(end, until)
            if first < last:
                found += rule.spans(first, last)
        return merged(found)


@dataclass(frozen=True, slots=True)
class Paused:
    """Working time that stood still in some spans, such as while a customer was waited for."""

    rule: WorkingTime
    pauses: Sequence[Span]

    def spans(self, since: Instant, until: Instant) -> list[Span]:
        """Return when work is done and nothing is paused."""
        edges = merged(sorted(pause for pause in self.pauses if pause[0] < pause[1]))
        outer = [(since, since), *edges, (until, until)]
        gaps = [(end, begin) for (_, end), (begin, _) in pairwise(outer)]
        gaps = clipped(gaps, since, until)
        return [span for first, last in gaps for span in self.rule.spans(first, last)]


def moment(day: date, minute: int, zone: ZoneInfo) -> Instant:
    """Return when the wall clock shows a minute of a day; past 24 hours it is the next day's."""
    days, minute = divmod(minute, MINUTES_OF_DAY)
    wall = time(*divmod(minute, 60), tzinfo=zone)
    return round(datetime.combine(day + timedelta(days=days), wall).timestamp() * SECOND)


def merged(spans: Sequence[Span]) -> list[Span]:
    """Return ascending spans with those that touch or overlap made one, and empty ones dropped."""
    found: list[Span] = []
    for first, last in spans:
        if first >= last:
            continue
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def clipped(spans: Sequence[Span], since: Instant, until: Instant) -> list[Span]:
    """Return what of the spans lies between two moments."""
    inside = [(max(first, since), min(last, until)) for first, last in spans]
    return [(first, last) for first, last in inside if first < last]


def working_ms(hours: WorkingTime, since: Instant, until: Instant) -> int:
    """Return how many milliseconds of working time lie between two moments."""
    return sum(last - first for first, last in hours.spans(since, until))


def deadline(hours: WorkingTime, since: Instant, working_minutes: float) -> Instant | None:
    """Return the first moment by which so much working time will have passed since a moment.

    None when it never will: nothing is worked for more than two years.
    """
    left = round(working_minutes * MINUTE)
    if left <= 0:
        return since
    for first, last in _ahead(hours, since):
        if last - first >= left:
            return first + left
        left -= last - first
    return None


def is_open(hours: WorkingTime, at: Instant) -> bool:
    """Tell whether work is done at a moment."""
    return bool(hours.spans(at, at + 1))


def next_opening(hours: WorkingTime, at: Instant) -> Instant | None:
    """Return the first moment from `at` on at which work is done; `at` itself when it is now."""
    return next((first for first, _ in _ahead(hours, at)), None)


def _ahead(hours: WorkingTime, since: Instant) -> Iterator[Span]:
    """Give the spans from a moment on, as far as a promise can reach; a window may cut one."""
    quiet_until = since + HORIZON
    while since < quiet_until:
        spans = hours.spans(since, since + WINDOW)
        if spans:
            quiet_until = since + HORIZON
        yield from spans
        since += WINDOW
