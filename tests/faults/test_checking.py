"""The checker itself: each kind of wrong is planted in a record and must be reported."""

from copy import deepcopy

import pytest

from tests.faults.checking import breaches, kinds
from tests.faults.history import History, Said, Send


@pytest.fixture
def history():
    """Give a record of two people of whom each said three things, all in order."""
    rows = [
        Said(seq, f"id-{seq}", f"{who} {number}", who)
        for seq, (who, number) in enumerate(
            ((who, number) for number in (1, 2, 3) for who in ("ann", "bo")), start=1
        )
    ]
    sends = [
        Send(
            "talk", row.sender_id, row.sender_id, int(row.text[-1]), row.text, 1, (row.seq, row.id)
        )
        for row in rows
    ]
    return History(sends, {"talk": rows}, {"desk": {"talk": deepcopy(rows)}})


def test_a_good_record_has_no_breaches(history):
    assert list(breaches(history)) == []


def test_an_acknowledged_message_without_its_row_is_lost(history):
    del history.stored["talk"][-1]
    assert "lost" in kinds(breaches(history))


def test_a_message_never_acknowledged_may_be_missing(history):
    history.sends[-1].answer = None
    del history.stored["talk"][-1]
    del history.screens["desk"]["talk"][-1]
    assert list(breaches(history)) == []


def test_the_same_thing_twice_is_doubled_whatever_its_key(history):
    again = Said(7, "id-7", "bo 3", "bo")
    history.stored["talk"].append(again)
    history.screens["desk"]["talk"].append(again)
    assert "doubled" in kinds(breaches(history))


def test_an_acknowledged_place_that_holds_something_else_is_moved(history):
    history.stored["talk"][2] = Said(3, "id-3", "ann 2 altered", "ann")
    assert {"moved", "lost", "invented", "screen"} <= kinds(breaches(history))


def test_a_number_that_is_skipped_is_a_gap(history):
    history.stored["talk"][-1] = Said(8, "id-6", "bo 3", "bo")
    assert "gap" in kinds(breaches(history))


def test_a_sender_whose_second_thing_comes_first_is_in_disorder(history):
    rows = history.stored["talk"]
    rows[0], rows[2] = (
        Said(1, rows[2].id, rows[2].text, "ann"),
        Said(3, rows[0].id, rows[0].text, "ann"),
    )
    assert "disorder" in kinds(breaches(history))


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda shown: shown.pop(2), "misses [3] of 6"),
        (lambda shown: shown.append(shown[0]), "shows something twice"),
        (lambda shown: shown.reverse(), "shows another order"),
        (lambda shown: shown.append(Said(9, "id-9", "?")), "shows what is not stored"),
        (lambda shown: shown.__setitem__(0, Said(1, "id-1", "?")), "shows another text"),
    ],
)
def test_a_screen_that_differs_from_the_rows_is_told_as_people_see_it(history, spoil, reason):
    spoil(history.screens["desk"]["talk"])
    assert list(breaches(history)) == [f"screen desk of talk: {reason}"]
