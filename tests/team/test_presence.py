from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yingda.team import queries, service, timers
from yingda.team.events import AgentBecameAvailable, AgentWentOffline, PresenceChanged, SeatChanged
from yingda.team.service.seats import SOCKET_GONE
from yingda.team.timers import TIMERS, server_restarted, socket_closed, socket_opened


@pytest.fixture
def tenant(house):
    return house.tenant()[0]


@pytest.fixture
def chen(house, tenant):
    return house.staff(tenant, "chen")


@pytest.fixture
def be(house, chen):
    return lambda state, reason=None: house.write(service.set_presence, chen.id, state, reason)


def presence(house, staff):
    seat = house.read(queries.seat_of, staff.id)
    return seat.presence, seat.reason


def history(house, staff):
    me = house.rights(staff)
    changes = house.read(queries.presence_history, me, staff.id, cursor=None, limit=100)
    return [(change.from_state, change.to_state) for change in reversed(changes)]


def test_presence_changes_are_told_and_kept(house, chen, be):
    be("available")
    assert house.heard(AgentBecameAvailable)
    (told,) = house.heard(PresenceChanged)
    assert told.topics() == (f"staff:{chen.id}", f"wall:{chen.tenant_id}")
    since = house.clock.now()
    house.clock.advance(seconds=90)
    assert be("available").presence_since == since
    assert not house.events
    assert be("break", "lunch").presence_since == since + 90_000
    assert not house.heard(AgentBecameAvailable)
    be("offline")
    assert house.heard(AgentWentOffline)
    states = ["offline", "available", "break", "offline"]
    assert history(house, chen) == list(pairwise(states))


def test_another_reason_for_the_same_state_does_not_start_its_clock_again(house, chen, be):
    since = be("break", "lunch").presence_since
    house.clock.advance(seconds=5)
    seat = be("break", "meeting")
    assert (seat.reason, seat.presence_since) == ("meeting", since)


def test_a_vanished_agent_goes_offline_after_the_grace_and_not_before(house, chen, be):
    house.write(socket_opened, chen.id)
    be("available")
    house.write(socket_closed, chen.id)
    house.clock.advance(seconds=59)
    assert house.fire_due(TIMERS) == 0
    house.clock.advance(seconds=1)
    assert house.fire_due(TIMERS) == 1
    assert house.heard(AgentWentOffline)
    assert presence(house, chen) == ("offline", "connection_lost")


def test_who_comes_back_within_the_grace_keeps_the_seat(house, chen, be):
    house.write(socket_opened, chen.id)
    be("busy")
    house.write(socket_closed, chen.id)
    house.clock.advance(seconds=59)
    house.write(socket_opened, chen.id)
    house.clock.advance(seconds=600)
    assert house.fire_due(TIMERS) == 0
    assert presence(house, chen)[0] == "busy"


def test_a_second_tab_keeps_the_seat(house, chen, be):
    house.write(socket_opened, chen.id)
    house.write(socket_opened, chen.id, "other-server")
    be("available")
    house.write(socket_closed, chen.id)
    house.clock.advance(seconds=600)
    assert house.fire_due(TIMERS) == 0
    house.write(socket_closed, chen.id, "other-server")
    house.clock.advance(seconds=60)
    assert house.fire_due(TIMERS) == 1
    assert presence(house, chen)[0] == "offline"


def test_after_a_restart_everybody_is_gone_until_they_reconnect(house, tenant, chen):
    zhou = house.staff(tenant, "zhou")
    for person in (chen, zhou):
        house.write(socket_opened, person.id)
        house.write(service.set_presence, person.id, "available")
    house.write(server_restarted)
    house.write(socket_opened, zhou.id)
    house.clock.advance(seconds=60)
    house.fire_due(TIMERS)
    assert presence(house, chen)[0] == "offline"
    assert presence(house, zhou)[0] == "available"


def test_a_restart_of_one_server_leaves_who_is_at_another(house, chen, be):
    house.write(socket_opened, chen.id, "b")
    be("available")
    house.write(server_restarted, "a")
    house.clock.advance(seconds=60)
    assert house.fire_due(TIMERS) == 0


def test_who_goes_offline_by_choice_leaves_no_timer_behind(house, chen, be):
    house.write(socket_opened, chen.id)
    be("available")
    house.write(socket_closed, chen.id)
    be("offline")
    house.clock.advance(seconds=600)
    assert house.fire_due(TIMERS) == 0


@pytest.mark.parametrize("state", ["available", "busy", "break"])
def test_who_says_they_are_there_and_never_comes_goes_offline_after_the_grace(house, chen, state):
    house.write(service.set_own_presence, state, None, house.rights(chen))
    house.clock.advance(seconds=59)
    assert house.fire_due(TIMERS) == 0
    house.clock.advance(seconds=1)
    assert house.fire_due(TIMERS) == 1
    assert presence(house, chen) == ("offline", "connection_lost")


def test_who_says_they_are_there_and_opens_the_desk_stays(house, chen):
    house.write(service.set_own_presence, "available", None, house.rights(chen))
    house.clock.advance(seconds=30)
    house.write(socket_opened, chen.id)
    house.write(service.set_own_presence, "busy", None, house.rights(chen))
    house.clock.advance(seconds=600)
    assert house.fire_due(TIMERS) == 0
    assert presence(house, chen)[0] == "busy"


def test_nobody_is_put_on_duty_from_afar_for_longer_than_the_grace(house, tenant, chen):
    lead = house.principal(tenant, "lin", "lead")
    house.write(service.set_presence_of, chen.id, "available", None, lead)
    house.clock.advance(seconds=60)
    assert house.fire_due(TIMERS) == 1
    assert presence(house, chen)[0] == "offline"


Step = st.sampled_from(["open", "close", "restart", "available", "offline", "wait 20", "wait 59"])


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(Step, max_size=30))
def test_only_somebody_without_a_socket_for_the_whole_grace_is_sent_offline(house, chen, steps):
    house.write(service.set_presence, chen.id, "offline")
    house.write(server_restarted)
    sockets, state, gone_since = 0, "offline", None
    for step in steps:
        now = house.clock.now()
        if step == "open":
            house.write(socket_opened, chen.id)
            sockets, gone_since = sockets + 1, None
        elif step == "close" and sockets:
            house.write(socket_closed, chen.id)
            sockets -= 1
            if not sockets and state != "offline":
                gone_since = now
        elif step == "restart":
            house.write(server_restarted)
            sockets = 0
            gone_since = now if state != "offline" else None
        elif step in {"available", "offline"}:
            house.write(service.set_own_presence, step, None, house.rights(chen))
            state = step
            gone_since = now if step == "available" and not sockets else None
        elif step.startswith("wait"):
            house.clock.advance(seconds=int(step[5:]))
        house.fire_due(TIMERS)
        if gone_since is not None and house.clock.now() - gone_since >= 60_000:
            state, gone_since = "offline", None
        assert presence(house, chen)[0] == state


def test_load_is_noted_and_room_is_told(house, chen):
    house.write(service.set_loads, {chen.id: 5})
    (changed,) = house.heard(SeatChanged)
    assert (changed.load, changed.freed) == (5, False)
    (told,) = house.heard(PresenceChanged)
    assert (told.load, told.capacity) == (5, 5)
    assert house.read(queries.seat_of, chen.id).free == 0
    house.write(service.set_loads, {chen.id: 5})
    assert not house.events
    house.write(service.set_loads, {chen.id: 4})
    assert house.heard(SeatChanged)[0].freed


def test_the_timer_has_the_name_it_is_wired_by():
    assert timers.TIMERS.keys() == {SOCKET_GONE}
