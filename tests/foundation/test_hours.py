"""Working time agrees with a clock on a wall that is read minute by minute."""

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from tests.foundation import naive_hours as naive
from tests.seeds import LONG, SEEDS, names
from yingda.foundation import hours
from yingda.foundation.clock import DAY, HOUR, MINUTE
from yingda.foundation.hours import ALWAYS, Calendar, Changing, Paused, Shift

CALENDARS = (10_000 if LONG else 1_200) // len(SEEDS)
PLACES = [
    ("Asia/Shanghai", "2026-02-10"),  # the Spring Festival, two worked Saturdays
    ("Asia/Shanghai", "2026-09-25"),
    ("Asia/Taipei", "2024-02-08"),
    ("America/New_York", "2026-03-01"),
    ("America/New_York", "2026-10-25"),
    ("Europe/Berlin", "2026-03-22"),
    ("Europe/London", "2026-10-18"),
    ("Australia/Lord_Howe", "2026-04-01"),  # half an hour of summer
    ("Africa/Casablanca", "2026-02-10"),
    ("Asia/Kathmandu", "2026-06-01"),
    ("Pacific/Apia", "2011-12-24"),  # a day that was not
]

# From the notices of the State Council for 2025 and 2026, not from any library.
FREE = """2025-01-01 2025-01-28/2025-02-04 2025-04-04/2025-04-06 2025-05-01/2025-05-05
2025-05-31/2025-06-02 2025-10-01/2025-10-08 2026-01-01/2026-01-03 2026-02-15/2026-02-23
2026-04-04/2026-04-06 2026-05-01/2026-05-05 2026-06-19/2026-06-21 2026-09-25/2026-09-27
2026-10-01/2026-10-07"""
WORKED = """2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11 2026-01-04 2026-02-14
2026-02-28 2026-05-09 2026-09-20 2026-10-10"""


def noticed():
    """Return what the notices say: day -> None when free, else the weekday it is worked as."""
    days = {}
    for stretch in FREE.split():
        first, _, last = stretch.partition("/")
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last or first):
            days[day] = None
            day += timedelta(days=1)
    for text in WORKED.split():
        day = date.fromisoformat(text)
        days[day] = {5: 4, 6: 0}[day.weekday()]
    return days


NOTICED = noticed()


def a_shift(dice):
    since = dice.choice([0, 60, 90, 120, 150, 9 * 60, 13 * 60 + 30, 22 * 60, dice.randrange(1440)])
    length = dice.choice([1, 30, 60, 8 * 60, 1440, dice.randrange(1, 1441)])
    return since, since + length


def a_week(dice):
    return [[a_shift(dice) for _ in range(dice.choice([0, 1, 1, 2]))] for _ in range(7)]


def shop(zone, week, days, region):
    """Return the same calendar twice: ours, and as a plain function for the wall."""
    shifts = {day: tuple(Shift(*one) for one in worked) for day, worked in days.items()}
    ours = Calendar(zone, tuple(tuple(Shift(*one) for one in day) for day in week), region, shifts)

    def shifts_on(day):
        if day in days:
            return days[day]
        weekday = NOTICED.get(day, day.weekday()) if region == "CN" else day.weekday()
        return [] if weekday is None else week[weekday]

    return ours, shifts_on


def a_shop(dice, zone, wall):
    some = [wall.shown[0].date() + timedelta(days=dice.randrange(2, 13)) for _ in range(2)]
    days = {day: a_week(dice)[0] for day in some[: dice.randrange(3)]}
    china = zone == "Asia/Shanghai" and wall.shown[0].year > 2024
    return shop(zone, a_week(dice), days, "CN" if china and dice.random() < 0.8 else None)


def differences(dice):
    """Ask one random shop three questions; return what differs from the wall."""
    zone, first_day = dice.choice(PLACES)
    wall = naive.wall_of(zone, first_day)
    ours, shifts_on = a_shop(dice, zone, wall)
    worked = naive.minutes_worked(wall, shifts_on)
    if dice.random() < 0.3:
        other, other_shifts = a_shop(dice, zone, wall)
        change = dice.randrange(5, 11) * 1440 + dice.randrange(1440)
        ours = Changing(((0, ours), (naive.as_ms(wall, change), other)))
        worked[change:] = naive.minutes_worked(wall, other_shifts)[change:]
    if dice.random() < 0.3:
        pauses = [sorted(dice.sample(range(4 * 1440, 12 * 1440), 2)) for _ in range(2)]
        ours = Paused(ours, [tuple(naive.as_ms(wall, one) for one in pause) for pause in pauses])
        for first, end in pauses:
            worked[first:end] = bytes(end - first)
    # From the fifth day on, so that every shift that is asked about began on the wall.
    since = dice.randrange(4 * 1440, 8 * 1440)
    until = since + dice.randrange(4 * 1440)
    at, end, wanted = naive.as_ms(wall, since), naive.as_ms(wall, until), dice.randrange(1, 2000)
    questions = {
        "worked": (
            hours.working_ms(ours, at, end),
            naive.count(worked, since, until) * MINUTE,
        ),
        "deadline": (
            hours.deadline(ours, at, wanted),
            naive.as_ms(wall, naive.after(worked, since, wanted)),
        ),
        "opening": (hours.next_opening(ours, at), naive.as_ms(wall, naive.opening(worked, since))),
        "open": (hours.is_open(ours, at), bool(worked[since])),
    }
    edge = naive.as_ms(wall, 12 * 1440)  # further on the wall does not reach
    return {
        name: (told, true)
        for name, (told, true) in questions.items()
        if told != true and not (name in {"deadline", "opening"} and beyond(told, true, edge))
    }


