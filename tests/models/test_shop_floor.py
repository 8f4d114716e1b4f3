"""R01, R02, R04: one owner, nobody over their limits, and nobody waits while a seat is free."""

import pytest

from tests.models.shop_floor import ShopFloor, Unfair
from tests.seeds import LONG, SEEDS, names, play
from yingda.routing import matching, service
from yingda.team.service import seats

GAMES, STEPS = (60, 80) if LONG else (1, 40)


def on(floor):
    return type("ShopFloor", (ShopFloor,), {"floor": floor})


@pytest.mark.parametrize("number", SEEDS, ids=names)
def test_r04_nobody_waits_while_an_eligible_seat_is_free(floor, number):
    play(on(floor), number, games=GAMES, steps=STEPS)


# ------------------------------------------------------------------ the checks can fail


def forgets(*_args, **_kwargs):
    """Do nothing where something should be looked at."""


def over_the_limit(seat, customer):
    """Take whatever comes."""
    return None if seat.presence == "available" else "offline"


def newest_first(customer):
    return (0, -customer.queued_at, customer.conversation_id)


PLANTED = {
    "nobody looks when a seat frees": (service, "use_seats", forgets),
    "nobody looks when somebody leaves the queue": (service, "tell_queue", forgets),
    "nobody counts": (service, "count_loads", forgets),
    "capacity is forgotten": (matching.SeatState, "obstacle", over_the_limit),
    "the newest goes first": (matching, "urgency", newest_first),
    "nobody is told that a seat is free": (seats, "_tell_turn", forgets),
}


def busy_day(floor):
    """One person with one place, three customers; settled after every step."""
    day = on(floor)()
    day.opens(capacities=[1, 0, 0, 0], mail=[None] * 4)
    newest, oldest = 0, 2
    steps = [
        *[(day.somebody_arrives_and_asks, 0, "web")] * 3,
        (day.says_where_they_are, 0, "available"),
        (day.opens_what_was_given, oldest),
        (day.ends_a_conversation, oldest),
        (day.somebody_gives_up_or_is_done, newest),
    ]
    for step, *args in steps:
        step(*args)
        day.time_passes(1)
        day.all_of_it_happens()
        day.nobody_has_two_owners()


def test_r04_a_busy_day_is_fair(floor):
    busy_day(floor)


@pytest.mark.parametrize("fault", PLANTED)
def test_r04_a_planted_mistake_is_found(floor, fault, monkeypatch):
    monkeypatch.setattr(*PLANTED[fault])
    with pytest.raises(Unfair):
        busy_day(floor)
