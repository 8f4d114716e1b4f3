"""A socket that was cut comes back, and what was missed meanwhile is read."""

import asyncio
import json

import pytest
from websockets.asyncio.server import serve

from yingda.app.replay.listening import Listener
from yingda.app.replay.pausing import Pauses
from yingda.app.replay.tally import Tally

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


class Impatient(Pauses):
    async def real(self, seconds):
        """Connect again at once."""
        await asyncio.wait({asyncio.ensure_future(self.stopping.wait())}, timeout=0)


async def test_a_cut_socket_comes_back_and_heals():
    sockets, heard, healed = [], asyncio.Event(), asyncio.Event()

    async def live(socket):
        sockets.append(json.loads(await socket.recv()))
        await socket.send('{"type":"welcome"}')
        if len(sockets) == 1:
            socket.transport.abort()
            return
        await socket.send('{"type":"event","kind":"MessagePosted","data":{}}')
        await socket.wait_closed()

    async def heal():
        healed.set()

    async with serve(live, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        tally = Tally()
        listener = Listener(
            f"ws://127.0.0.1:{port}",
            lambda _kind, _data: heard.set(),
            heal,
            tally,
            Impatient(speed=1.0),
            token="t",
        )
        await listener.start()
        async with asyncio.timeout(10):
            await heard.wait()
        assert healed.is_set()
        await listener.stop()
    assert sockets == [{"type": "hello", "token": "t"}] * 2
    assert tally.reconnects == 1