def beyond(told, true, edge):
    return all(one is None or one >= edge for one in (told, true))


@pytest.mark.parametrize("number", SEEDS, ids=names)
def test_r08_deadlines_of_any_calendar_agree_with_the_wall(number):
    print(f"YINGDA_TEST_SEED={number}")  # noqa: T201 - shown when it fails
    dice = Random(number)  # noqa: S311 - the same ones each time
    for game in range(CALENDARS):
        assert differences(dice) == {}, f"seed {number}, calendar {game}"


def wrong_gap(day, minute, zone):
    """Count minutes from midnight as if no clock were ever changed."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    return round(midnight.timestamp() * 1_000) + minute * MINUTE


def no_merging(spans):
    return list(spans)


PLANTED = {"moment": wrong_gap, "merged": no_merging, "DAYS_BEFORE": 0}


@pytest.mark.parametrize("name", PLANTED)
def test_r08_a_planted_mistake_is_found(name, monkeypatch):
    monkeypatch.setattr(hours, name, PLANTED[name])
    dice = Random(1)  # noqa: S311
    assert any(differences(dice) for _ in range(600))


# ------------------------------------------------------------------ single promises, to be read

SHANGHAI = ZoneInfo("Asia/Shanghai")
NINE_TO_SIX = (Shift(9 * 60, 18 * 60),)
OFFICE = Calendar("Asia/Shanghai", (NINE_TO_SIX,) * 5 + ((), ()), "CN")


def at(text, zone=SHANGHAI):
    return round(datetime.fromisoformat(text).replace(tzinfo=zone).timestamp() * 1_000)


def test_the_library_says_what_the_notices_say():
    for year in (2025, 2026):
        told = hours.special_days("CN", year)
        assert told == {day: as_ for day, as_ in NOTICED.items() if day.year == year}


def test_a_worked_saturday_is_worked_and_the_festival_is_not():
    assert hours.is_open(OFFICE, at("2026-02-14 10:00"))
    assert hours.next_opening(OFFICE, at("2026-02-14 18:00")) == at("2026-02-24 09:00")


def test_a_question_of_friday_evening_is_due_on_monday():
    assert hours.deadline(OFFICE, at("2026-11-20 17:50"), 30) == at("2026-11-23 09:20")


def test_a_deadline_at_closing_time_is_closing_time():
    assert hours.deadline(OFFICE, at("2026-11-20 17:30"), 30) == at("2026-11-20 18:00")


def test_a_night_shift_belongs_to_the_evening_it_began():
    night = Calendar("Asia/Shanghai", ((Shift(22 * 60, 26 * 60),), *((),) * 6))
    assert hours.is_open(night, at("2026-11-24 01:59"))  # a Tuesday
    assert not hours.is_open(night, at("2026-11-24 02:00"))


def test_a_shop_that_never_opens_promises_nothing():
    never = Calendar("Asia/Shanghai", ((),) * 7)
    assert hours.next_opening(never, at("2026-11-20 10:00")) is None
    assert hours.deadline(never, at("2026-11-20 10:00"), 1) is None


def test_a_shop_that_never_closes_is_open_for_whole_days():
    always = Calendar("America/New_York", (ALWAYS,) * 7)
    since = at("2026-03-01 00:00", ZoneInfo("America/New_York"))
    assert hours.working_ms(always, since, since + 30 * DAY) == 30 * DAY
    assert hours.deadline(always, since, 30 * 24 * 60) == since + 30 * DAY


def test_a_long_deadline_is_found_across_windows():
    weekly = Calendar("Asia/Shanghai", ((Shift(0, 60),), *((),) * 6))
    since = at("2026-11-23 00:00")
    assert hours.deadline(weekly, since, 60 * 50) == since + 49 * 7 * DAY + HOUR


@pytest.mark.parametrize("wrong", [(-1, 5), (1440, 1441), (60, 60), (60, 30), (60, 60 + 1441)])
def test_what_is_no_shift_is_refused(wrong):
    with pytest.raises(ValueError, match="no shift"):
        Shift(*wrong)
