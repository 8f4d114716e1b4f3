"""Whatever happens, a figure is what its records say, and what a naive count of the facts says."""

import contextlib
import itertools
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.insight.floor import NAMES, Floor
from tests.insight.naive import Naive
from yingda.foundation.errors import Problem
from yingda.insight.days import bounds_of, day_at
from yingda.insight.queries import Asked, records_for, today_for

TAGS = map(str, itertools.count(1))
ZONES = ("Asia/Shanghai", "America/New_York")
CUSTOMERS = ("c0", "c1", "c2", "c3")

who, name = st.sampled_from(CUSTOMERS), st.sampled_from(NAMES)
words = st.sampled_from(["怎么退货", "好的", "谢谢", "发票呢"])
WITH_AGENT = "given joined_by opened_by taken_by answered_by lets_go handed_to_group closed_by"
ALONE = "opens asks_human leaves leaves_message bot blocks"
step = st.one_of(
    st.tuples(st.just("says"), who, words),
    st.tuples(st.sampled_from(["says", "asks_human", "joined_by", "answered_by"]), who, name),
    st.tuples(st.sampled_from(WITH_AGENT.split()), who, name),
    st.tuples(st.sampled_from(ALONE.split()), who),
    st.tuples(st.just("bot"), who, st.sampled_from(["answer", "unknown", "choices"])),
    st.tuples(
        st.just("machine"), who, st.sampled_from(["bot_assist_sent", "rule_autoreply", "system"])
    ),
    st.tuples(st.just("rates"), who, st.integers(1, 5)),
    st.tuples(st.just("handed"), who, name, name),
    st.tuples(st.just("merges"), who, who),
)
pause = st.sampled_from([1, 1, 5, 40, 300, 700, 5_000, 40_000])
histories = st.lists(st.tuples(pause, step), min_size=5, max_size=60)


def play(floor, history):
    """Do what can be done; what is refused did not happen."""
    for seconds, (verb, customer, *more) in history:
        floor.house.clock.advance(seconds=seconds)
        if verb == "asks_human":
            more = []
        if customer not in floor.talks and verb not in {"opens", "says", "asks_human"}:
            continue
        if verb == "merges" and more[0] not in floor.customers:
            continue
        with contextlib.suppress(Problem):
            getattr(floor, verb)(customer, *more)


def recomputed(floor, code, unit, asked):
    """Return numerator and n from all pages of a figure's records, three at a time."""
    items, cursor = [], None
    while True:
        page = floor.house.read(records_for, floor.lead, code, asked, cursor, 3)
        items, cursor = [*items, *page.items], page.next
        if cursor is None:
            break
    moments = [item.at for item in items]
    assert moments == sorted(moments, reverse=True)
    assert all(item.counted == (item.reason is None) for item in items)
    return sum(item.value for item in items if item.counted), sum(item.counted for item in items)


def check(floor, naive, asked, shops):
    view = floor.house.read(today_for, floor.lead, asked)
    zone = ZoneInfo(view.timezone)
    assert zone == ZoneInfo(shops[0].timezone)
    day = day_at(floor.house.clock.now(), view.timezone)
    bounds = bounds_of(day, view.timezone)
    ids = {shop.id for shop in shops}
    oracle = naive.figures(ids, asked.staff_id, *bounds)
    found = {figure.code: (figure.numerator, figure.n) for figure in view.figures}
    assert found == pytest.approx(oracle)
    for figure in view.figures:
        said = recomputed(floor, figure.code, figure.unit, asked)
        assert said == pytest.approx((figure.numerator, figure.n)), figure.code
        if figure.unit != "count":
            assert (figure.value is None) == (figure.n == 0)


@given(history=histories)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_figures_are_what_records_and_facts_say(house, history):
    floor = Floor(house, next(TAGS), ZONES)
    floor.house.clock.advance(seconds=3_600)
    play(floor, history)
    naive = Naive(house, floor.tenant.id)
    check(floor, naive, Asked(), floor.shops)
    for shop in floor.shops:
        check(floor, naive, Asked(shop.id), [shop])
    for person in floor.people.values():
        check(floor, naive, Asked(staff_id=person.id), floor.shops)
