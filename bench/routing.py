"""Routing under load: customers who ask for a person, and agents who have room.

Every wait is taken from the stored stays in the queue: when the customer was queued, and when an
agent was found. There is always a free seat, so each wait is what the product itself took.
"""

import asyncio
import json
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from bench.message_path import quantile, run, signed_in
from bench.server import HOST, Server, serving
from bench.shop import Seat, Shop, build
from bench.wire import HttpConnection, Socket, reached

SEATS = 60
PER_SECOND = 100
SECONDS = 10
ARRIVALS = PER_SECOND * SECONDS
CONNECTIONS = 40
JSON = b"content-type: application/json\r\n"


@dataclass(frozen=True, slots=True)
class Routed:
    """Waits in milliseconds while a seat was free, how many, and the rate that was offered."""

    waits_ms: list[float]
    per_second: float
    breaches: int

    def wait(self, share: float) -> float:
        """Return a quantile of the waits."""
        return quantile(self.waits_ms, share)


class Agent:
    """An agent who ends every conversation as soon as it is given."""

    def __init__(self, seat: Seat, news: asyncio.Event) -> None:
        self._seat = seat
        self._me = seat.staff_id.encode()
        self._news = news
        self._given: asyncio.Queue[str] = asyncio.Queue()
        self._welcome = asyncio.Event()
        self.ready = False
        self.served = 0

    async def serve(self, server: Server) -> None:
        """Sign in, become available, and end what comes."""
        http = await HttpConnection.open(HOST, server.port)
        headers = signed_in(self._seat) + JSON
        origin = f"origin: http://{HOST}:{server.port}\r\n".encode()
        socket = await Socket.open(HOST, server.port, self._hear, origin + headers)
        socket.send('{"type":"hello"}')
        await self._welcome.wait()
        await accepted(http, "PUT", "/api/team/me/presence", headers, {"state": "available"})
        self.ready = True
        self._news.set()
        while True:
            one = await self._given.get()
            await accepted(http, "POST", f"/api/conversations/{one}/close", headers, {})
            self.served += 1
            self._news.set()

    def _hear(self, text: bytes) -> None:
        # Everybody hears of every queue: only what concerns this agent is worth reading.
        for line in text.split(b"\n"):
            if self._me not in line and b'"welcome"' not in line:
                continue
            frame = json.loads(line)
            if frame["type"] == "welcome":
                self._welcome.set()
            row = frame.get("data", {}).get("row")
            if row and row["agent_id"] == self._seat.staff_id and row["stage"] == "human":
                self._given.put_nowait(row["id"])


async def accepted(
    http: HttpConnection, method: str, path: str, headers: bytes, body: object
) -> dict[str, object]:
    """Return the answer, which must not be a refusal."""
    status, answer = await http.request(method, path, headers, json.dumps(body).encode())
    if status >= 300:
        raise RuntimeError(answer.decode())
    return dict(json.loads(answer)) if answer else {}


async def arrive(http: HttpConnection, public_key: str) -> None:
    """Open the widget and ask for a person."""
    started = await accepted(
        http, "POST", "/api/widget/start", JSON, {"public_key": public_key, "language": "en"}
    )
    bearer = f"authorization: Bearer {started['token']}\r\n".encode() + JSON
    begun = await accepted(http, "POST", "/api/widget/conversations", bearer, {})
    path = f"/api/conversations/{begun['id']}/ask-human"
    await accepted(http, "POST", path, bearer, {"reason": "button"})


async def offer(shop: Shop, server: Server, public_key: str) -> float:
    """Let customers arrive while agents serve them; return the rate that came about."""
    news = asyncio.Event()
    agents = [Agent(seat, news) for seat in shop.seats]
    async with asyncio.TaskGroup() as group:
        serves = [group.create_task(agent.serve(server)) for agent in agents]
        await reached(lambda: all(agent.ready for agent in agents), news)
        rate = await let_arrive(server, public_key)
        await reached(lambda: sum(agent.served for agent in agents) >= ARRIVALS, news)
        for one in serves:
            one.cancel()
    return rate


async def let_arrive(server: Server, public_key: str) -> float:
    """Let customers arrive at a fixed rate; return the rate that came about."""
    free: asyncio.Queue[HttpConnection] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(await HttpConnection.open(HOST, server.port))
    began, arriving = time.perf_counter(), []

    async def one() -> None:
        http = await free.get()
        await arrive(http, public_key)
        free.put_nowait(http)

    for number in range(ARRIVALS):
        await asyncio.sleep(max(0, began + number / PER_SECOND - time.perf_counter()))
        arriving.append(asyncio.create_task(one()))
    await asyncio.gather(*arriving)
    return ARRIVALS / (time.perf_counter() - began)


def measure(folder: Path) -> Routed:
    """Measure on a new shop."""
    shop = build(folder, talks=0, seats=SEATS)
    with sqlite3.connect(folder / "yingda.db") as database:
        ((public_key,),) = database.execute("SELECT public_key FROM merchant").fetchall()
    with serving(folder) as server:
        rate = run(offer(shop, server, public_key))
    with sqlite3.connect(folder / "yingda.db") as database:
        waits = database.execute(
            "SELECT left_at - entered_at FROM queue_stay WHERE outcome = 'accepted'"
        ).fetchall()
        ((breaches,),) = database.execute("SELECT count(*) FROM routing_neglect").fetchall()
    return Routed([float(wait) for (wait,) in waits], rate, breaches)
