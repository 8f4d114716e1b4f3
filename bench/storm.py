"""A reconnect storm: two thousand visitors lose their sockets at once, while others go on writing.

Each comes back as the product's own client does: after a jittered pause, hello, and then one read
of what it missed. Back is who has heard the welcome and read the messages.
"""

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.message_path import Measured, Pair, quantile, run
from bench.server import HOST, Server, serving
from bench.shop import Shop, Talk, build
from bench.wire import HttpConnection, Socket

SOCKETS = 2_000
TALKS = 200
WRITERS = 10
WRITE_EVERY_SECONDS = 0.1
FIRST_PAUSE_SECONDS = 0.5
TRIES = 8
STORMS = 2


@dataclass(slots=True)
class Storm:
    """Seconds until each was back, milliseconds of sends meanwhile, and who never came back."""

    back_seconds: list[float] = field(default_factory=list)
    sends_ms: list[float] = field(default_factory=list)
    stayed_away: int = 0

    @property
    def back_p95(self) -> float:
        """Return the 95th percentile of the time until a client was back."""
        return quantile(self.back_seconds, 0.95)

    @property
    def send_p95(self) -> float:
        """Return the 95th percentile of a send during the storms."""
        return quantile(self.sends_ms, 0.95)


class Client:
    """One visitor's browser."""

    def __init__(self, talk: Talk, server: Server) -> None:
        self._talk = talk
        self._server = server
        self._socket: Socket | None = None
        self._http: HttpConnection | None = None

    async def connect(self) -> None:
        """Open a socket, say hello, and read what was said."""
        welcome = asyncio.Event()

        def hear(frame: bytes) -> None:
            if b'"welcome"' in frame:
                welcome.set()

        self._socket = await Socket.open(HOST, self._server.port, hear)
        self._socket.send(json.dumps({"type": "hello", "token": self._talk.token}))
        async with asyncio.timeout(30):
            await welcome.wait()
        self._http = await HttpConnection.open(HOST, self._server.port)
        path = f"/api/conversations/{self._talk.conversation_id}/messages?after=0"
        bearer = f"authorization: Bearer {self._talk.token}\r\n".encode()
        status, answer = await self._http.request("GET", path, bearer)
        if status != 200:
            raise ConnectionError(answer.decode())

    def cut(self) -> None:
        """Lose everything at once."""
        for connection in (self._socket, self._http):
            if connection is not None:
                connection.transport.abort()

    async def come_back(self, chance: random.Random, storm: Storm) -> None:
        """Connect again, with longer and longer pauses between the tries."""
        began = time.perf_counter()
        for attempt in range(TRIES):
            most = FIRST_PAUSE_SECONDS * 2**attempt
            await asyncio.sleep(most / 2 + chance.random() * most / 2)
            try:
                await self.connect()
            except (OSError, TimeoutError):
                continue
            storm.back_seconds.append(time.perf_counter() - began)
            return
        storm.stayed_away += 1


async def survive(shop: Shop, server: Server, seed: int) -> Storm:
    """Connect everybody, then cut them all, twice, while some go on writing."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable jitter, not a secret
    storm = Storm()
    clients = [Client(shop.talks[number % TALKS], server) for number in range(SOCKETS)]
    for first in range(0, SOCKETS, 50):
        await asyncio.gather(*(client.connect() for client in clients[first : first + 50]))
    pairs = [Pair(talk) for talk in shop.talks[:WRITERS]]
    for pair in pairs:
        await pair.connect([server])
    for _ in range(STORMS):
        for client in clients:
            client.cut()
        writing = [asyncio.create_task(write(pair, storm)) for pair in pairs]
        await asyncio.gather(*(client.come_back(chance, storm) for client in clients))
        for task in writing:
            task.cancel()
        await asyncio.gather(*writing, return_exceptions=True)
    return storm


async def write(pair: Pair, storm: Storm) -> None:
    """Write again and again; the time of each answer counts."""
    while True:
        measured = Measured()
        await pair.post(measured)
        storm.sends_ms += measured.answers_ms
        await asyncio.sleep(WRITE_EVERY_SECONDS)


def measure(folder: Path, seed: int = 20261122) -> Storm:
    """Measure on a new shop."""
    shop = build(folder, talks=TALKS, seats=20)
    with serving(folder) as server:
        return run(survive(shop, server, seed))
