"""Twenty kill -9 at random moments under load: what was acknowledged, and what is stored."""

import asyncio
import contextlib
import json
import os
import random
import signal
import sqlite3
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.message_path import run
from bench.server import HOST, Server, serving
from bench.shop import Shop, Talk, build
from bench.wire import HttpConnection

KILLS = 20
TALKS = 40


@dataclass(slots=True)
class Ledger:
    """Every acknowledged message: its key, and the (conversation, seq) it was given."""

    acknowledged: dict[str, tuple[str, int]] = field(default_factory=dict)
    resent: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the database says about the ledger after the last kill."""

    kills: int
    acknowledged: int
    resent: int
    lost: int
    doubled: int
    gaps: int
    moved: int


def measure(folder: Path, seed: int = 20261121) -> Verdict:
    """Kill the server again and again while visitors write and resend."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable schedule, not a secret
    shop = build(folder, talks=TALKS, seats=8)
    ledger = Ledger()
    for _ in range(KILLS):
        with contextlib.suppress(ProcessLookupError), serving(folder) as server:
            run(write_until_killed(shop, server, ledger, chance.uniform(0.4, 1.6)))
    return compare(folder, ledger, KILLS)


async def write_until_killed(shop: Shop, server: Server, ledger: Ledger, seconds: float) -> None:
    """Let everyone write; after a while end the server without a word."""
    writers = [asyncio.create_task(write(talk, server, ledger)) for talk in shop.talks]
    await asyncio.sleep(seconds)
    os.kill(server.pid, signal.SIGKILL)
    await asyncio.gather(*writers)


UNANSWERED: dict[str, str] = {}


async def write(talk: Talk, server: Server, ledger: Ledger) -> None:
    """Write one message after the other; what was not answered is sent again, same key."""
    headers = f"authorization: Bearer {talk.token}\r\ncontent-type: application/json\r\n".encode()
    path = f"/api/conversations/{talk.conversation_id}/messages"
    with contextlib.suppress(OSError):
        connection = await HttpConnection.open(HOST, server.port)
        while True:
            key = UNANSWERED.get(talk.conversation_id)
            if key is not None:
                ledger.resent += 1
            key = key or f"{time.time_ns()}"
            UNANSWERED[talk.conversation_id] = key
            body = json.dumps({"client_key": key, "content_type": "text", "text": f"said {key}"})
            status, answer = await connection.request("POST", path, headers, body.encode())
            if status not in {200, 201}:
                raise RuntimeError(answer.decode())
            del UNANSWERED[talk.conversation_id]
            stored = json.loads(answer)
            ledger.acknowledged[f"{talk.conversation_id}/{key}"] = (
                stored["conversation_id"],
                stored["seq"],
            )


def compare(folder: Path, ledger: Ledger, kills: int) -> Verdict:
    """Look every acknowledged message up in the database."""
    with sqlite3.connect(folder / "yingda.db") as database:
        rows = database.execute(
            "SELECT conversation_id, seq, client_key FROM message ORDER BY conversation_id, seq"
        ).fetchall()
    by_key: dict[str, list[tuple[str, int]]] = {}
    seqs: dict[str, list[int]] = {}
    for conversation_id, seq, key in rows:
        seqs.setdefault(conversation_id, []).append(seq)
        if key is not None:
            by_key.setdefault(f"{conversation_id}/{key}", []).append((conversation_id, seq))
    said = ledger.acknowledged
    return Verdict(
        kills=kills,
        acknowledged=len(said),
        resent=ledger.resent,
        lost=sum(key not in by_key for key in said),
        doubled=sum(len(places) > 1 for places in by_key.values()),
        gaps=sum(found != list(range(1, len(found) + 1)) for found in seqs.values()),
        moved=sum(by_key.get(key, [place])[0] != place for key, place in said.items()),
    )
