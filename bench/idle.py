"""What idle things cost: an idle server, and visitors who only keep their sockets open."""

import asyncio
import json
import time
from dataclasses import dataclass
from pathlib import Path

from bench.message_path import open_desk, run
from bench.server import HOST, Server, serving
from bench.shop import Shop, build
from bench.wire import Socket

QUIET_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Idle:
    """Resident memory in bytes, and the share of one core used while nobody speaks."""

    server_bytes: int
    socket_bytes: float
    core_share: float


async def keep_open(shop: Shop, server: Server, visitors: int) -> Idle:
    """Open the visitors' sockets and a desk for each agent, then let nothing happen for a while."""
    before = server.memory_bytes()
    token = json.dumps({"type": "hello", "token": shop.talks[0].token})
    welcomes = asyncio.Semaphore(0)

    def hear(frame: bytes) -> None:
        if b'"welcome"' in frame:
            welcomes.release()

    sockets = []
    for _ in range(visitors):
        socket = await Socket.open(HOST, server.port, hear)
        socket.send(token)
        sockets.append(socket)
    for _ in range(visitors):
        await welcomes.acquire()
    for seat in shop.seats:
        await open_desk(server, seat, [])
    cpu, began = server.cpu_seconds(), time.perf_counter()
    await asyncio.sleep(QUIET_SECONDS)
    share = (server.cpu_seconds() - cpu) / (time.perf_counter() - began)
    after = server.memory_bytes()
    return Idle(before, (after - before) / len(sockets), share)


def measure(folder: Path, visitors: int, agents: int) -> Idle:
    """Measure on a new shop."""
    shop = build(folder, talks=1, seats=agents)
    with serving(folder) as server:
        return run(keep_open(shop, server, visitors))
