"""METRIC-1, the first part: a day made by hand, with figures worked out by hand."""

import pytest

from tests.insight.floor import Floor
from tests.insight.hand_made_day import play
from yingda.insight.figures import FIGURES
from yingda.insight.queries import Asked, records_for, today_for

SHOP = {
    # A person opened a leg today with 21 of them: all but bob, cat, ida (joined yesterday), pat,
    # qin, uma (blocked), vic, wes (not opened yet); yan and zoe are one.
    "customers_received": (21, 21),
    # ann 40, dan 20, eve 30, fay 30, gus 30, jon 50, kim 15, lee 20, nat 120, sam 25, tom 30,
    # xia 10, yan 10, zoe 20, quy 45, rex 20, oli 10, ned 25, moe 35
    "first_response_time": (585, 19),
    # those, and ann 30, fay 40, ida 20, xia 60, rex 40
    "average_response_time": (775, 24),
    # 22 conversations were opened by a person today (yan and zoe are two); mia only said thanks;
    # hal and ray have no answer
    "reply_rate": (19, 21),
    # ann 5, dan 4, fay 4 (after 2), ida 5; bob 3, kim 1
    "satisfaction": (4, 6),
    # begun today: 28; cat and vic said nothing, uma is blocked; bob and gus's first stayed with
    # the bot
    "transfer_to_human_rate": (23, 25),
    "queue_length": (1, 1),
}
PEOPLE = {
    "chen": {
        "customers_received": (11, 11),  # ann, dan, fay, hal, jon, lee, oli, tom, quy, rex, moe
        # ann 40, fay 30, jon 50, lee 20, tom 30, quy 45, rex 20, oli 10, moe 35
        "first_response_time": (280, 9),
        "average_response_time": (350, 11),  # those, and ann 30, fay 40
        "satisfaction": (2, 2),  # ann, fay
    },
    "zhou": {
        # dan, eve, gus, kim, mia, nat, ray, sam, xia, yan, rex, ned
        "customers_received": (12, 12),
        # dan 20, eve 30, gus 30, kim 15, nat 120, sam 25, xia 10, yan 10, zoe 20, rex 40,
        # ned 25
        "first_response_time": (345, 11),
        "average_response_time": (425, 13),  # those, and ida 20, xia 60
        "satisfaction": (2, 3),  # dan, ida; kim
    },
}
NOT_COUNTED = {
    "customers_received": {
        "uma": "blocked",
        "dan": "same_customer",
        "fay": "same_customer",
        "lee": "same_customer",
        "zoe": "same_customer",
        "rex": "same_customer",
        "eve": "not_accepted",
        "wes": "not_accepted",
    },
    "first_response_time": {
        "dan": "unanswered",
        "hal": "unanswered",
        "eve": "unanswered",
        "quy": "closing_remark",
        "ray": "waiting",
        "wes": "waiting",
        "uma": "blocked",
    },
    "average_response_time": {
        "ann": "closing_remark",
        "lee": "closing_remark",
        "mia": "closing_remark",
        "rex": "unanswered",
        "quy": "closing_remark",
        "dan": "unanswered",
        "hal": "unanswered",
        "eve": "unanswered",
        "ray": "waiting",
        "wes": "waiting",
        "uma": "blocked",
    },
    "reply_rate": {"uma": "blocked", "wes": "not_accepted", "mia": "closing_remark"},
    "transfer_to_human_rate": {
        "uma": "blocked",
        "cat": "nothing_said",
        "vic": "nothing_said",
    },
    "satisfaction": {},
    "queue_length": {},
}


@pytest.fixture
def floor(house):
    floor = Floor(house)
    play(floor)
    return floor


def figures(floor, caller, **asked):
    view = floor.house.read(today_for, caller, Asked(**asked))
    assert (view.day, view.timezone) == ("2026-01-02", "Asia/Shanghai")
    return {figure.code: figure for figure in view.figures}


def expected(numerator, n, unit):
    return numerator if unit == "count" else numerator / n


def check(found, worked_out):
    parts = {code: (figure.numerator, figure.n) for code, figure in found.items()}
    assert parts == worked_out
    for code, (numerator, n) in worked_out.items():
        assert found[code].value == pytest.approx(expected(numerator, n, found[code].unit))


def who_is_not_counted(floor, code, **asked):
    page = floor.house.read(records_for, floor.lead, code, Asked(**asked), None, 200)
    talks = {talk: who for who, talk in floor.talks.items()}
    return {talks[item.conversation_id]: item.reason for item in page.items if not item.counted}


def test_the_shop_s_figures_are_those_worked_out_by_hand(floor):
    check(figures(floor, floor.lead), SHOP)
    check(figures(floor, floor.lead, merchant_id=floor.shops[0].id), SHOP)


def test_a_person_s_figures_are_those_worked_out_by_hand_and_the_same_for_the_lead(floor):
    for name, worked_out in PEOPLE.items():
        person = floor.people[name].id
        own = figures(floor, floor.staff(name), staff_id=person)
        check(own, worked_out)
        assert own == figures(floor, floor.lead, staff_id=person)


@pytest.mark.parametrize("code", NOT_COUNTED)
def test_what_is_not_counted_says_why(floor, code):
    assert who_is_not_counted(floor, code) == NOT_COUNTED[code]


def test_a_rating_record_shows_the_latest_score_and_who_was_rated(floor):
    page = floor.house.read(records_for, floor.lead, "satisfaction", Asked(), None, 200)
    rated = [(item.customer_name, item.agent_name, item.score, item.value) for item in page.items]
    assert rated == [
        ("kim", "One-Zhou", 1, 0),
        ("fay", "One-Chen", 4, 1),
        ("dan", "One-Zhou", 4, 1),
        ("bob", None, 3, 0),
        ("ann", "One-Chen", 5, 1),
        ("ida", "One-Zhou", 5, 1),
    ]


def test_the_queue_is_as_it_is_now(floor):
    page = floor.house.read(records_for, floor.lead, "queue_length", Asked(), None, 200)
    (waiting,) = page.items
    assert (waiting.customer_name, waiting.agent_name) == ("qin", None)
    assert floor.house.clock.now() - waiting.at == 9 * 60_000 + 55_000


def test_every_figure_of_an_empty_day_is_none_or_a_true_zero(floor):
    floor.at(3, "12:00:00")
    view = floor.house.read(today_for, floor.lead, Asked())
    assert {figure.code: figure.value for figure in view.figures} == {
        code: 0 if figure.unit == "count" else None for code, figure in FIGURES.items()
    } | {"queue_length": 1}
