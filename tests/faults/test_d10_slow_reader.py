"""D10: somebody who stops reading is cut, harms nobody else, and resumes whole."""

import json

import psutil
import pytest

from bench import message_path
from tests.faults.floor import Floor, at_work
from tests.faults.patience import until
from tests.faults.profiles import PROFILE
from tests.faults.screens import WatchedSocket
from tests.faults.service import Service
from tests.faults.talkers import Talker

ROOM = 4096


class Wordy(Talker):
    """Somebody whose messages are as long as they may be."""

    def text_of(self, number):
        return super().text_of(number) + "长" * 3_000


class WordyFloor(Floor):
    talker = Wordy


def patience():
    """Return what shortens the server's own patience, unless there is time."""
    return [] if PROFILE.name == "long" else ["lose_patience_soon"]


async def stop_reading(service, talk):
    """Open an agent's socket that listens to a conversation, and never look at it again."""
    host, port = service.address
    origin = f"origin: http://{host}:{port}\r\n".encode()
    headers = origin + message_path.signed_in(talk.seat)
    socket = await WatchedSocket.open(host, port, lambda _text: None, headers, room=ROOM)
    socket.send('{"type":"hello"}')
    topics = [f"conversation:{talk.conversation_id}"]
    socket.send(json.dumps({"type": "subscribe", "topics": topics}))
    socket.transport.pause_reading()
    return socket


def open_ports(service):
    """Return the clients' ports of the connections that the server holds."""
    process = psutil.Process(service.process.pid)
    return {one.raddr.port for one in process.net_connections("tcp") if one.raddr}


async def slow_one_is_cut(floor, service, within=30):
    """Wait until the server has cut somebody who does not read."""
    await floor.listening()
    socket = await stop_reading(service, floor.shop.talks[0])
    _, port = socket.transport.get_extra_info("sockname")
    assert port in open_ports(service)
    floor.begin()
    try:
        await until(lambda: port not in open_ports(service), within=within, what="the cut")
    finally:
        socket.transport.abort()


async def test_d10_a_slow_reader_is_cut_and_nobody_else_notices(tmp_path, small_shop, store):
    built, url = small_shop
    service = Service(tmp_path, store, plants=patience())
    async with at_work(service, built, url, kind=WordyFloor) as floor:
        await service.start()
        await slow_one_is_cut(floor, service)
        await floor.end()
        assert await floor.settled() == []
        assert all(screen.connections == 1 for screen in floor.screens)


async def test_d10_a_server_that_waits_for_slow_readers_is_reported(tmp_path, small_shop, store):
    built, url = small_shop
    service = Service(tmp_path, store, plants=["wait_for_slow_readers"])
    async with at_work(service, built, url, kind=WordyFloor) as floor:
        await service.start()
        with pytest.raises(TimeoutError):
            await slow_one_is_cut(floor, service, within=6)
