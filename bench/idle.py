"""What idle things cost: an idle server, and visitors who only keep their sockets open."""

import asyncio
import json
import time
from dataclasses import dataclass
from pathlib import Path

from bench.message_path import run
from bench.server import HOST, Server, serving
from bench.shop import Shop, build
from bench.wire import Socket

SOCKETS = 2_000
QUIET_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Idle:
    """Resident memory in bytes, and the share of one core used while nobody speaks."""

    server_bytes: int
    socket_bytes: float
    core_share: float


async def keep_open(shop: Shop, server: Server) -> Idle:
    """Open the sockets, then let nothing happen for a while."""
    before = server.memory_bytes()
    token = json.dumps({"type": "hello", "token": shop.talks[0].token})
    welcomes = asyncio.Semaphore(0)

    def hear(frame: bytes) -> None:
        if b'"welcome"' in frame:
            welcomes.release()

    sockets = []
    for _ in range(SOCKETS):
        socket = await Socket.open(HOST, server.port, hear)
        socket.send(token)
        sockets.append(socket)
    for _ in range(SOCKETS):
        await welcomes.acquire()
    cpu, began = server.cpu_seconds(), time.perf_counter()
    await asyncio.sleep(QUIET_SECONDS)
    share = (server.cpu_seconds() - cpu) / (time.perf_counter() - began)
    after = server.memory_bytes()
    return Idle(before, (after - before) / len(sockets), share)


def measure(folder: Path) -> Idle:
    """Measure on a new shop."""
    shop = build(folder, talks=1, seats=1)
    with serving(folder) as server:
        return run(keep_open(shop, server))
