"""The message path end to end: HTTP in, durable commit, pushed to visitor and agent, answered."""

import asyncio
import json
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from bench.machine import Stolen
from bench.server import HOST, Server, serving
from bench.shop import Seat, Shop, Talk, build
from bench.wire import Frame, HttpConnection, Socket, reached

Found = TypeVar("Found")
Servers = Sequence[Server]
"""One server, or several that share a database: visitors come to the first, agents to the last."""

TALKS = 50
SEATS = 10
LISTENING = {"visitor": b'{"type": "welcome"', "agent": b'{"type": "subscribed"'}
POSTED = b'{"type":"event","kind":"MessagePosted","data":{"conversation_id":"'
ID_LENGTH = 32


@dataclass(slots=True)
class Measured:
    """What one run found: milliseconds, processor in µs a message, the share the host took."""

    messages: int = 0
    seconds: float = 0.0
    cpu_us: float = 0.0
    stolen: float = 0.0
    answers_ms: list[float] = field(default_factory=list)
    wholes_ms: list[float] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Return messages a second."""
        return self.messages / self.seconds

    def answer(self, share: float) -> float:
        """Return the quantile of the time from request to answer."""
        return quantile(self.answers_ms, share)


@contextmanager
def measuring(cpu_seconds: Callable[[], float]) -> Iterator[Measured]:
    """Fill in what the block counts; `cpu_seconds` tells the processor time used so far."""
    measured = Measured()
    cpu, taken, began = cpu_seconds(), Stolen.now(), time.perf_counter()
    yield measured
    measured.seconds = time.perf_counter() - began
    measured.stolen = Stolen.now().share_since(taken)
    measured.cpu_us = (cpu_seconds() - cpu) / measured.messages * 1e6


def quantile(values: list[float], share: float) -> float:
    """Return the value below which `share` of them lie."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


class Pair:
    """A visitor and an agent of one conversation, who write in turns."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.heard = {"visitor": 0, "agent": 0}
        self._arrived = asyncio.Event()
        self._count = 0
        self.path = f"/api/conversations/{talk.conversation_id}/messages"
        self.headers = {
            "visitor": f"authorization: Bearer {talk.token}\r\n".encode(),
            "agent": signed_in(talk.seat),
        }
        self.connections: dict[str, HttpConnection] = {}

    async def connect(self, servers: Servers) -> None:
        """Open both connections and the visitor's socket; the agent is at the last server."""
        self.connections["visitor"] = await HttpConnection.open(HOST, servers[0].port)
        self.connections["agent"] = await HttpConnection.open(HOST, servers[-1].port)
        mine = {self.talk.conversation_id.encode(): self}
        ready = asyncio.Event()
        socket = await Socket.open(HOST, servers[0].port, listening("visitor", mine, ready))
        socket.send(json.dumps({"type": "hello", "token": self.talk.token}))
        await reached(ready.is_set, ready)

    def hear(self, who: str) -> None:
        """Count a pushed message."""
        self.heard[who] += 1
        self._arrived.set()

    async def say(self, measured: Measured, started: float | None = None) -> None:
        """Post one message, in turns, and wait for the answer and both pushes."""
        before = dict(self.heard)
        started = time.perf_counter() if started is None else started
        await self.post(measured, started)
        await reached(lambda: all(self.heard[one] > before[one] for one in before), self._arrived)
        measured.wholes_ms.append((time.perf_counter() - started) * 1000)
        measured.messages += 1

    async def post(self, measured: Measured, started: float | None = None) -> None:
        """Post one message, in turns, and wait for the answer."""
        who = "visitor" if self._count % 2 == 0 else "agent"
        self._count += 1
        key = f"{self._count}-{time.time_ns()}"
        body = json.dumps(
            {"client_key": key, "content_type": "text", "text": f"Message {self._count}, 你好"}
        )
        started = time.perf_counter() if started is None else started
        status, answer = await self.connections[who].request(
            "POST",
            self.path,
            self.headers[who] + b"content-type: application/json\r\n",
            body.encode(),
        )
        if status != 201:
            raise RuntimeError(answer.decode())
        measured.answers_ms.append((time.perf_counter() - started) * 1000)


