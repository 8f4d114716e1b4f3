from datetime import date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from yingda.foundation.clock import HOUR
from yingda.foundation.days import bounds_of, day_at

ZONES = ["Asia/Shanghai", "America/New_York", "Europe/Lisbon", "America/Santiago", "UTC"]


@given(st.integers(1_700_000_000_000, 1_900_000_000_000), st.sampled_from(ZONES))
def test_every_moment_lies_in_its_day(moment, timezone):
    start, end = bounds_of(day_at(moment, timezone), timezone)
    assert start <= moment < end
    assert 23 * HOUR <= end - start <= 25 * HOUR


@given(st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.sampled_from(ZONES))
def test_a_day_ends_where_the_next_begins(day, timezone):
    _, end = bounds_of(day, timezone)
    assert bounds_of(day_at(end, timezone), timezone)[0] == end


def test_the_day_is_the_shop_s():
    moment = int(datetime(2026, 1, 1, 16, 30, tzinfo=ZoneInfo("UTC")).timestamp() * 1000)
    assert day_at(moment, "Asia/Shanghai") == date(2026, 1, 2)
    assert day_at(moment, "America/New_York") == date(2026, 1, 1)


def test_the_days_of_daylight_saving_are_23_and_25_hours_long():
    def hours(day):
        start, end = bounds_of(day, "America/New_York")
        return (end - start) / HOUR

    assert hours(date(2026, 3, 8)) == 23
    assert hours(date(2026, 11, 1)) == 25
