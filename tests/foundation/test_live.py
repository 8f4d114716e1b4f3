"""News reach everyone who listens; a slow or broken socket is its own problem."""

import asyncio

import pytest

from yingda.foundation import live
from yingda.foundation.auth.principal import Principal
from yingda.foundation.events import Event
from yingda.foundation.live import QUEUE_LIMIT, SESSION_ENDED, TOO_SLOW, Hub, frame_of


class Wire:
    """The browser's end: remembers, or sleeps, or breaks."""

    def __init__(self, *, quick):
        self.quick = quick
        self.texts, self.got, self.closed = [], [], None
        self.awake = asyncio.Event()
        self.awake.set()
        self.fault = None

    def send_now(self, text):
        if not self.quick or not self.awake.is_set():
            return False
        self.take(text)
        return True

    async def send(self, text):
        await self.awake.wait()
        self.take(text)

    def take(self, text):
        if self.fault is not None:
            raise self.fault
        self.texts.append(text)
        self.got.extend(text.split("\n"))

    async def close(self, code):
        self.closed = code


class Room:
    def __init__(self, *, quick):
        self.hub = Hub()
        self.quick = quick

    def enter(self, *topics, person="p"):
        wire = Wire(quick=self.quick)
        listener = self.hub.listen(wire, Principal("staff", "t", person))
        self.hub.subscribe(listener, topics)
        return listener, wire


@pytest.fixture(params=[True, False], ids=["our server", "any server"])
def room(request):
    """Give a hub and its listeners; our own server sends at once what need not wait."""
    return Room(quick=request.param)


async def pushed():
    for _ in range(3):
        await asyncio.sleep(0)


async def test_news_reach_whoever_listens_once_and_in_order(room):
    _, both = room.enter("a", "b")
    _, one = room.enter("b")
    _, none = room.enter("c")
    for number in range(50):
        room.hub.push(["a", "b"], str(number))
    await pushed()
    assert both.got == one.got == [str(number) for number in range(50)]
    assert none.got == []


async def test_what_waits_together_goes_out_together_in_texts_of_decent_length(room):
    _, wire = room.enter("a")
    long = "x" * (live.TEXT_LIMIT - 4)
    for frame in ("one", "two", long, "three", long * 2, "four"):
        room.hub.push(["a"], frame)
    await pushed()
    assert wire.texts == ["one\ntwo", long, "three", long * 2, "four"]


async def test_a_slow_listener_is_closed_and_the_others_hear_everything(room):
    _, slow = room.enter("a")
    _, quick = room.enter("a")
    slow.awake.clear()
    for number in range(QUEUE_LIMIT + 2):
        room.hub.push(["a"], str(number))
        await pushed()
    assert slow.closed == TOO_SLOW
    assert len(quick.got) == QUEUE_LIMIT + 2
    assert quick.closed is None
    assert len(room.hub) == 1


async def test_a_listener_that_only_just_keeps_up_stays(room):
    _, slow = room.enter("a")
    slow.awake.clear()
    for number in range(QUEUE_LIMIT):
        room.hub.push(["a"], str(number))
    await pushed()
    slow.awake.set()
    await pushed()
    assert slow.closed is None
    assert len(slow.got) == QUEUE_LIMIT


async def test_a_large_commit_in_one_turn_does_not_make_a_quick_listener_slow():
    room = Room(quick=True)
    _, wire = room.enter("street")
    for number in range(3 * QUEUE_LIMIT):
        room.hub.push(["street"], str(number))
    await asyncio.sleep(0)
    assert wire.got == [str(number) for number in range(3 * QUEUE_LIMIT)]
    assert wire.closed is None


async def test_a_slow_listener_of_long_frames_is_closed_before_they_fill_the_memory():
    room = Room(quick=True)
    _, wire = room.enter("street")
    wire.awake.clear()
    for _ in range(40):
        room.hub.push(["street"], "x" * 10_000)
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert wire.closed == TOO_SLOW


async def test_a_broken_socket_does_not_stop_the_others(room):
    wires = [room.enter("a")[1] for _ in range(5)]
    wires[2].fault = ConnectionError("gone")
    room.hub.push(["a"], "one")
    await pushed()
    room.hub.push(["a"], "two")
    await pushed()
    assert [wire.got for wire in wires] == [["one", "two"]] * 2 + [[]] + [["one", "two"]] * 2
    assert len(room.hub) == 4


async def test_a_listener_that_fails_to_queue_does_not_stop_the_others(room, monkeypatch):
    listeners = [room.enter("a") for _ in range(5)]
    real = live.Listener.send

    def send(self, frame):
        if self is listeners[0][0]:
            raise RuntimeError("planted")
        real(self, frame)

    monkeypatch.setattr(live.Listener, "send", send)
    room.hub.push(["a"], "one")
    await pushed()
    assert sum(wire.got == ["one"] for _, wire in listeners) == 4


async def test_the_check_finds_a_hub_without_that_care(room, monkeypatch):
    """Plant: one exception stops the loop."""
    listeners = [room.enter("a") for _ in range(5)]

    def push(self, topics, frame):
        for listener in tuple(self._by_topic["a"]):
            listener.send(frame)

    def send(self, frame):
        raise RuntimeError("planted")

    monkeypatch.setattr(Hub, "push", push)
    monkeypatch.setattr(live.Listener, "send", send)
    with pytest.raises(RuntimeError):
        room.hub.push(["a"], "one")
    await pushed()
    assert all(wire.got == [] for _, wire in listeners)


async def test_who_unsubscribed_or_left_hears_nothing(room):
    quiet, wire = room.enter("a", "b")
    room.hub.unsubscribe(quiet, ["a", "never"])
    room.hub.push(["a"], "one")
    room.hub.push(["b"], "two")
    await pushed()
    assert wire.got == ["two"]
    room.hub.forget(quiet)
    room.hub.forget(quiet)
    assert not room.hub.listeners(["a", "b"])
    assert room.hub._by_topic == {}


async def test_the_sockets_of_a_person_end_with_their_session(room):
    mine = [room.enter("a", person="me")[1] for _ in range(3)]
    _, other = room.enter("a", person="you")
    room.hub.end_sessions("me")
    await pushed()
    assert [wire.closed for wire in mine] == [SESSION_ENDED] * 3
    assert other.closed is None


class Said(Event):
    what: str


def test_a_frame_is_the_fact():
    frame = frame_of(Said(what='He said "hi"\n'))
    assert frame == '{"type":"event","kind":"Said","data":{"what":"He said \\"hi\\"\\n"}}'
