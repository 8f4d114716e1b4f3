"""R06, in virtual time: each timer's effect happens once, whoever crashes, however late."""

import pytest

from tests.models.alarm_clock import AlarmClock
from tests.seeds import LONG, SEEDS, finds_a_fault, names, play
from yingda.foundation import timers

GAMES, STEPS = (60, 80) if LONG else (2, 40)


def on(floor):
    return type("AlarmClock", (AlarmClock,), {"floor": floor})


@pytest.mark.parametrize("number", SEEDS, ids=names)
def test_r06_every_timer_rings_once(floor, number):
    play(on(floor), number, games=GAMES, steps=STEPS)


def rings_whoever_took_it(tx, timer, effect):
    """Do the effect, whether the timer is still there or not."""
    REAL_FIRE(tx, timer, lambda *_: None)
    effect(tx, timer)
    return True


def rings_and_stays(tx, timer, effect):
    """Do the effect, and forget to take the timer when it is late."""
    effect(tx, timer)
    if not timer.late_by:
        REAL_FIRE(tx, timer, lambda *_: None)
    return True


REAL_FIRE = timers.fire
PLANTED = {
    "fire": rings_whoever_took_it,
    "forget": lambda *_: None,
    "due": lambda _tx, _limit: [],
}


@pytest.mark.parametrize("name", PLANTED)
def test_r06_a_planted_mistake_is_found(floor, name, monkeypatch):
    monkeypatch.setattr(timers, name, PLANTED[name])
    assert finds_a_fault(on(floor), games=40, steps=30)
