"""Whatever happens, a figure is what its records say, and what a naive count of the facts says."""

import contextlib
import itertools
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.insight.floor import NAMES, Floor
from tests.insight.naive import Naive
from yingda.foundation.days import bounds_of, day_at
from yingda.foundation.errors import Problem
from yingda.insight.queries import Asked, records_for, today_for

TAGS = map(str, itertools.count(1))
ZONES = ("Asia/Shanghai", "America/New_York")
CUSTOMERS = ("c0", "c1", "c2")

# What may well happen next, by the stage of the conversation; the first ones are the likeliest.
NEXT = {
    None: ["says", "opens"],
    "bot": ["asks_human", "says", "bot", "asks_human", "taken_by", "leaves", "machine", "blocks"],
    "queue": [
        *["joined_by", "joined_by", "given", "joined_by", "given", "says"],
        *["leaves_message", "leaves", "merges", "machine"],
    ],
    "human": [
        *["answered_by", "says", "answered_by", "closed_by", "lets_go", "says", "handed", "leaves"],
        *["opened_by", "handed_to_group", "machine", "taken_by"],
    ],
    "leave_message": ["taken_by", "says", "leaves"],
    "ended": ["rates", "says", "opens", "rates"],
}
WORDS = ["怎么退货", "谢谢", "发票呢", "好的"]
MACHINES = ["bot_assist_sent", "rule_autoreply", "system", "broadcast"]

steps = st.fixed_dictionaries(
    {
        "pause": st.sampled_from([*[5, 20, 40, 90, 300] * 6, 1, 700, 30_000]),
        "who": st.sampled_from(CUSTOMERS),
        "other": st.sampled_from(CUSTOMERS),
        "verb": st.integers(0, 59),
        "name": st.sampled_from(NAMES),
        "score": st.integers(1, 5),
        "pick": st.integers(0, 3),
    }
)
histories = st.lists(steps, min_size=25, max_size=50)


def play(floor, history):
    """Let it happen; what is refused did not happen."""
    for step in history:
        floor.house.clock.advance(seconds=step["pause"])
        who = step["who"]
        row = floor.talk(who)
        likely = NEXT[row and row["stage"]]
        verb = likely[step["verb"] % len(likely)]
        names = {floor.people[name].id: name for name in NAMES}
        owner = names.get(row and row["agent_id"], step["name"])
        more = {
            "says": (WORDS[step["pick"]],),
            "bot": (["answer", "unknown", "choices", "answer"][step["pick"]],),
            "machine": (MACHINES[step["pick"]],),
            "rates": (step["score"],),
            "handed": (owner, step["name"]),
            "merges": (step["other"],),
        }
        alone = {"opens", "asks_human", "leaves", "leaves_message", "blocks"}
        to_new = {"joined_by", "given", "taken_by"}
        person = step["name"] if verb in to_new else owner
        arguments = more.get(verb, () if verb in alone else (person,))
        with contextlib.suppress(Problem):
            getattr(floor, verb)(who, *arguments)


def recomputed(floor, code, asked):
    """Return numerator and n from all pages of a figure's records, five at a time."""
    items, cursor = [], None
    while True:
        page = floor.house.read(records_for, floor.lead, code, asked, cursor, 5)
        items, cursor = [*items, *page.items], page.next
        if cursor is None:
            break
    moments = [item.at for item in items]
    assert moments == sorted(moments, reverse=True)
    assert all(item.counted == (item.reason is None) for item in items)
    counted = [item.value for item in items if item.counted]
    return round(sum(counted), 3), len(counted)


def check(floor, naive, asked, shops):
    view = floor.house.read(today_for, floor.lead, asked)
    zone = ZoneInfo(view.timezone)
    assert zone == ZoneInfo(shops[0].timezone)
    day = day_at(floor.house.clock.now(), view.timezone)
    bounds = bounds_of(day, view.timezone)
    ids = {shop.id for shop in shops}
    oracle = naive.figures(ids, asked.staff_id, *bounds)
    found = {figure.code: (figure.numerator, figure.n) for figure in view.figures}
    assert found == oracle
    for figure in view.figures:
        said = recomputed(floor, figure.code, asked)
        assert said == (figure.numerator, figure.n), figure.code
        if figure.unit != "count":
            assert (figure.value is None) == (figure.n == 0)


# Each example is a tenant of its own in the same database, so that the others must not be seen.
# Shrinking would play hundreds of days through the database; what failed is printed as it is.
@given(history=histories)
@settings(
    max_examples=10,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_figures_are_what_records_and_facts_say(house, history):
    floor = Floor(house, next(TAGS), ZONES)
    play(floor, history)
    naive = Naive(house, floor.tenant.id)
    for _ in ("today", "the day before"):
        check(floor, naive, Asked(), floor.shops)
        for shop in floor.shops:
            check(floor, naive, Asked(shop.id), [shop])
        for person in floor.people.values():
            check(floor, naive, Asked(staff_id=person.id), floor.shops)
        house.clock.advance(seconds=-86_400)
    house.clock.advance(seconds=2 * 86_400)
