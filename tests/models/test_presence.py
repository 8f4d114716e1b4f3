"""R05: a vanished person's customers come back after the grace, and not before."""

import pytest

from tests.models.presence import Desk
from tests.seeds import LONG, SEEDS, names, play
from yingda.routing import reactions
from yingda.team import timers
from yingda.team.service import seats

GAMES, STEPS = (40, 60) if LONG else (1, 25)


def on(floor):
    return type("Desk", (Desk,), {"floor": floor})


@pytest.mark.parametrize("number", SEEDS, ids=names)
def test_r05_customers_come_back_after_the_grace_and_not_before(floor, number):
    play(on(floor), number, games=GAMES, steps=STEPS)


def an_hour_of_tabs(floor):
    """Somebody goes for 59 s, comes back, has two tabs, and then goes for good."""
    desk = on(floor)()
    desk.begins()
    desk.a_tab_opens("a")
    desk.says_where_they_are("available")
    desk.a_tab_goes_away("a")
    desk.time_passes(59, on_time=True)
    desk.a_tab_opens("b")
    desk.time_passes(600, on_time=True)
    desk.a_tab_opens("a")
    desk.a_server_restarts("b")
    desk.time_passes(600, on_time=True)
    desk.a_tab_goes_away("a")
    desk.time_passes(59, on_time=True)
    desk.time_passes(1, on_time=True)
    assert desk.state == "offline"


def test_r05_an_hour_of_tabs(floor):
    an_hour_of_tabs(floor)


def nobody(*_):
    return False


def somebody(*_):
    return True


PLANTED = {
    "the grace is a second shorter": [(seats, "GRACE_SECONDS", 59)],
    "the grace is a second longer": [(seats, "GRACE_SECONDS", 61)],
    "another tab is overlooked": [(seats, "has_socket", nobody), (timers, "has_socket", nobody)],
    "a tab is always believed in": [(seats, "has_socket", somebody)],
    "customers stay with who is gone": [(reactions, "conversations_of_agent", lambda *_: [])],
}


@pytest.mark.parametrize("fault", PLANTED)
def test_r05_a_planted_mistake_is_found(floor, fault, monkeypatch):
    for target in PLANTED[fault]:
        monkeypatch.setattr(*target)
    with pytest.raises(AssertionError):
        an_hour_of_tabs(floor)
