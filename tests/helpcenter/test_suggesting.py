"""What the ranker does with what it knows, without a database."""

from hypothesis import given
from hypothesis import strategies as st

from yingda.customers.folding import fold
from yingda.foundation.clock import DAY, HOUR
from yingda.helpcenter.suggesting.learning import Exposure, learned
from yingda.helpcenter.suggesting.methods import by_hot, scores_of
from yingda.helpcenter.suggesting.ranking import Weights, suggested, worth
from yingda.helpcenter.suggesting.situation import (
    METHODS,
    Asked,
    Candidate,
    PlacedOrder,
    Situation,
    pairs_of,
    traffic_of,
)

NOW = 1_767_225_600_000


def candidate(title):
    return Candidate(title, title, (fold(title),), pairs_of(fold(title)))


QUESTIONS = ("包裹延误了怎么办", "怎么退货", "运费是多少", "空气炸锅怎么清洗", "怎么开发票")
CANDIDATES = tuple(map(candidate, QUESTIONS))


def situation(**known):
    return Situation(**{"candidates": CANDIDATES, "now": NOW} | known)


def best(**known):
    return [
        (one.title, one.method) for one in suggested(situation(**known), Weights(), limit=5).chips
    ]


def test_without_anything_known_the_shops_own_order_is_shown_and_says_so():
    assert best() == [(title, "listed") for title in QUESTIONS]


def test_a_delayed_order_comes_before_what_everybody_asks():
    rows = [(str(n), "运费是多少", NOW - HOUR) for n in range(50)]
    known = {
        "orders": (PlacedOrder("delayed", 5 * DAY),),
        "of_state": {"delayed": ("包裹延误了怎么办",)},
        "traffic": traffic_of(rows, NOW),
    }
    assert best(**known)[:2] == [("包裹延误了怎么办", "state"), ("运费是多少", "hot")]


def test_what_is_asked_far_more_than_before_is_hotter_than_what_is_always_asked():
    always = [(f"a{n}", "怎么退货", NOW - HOUR - n % 7 * DAY) for n in range(70)]
    suddenly = [(f"s{n}", "运费是多少", NOW - HOUR) for n in range(14)]
    heat = by_hot(situation(traffic=traffic_of(always + suddenly, NOW)))
    assert heat["运费是多少"] > heat["怎么退货"]


def test_what_was_not_settled_last_time_is_offered_again():
    history = (
        Asked("怎么开发票", NOW - 2 * DAY),
        Asked("怎么退货", NOW - 2 * DAY, unsettled=True),
    )
    assert best(history=history)[:2] == [("怎么退货", "history"), ("怎么开发票", "history")]


def test_what_others_asked_next_follows_an_answer():
    rows = []
    for talk in range(10):
        rows += [(str(talk), "怎么退货", NOW - 3 * DAY), (str(talk), "运费是多少", NOW - 3 * DAY)]
    traffic = traffic_of(rows, NOW)
    found = best(traffic=traffic, last="怎么退货", asked_here=frozenset({"怎么退货"}))
    assert found[0] == ("运费是多少", "next")
    assert "怎么退货" not in [title for title, _ in found]


def test_a_product_page_raises_questions_about_the_product():
    assert best(page="青禾空气炸锅 5L 家用")[0] == ("空气炸锅怎么清洗", "page")


def test_typing_finds_what_begins_with_it_before_what_contains_it():
    found = suggested(situation(typed="怎么"), Weights(), limit=5, only=["typed"]).chips
    assert {one.title for one in found[:2]} == {"怎么退货", "怎么开发票"}
    assert (
        suggested(situation(typed="量子色动力学"), Weights(), limit=5, only=["typed"]).chips == ()
    )


def test_refreshing_shows_others_until_there_are_none_left():
    first = suggested(situation(), Weights(), limit=2).chips
    shown = [one.entry_id for one in first]
    second = suggested(situation(), Weights(), limit=2, besides=shown).chips
    assert not {one.entry_id for one in second} & set(shown)
    again = suggested(situation(), Weights(), limit=2, besides=QUESTIONS).chips
    assert [one.entry_id for one in again] == shown


entry_ids = st.sampled_from([*QUESTIONS, "not a candidate"])
scores = st.dictionaries(entry_ids, st.floats(0, 1), max_size=6)


@given(
    history=st.lists(st.builds(Asked, entry_ids, st.integers(0, NOW), st.booleans()), max_size=5),
    state=st.lists(entry_ids, max_size=4),
    here=st.frozensets(entry_ids, max_size=3),
    typed=st.text(max_size=8),
    resembling=scores,
)
def test_nothing_is_ever_suggested_that_is_no_candidate_or_was_just_answered(
    history, state, here, typed, resembling
):
    known = situation(
        orders=(PlacedOrder("shipped", DAY),),
        of_state={"shipped": tuple(state)},
        history=tuple(history),
        asked_here=here,
        typed=typed,
        resembling=resembling,
    )
    allowed = set(QUESTIONS) - here
    found = suggested(known, Weights(), limit=5)
    assert {one.entry_id for one in found.chips} <= allowed
    assert {one for ids in found.offered.values() for one in ids} <= allowed
    assert all(0 <= score <= 1 for by in scores_of(known).values() for score in by.values())


def test_a_few_clicks_teach_nothing_and_many_change_the_order():
    shown = [Exposure({"state": 1.0}, clicked=False), Exposure({"hot": 1.0}, clicked=True)]
    assert learned(shown * 10) == Weights()
    taught = learned(shown * 200)
    assert worth({"hot": 1.0}, taught) > worth({"state": 1.0}, taught)
    assert worth({"hot": 1.0}, Weights()) < worth({"state": 1.0}, Weights())


def test_what_is_clicked_but_settles_nothing_falls_behind_what_settles():
    shown = [
        Exposure({"hot": 1.0}, clicked=True, settled=False),
        Exposure({"next": 1.0}, clicked=True, settled=True),
        Exposure({"hot": 1.0}, clicked=False),
        Exposure({"next": 1.0}, clicked=False),
    ]
    taught = learned(shown * 100)
    assert worth({"next": 1.0}, taught) > worth({"hot": 1.0}, taught)
    assert set(taught.click) == {*METHODS, "bias"}