async def closed_loop(shop: Shop, servers: Servers, seconds: float) -> Measured:
    """Let every conversation say the next thing as soon as the last one arrived everywhere."""
    pairs = await connected(shop, servers)
    await run_for(pairs, 1.0, Measured())
    with measuring(cpu_of(servers)) as measured:
        await run_for(pairs, seconds, measured)
    return measured


def cpu_of(servers: Servers) -> Callable[[], float]:
    """Return what tells the processor time of all servers so far."""
    return lambda: sum(server.cpu_seconds() for server in servers)


async def run_for(pairs: list[Pair], seconds: float, measured: Measured) -> None:
    """Keep all pairs talking for a while."""
    end = time.perf_counter() + seconds

    async def talk(pair: Pair) -> None:
        while time.perf_counter() < end:
            await pair.say(measured)

    await asyncio.gather(*(talk(pair) for pair in pairs))


async def open_loop(shop: Shop, servers: Servers, per_second: int, seconds: float) -> Measured:
    """Offer messages at a fixed rate; waiting counts from when each was due."""
    pairs = await connected(shop, servers)
    await run_for(pairs, 0.5, Measured())
    free: asyncio.Queue[Pair] = asyncio.Queue()
    for pair in pairs:
        free.put_nowait(pair)

    async def one(due: float, measured: Measured) -> None:
        pair = await free.get()
        await pair.say(measured, due)
        free.put_nowait(pair)

    tasks = []
    with measuring(cpu_of(servers)) as measured:
        began = time.perf_counter()
        for number in range(int(per_second * seconds)):
            due = began + number / per_second
            await asyncio.sleep(max(0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(one(due, measured)))
        await asyncio.gather(*tasks)
    return measured


async def connected(shop: Shop, servers: Servers) -> list[Pair]:
    """Return all pairs, connected; each agent has one desk for all their conversations."""
    pairs = [Pair(talk) for talk in shop.talks]
    for pair in pairs:
        await pair.connect(servers)
    for seat in shop.seats:
        mine = [pair for pair in pairs if pair.talk.seat == seat]
        await open_desk(servers[-1], seat, mine)
    return pairs


async def open_desk(server: Server, seat: Seat, pairs: list[Pair]) -> None:
    """Open an agent's socket, which looks at all their conversations."""
    by_id = {pair.talk.conversation_id.encode(): pair for pair in pairs}
    origin = f"origin: http://{HOST}:{server.port}\r\n".encode()
    ready = asyncio.Event()
    heard = listening("agent", by_id, ready)
    desk = await Socket.open(HOST, server.port, heard, origin + signed_in(seat))
    desk.send('{"type":"hello"}')
    topics = [f"conversation:{pair.talk.conversation_id}" for pair in pairs]
    desk.send(json.dumps({"type": "subscribe", "topics": topics}))
    await reached(ready.is_set, ready)


def signed_in(seat: Seat) -> bytes:
    """Return the headers of a signed-in agent."""
    return f"cookie: yingda_session={seat.cookie}\r\nx-csrf-token: {seat.csrf}\r\n".encode()


def listening(who: str, pairs: dict[bytes, Pair], ready: asyncio.Event) -> Frame:
    """Return what tells the pairs of pushed messages; a text holds one frame a line.

    `ready` is set once the server pushes what is said from now on.
    """

    def hear(text: bytes) -> None:
        for line in text.split(b"\n"):
            if line.startswith(POSTED):
                pairs[line[len(POSTED) : len(POSTED) + ID_LENGTH]].hear(who)
            elif line.startswith(LISTENING[who]):
                ready.set()

    return hear


def measure(folder: Path, seconds: float, **settings: str) -> Measured:
    """Measure the closed loop on a new shop."""
    shop = build(folder, talks=TALKS, seats=SEATS)
    with serving(folder, **settings) as server:
        return run(closed_loop(shop, [server], seconds))


def measure_offered(
    folder: Path, per_second: int, seconds: float, *, agents: int = SEATS
) -> Measured:
    """Measure a fixed rate on a new shop; agents beyond the first ten have nothing to do."""
    shop = build(folder, talks=TALKS, seats=agents)
    with serving(folder) as server:
        return run(open_loop(shop, [server], per_second, seconds))


def run(work: Coroutine[Any, Any, Found]) -> Found:
    """Run on uvloop, so that the load generator takes as little of the machine as possible."""
    import uvloop

    return uvloop.run(work)
