"""Matching is checked against what people would call fair, on any shop floor there could be."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yingda.routing import matching
from yingda.routing.matching import SeatState, Waiting, match

SKILLS = st.frozensets(st.sampled_from(["refund", "english"]))
PRESENCE = st.sampled_from(["available", "available", "available", "busy", "break", "offline"])

seat = st.builds(
    SeatState,
    staff_id=st.sampled_from("abcdef"),
    name=st.just("Somebody"),
    presence=PRESENCE,
    load=st.integers(0, 3),
    capacity=st.integers(0, 4),
    idle_since=st.integers(0, 50),
    skills=SKILLS,
    channel_capacity=st.dictionaries(st.just("web"), st.integers(0, 3), max_size=1),
    channel_load=st.dictionaries(st.just("web"), st.integers(0, 3), max_size=1),
)
seats = st.lists(seat, max_size=6, unique_by=lambda one: one.staff_id)
customer = st.builds(
    Waiting,
    conversation_id=st.integers(1, 10_000).map(str),
    channel=st.sampled_from(["web", "mail"]),
    priority=st.integers(0, 5),
    queued_at=st.integers(0, 100),
    last_agent_id=st.none() | st.sampled_from("abcdef"),
    skills=SKILLS,
)
customers = st.lists(customer, max_size=12, unique_by=lambda one: one.conversation_id)


def promises_broken(waiting, floor, found):
    """Return what is wrong with a matching, in words; the judge of all tests below."""
    broken = []
    by_id = {one.conversation_id: one for one in waiting}
    state = {one.staff_id: one for one in floor}
    for one in found.matches:
        asked, seat_now = by_id[one.conversation_id], state[one.staff_id]
        if not seat_now.takes(asked):
            broken.append(f"{one.staff_id} cannot take {one.conversation_id}")
        if not one.why:
            broken.append(f"no reason for {one.conversation_id}")
        state[one.staff_id] = matching.with_one_more(seat_now, asked.channel)
    given_away = [one.conversation_id for one in found.matches]
    if len(set(given_away)) != len(given_away):
        broken.append("somebody was given away twice")
    if set(given_away) | set(found.why_waiting) != set(by_id):
        broken.append("somebody was forgotten")
    for left in found.why_waiting:
        if any(one.takes(by_id[left]) for one in state.values()):
            broken.append(f"{left} waits while a seat is free")
        if not found.why_waiting[left]:
            broken.append(f"nobody knows why {left} waits")
    order = [matching.urgency(by_id[one]) for one in given_away]
    if order != sorted(order):
        broken.append("somebody less urgent was served first")
    return broken


@given(customers, seats)
def test_every_matching_keeps_every_promise(waiting, floor):
    assert promises_broken(waiting, floor, match(waiting, floor)) == []


@given(customers, seats)
def test_the_order_in_which_rows_come_does_not_matter(waiting, floor):
    assert match(waiting, floor) == match(waiting[::-1], floor[::-1])


def test_the_judge_reports_each_planted_fault():
    asked = [Waiting(str(number), "web", 0, number) for number in range(3)]
    floor = [SeatState("a", "A", "available", 0, 2)]
    right = match(asked, floor)
    assert promises_broken(asked, floor, right) == []
    too_many = replace(
        right, matches=[*right.matches, replace(right.matches[0], conversation_id="2")]
    )
    assert "a cannot take 2" in promises_broken(asked, floor, too_many)
    idle = replace(right, matches=[], why_waiting={one.conversation_id: [{}] for one in asked})
    assert "0 waits while a seat is free" in promises_broken(asked, floor, idle)
    unfair = replace(right, matches=right.matches[::-1])
    assert "somebody less urgent was served first" in promises_broken(asked, floor, unfair)
    lost = replace(right, why_waiting={})
    assert "somebody was forgotten" in promises_broken(asked, floor, lost)


def test_a_hundred_arrivals_spread_evenly_over_five_equal_agents():
    floor = [SeatState(name, name, "available", 0, 30) for name in "abcde"]
    taken = dict.fromkeys("abcde", 0)
    for number in range(100):
        (one,) = match([Waiting(str(number), "web", 0, number)], floor).matches
        taken[one.staff_id] += 1
        floor = [replace(seat, load=taken[seat.staff_id]) for seat in floor]
    assert max(taken.values()) - min(taken.values()) <= 1


def test_the_last_agent_is_preferred_when_free_and_skipped_when_not():
    asked = Waiting("1", "web", 0, 0, last_agent_id="b")
    busy = SeatState("b", "B", "available", 3, 5)
    idle = SeatState("a", "A", "available", 0, 5)
    (one,) = match([asked], [idle, busy]).matches
    assert (one.staff_id, one.why[0]["code"]) == ("b", "last_agent")
    (one,) = match([asked], [idle, replace(busy, presence="break")]).matches
    assert one.staff_id == "a"


def test_whoever_handed_the_customer_over_gets_them_back_only_if_alone():
    asked = Waiting("1", "web", 0, 0, last_agent_id="a", avoid_agent_id="a")
    giver, other = SeatState("a", "A", "available", 0, 5), SeatState("b", "B", "available", 4, 5)
    assert match([asked], [giver, other]).matches[0].staff_id == "b"
    assert match([asked], [giver]).matches[0].staff_id == "a"


@pytest.mark.parametrize(
    ("floor", "code"),
    [
        ([], "nobody_in_group"),
        ([SeatState("a", "A", "offline", 0, 5)], "nobody_on_duty"),
        ([SeatState("a", "A", "break", 0, 5)], "on_break"),
        ([SeatState("a", "A", "available", 5, 5)], "all_full"),
    ],
)
def test_a_waiting_customer_has_a_reason(floor, code):
    found = match([Waiting("1", "web", 0, 0)], floor)
    assert found.why_waiting["1"][0]["code"] == code
