"""O03: SIGTERM drains. Every socket gets a close frame, nothing is lost, the process ends 0."""

import asyncio
import json
import sqlite3
import time
from collections import Counter
from contextlib import closing

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from bench.server import HOST, serving
from bench.shop import build
from bench.wire import HttpConnection

SERVICE_RESTART = 1012
SOCKETS, STUCK, WRITERS = 1_000, 20, 20
LONGEST_DRAIN_SECONDS = 20


@pytest.fixture
def shop(tmp_path):
    return build(tmp_path, talks=WRITERS, seats=4)


async def listener(port, token):
    """Return an open socket that was welcomed."""
    socket = await connect(f"ws://{HOST}:{port}/api/live", compression=None, ping_interval=None)
    await socket.send(json.dumps({"type": "hello", "token": token}))
    assert json.loads(await socket.recv())["type"] == "welcome"
    return socket


async def goodbye(socket):
    """Read to the end; return the close code the server gave and when."""
    try:
        while True:
            await socket.recv()
    except ConnectionClosed as closed:
        return (closed.rcvd.code if closed.rcvd else None), time.perf_counter()


class Writer:
    """A customer who writes without a pause and counts what was answered."""

    def __init__(self, talk):
        self.talk, self.answered = talk, {}
        self.first = asyncio.Event()

    async def run(self, port):
        headers = f"authorization: Bearer {self.talk.token}\r\ncontent-type: application/json\r\n"
        path = f"/api/conversations/{self.talk.conversation_id}/messages"
        try:
            connection = await HttpConnection.open(HOST, port)
            while True:
                key = f"key {len(self.answered)}"
                draft = {"client_key": key, "content_type": "text", "text": "在吗"}
                body = json.dumps(draft).encode()
                status, answer = await connection.request("POST", path, headers.encode(), body)
                assert status == 201, answer
                self.answered[key] = json.loads(answer)["seq"]
                self.first.set()
        except (OSError, EOFError):
            return


def stored(folder, writer):
    with closing(sqlite3.connect(folder / "yingda.db")) as database:
        return database.execute(
            "SELECT client_key, seq FROM message WHERE conversation_id = ?"
            " AND client_key IS NOT NULL",
            (writer.talk.conversation_id,),
        ).fetchall()


async def drained(server, process, shop):
    """Fill the server with sockets and writers, end it; return what everybody saw."""
    tokens = [talk.token for talk in shop.talks]
    sockets = []
    for some in range(0, SOCKETS, 50):
        more = (listener(server.port, tokens[n % len(tokens)]) for n in range(some, some + 50))
        sockets += await asyncio.gather(*more)
    writers = [Writer(talk) for talk in shop.talks]
    writing = [asyncio.create_task(one.run(server.port)) for one in writers]
    await asyncio.gather(*(one.first.wait() for one in writers))
    stuck, reading = sockets[:STUCK], sockets[STUCK:]
    for one in stuck:
        one.transport.pause_reading()
    goodbyes = [asyncio.create_task(goodbye(one)) for one in reading]
    began = time.perf_counter()
    process.terminate()
    code = await asyncio.to_thread(process.wait, LONGEST_DRAIN_SECONDS)
    took = time.perf_counter() - began
    for one in stuck:
        one.transport.resume_reading()
    late = [asyncio.create_task(goodbye(one)) for one in stuck]
    seen = await asyncio.gather(*goodbyes, *late)
    await asyncio.gather(*writing)
    return code, took, seen, writers


async def test_o03_a_thousand_sockets_are_told_and_nothing_sent_is_lost(tmp_path, shop):
    with serving(tmp_path) as server:
        code, took, seen, writers = await drained(server, server.process, shop)
    assert code == 0
    assert took < LONGEST_DRAIN_SECONDS
    assert Counter(code for code, _ in seen) == {SERVICE_RESTART: SOCKETS}
    moments = sorted(moment for _, moment in seen[: SOCKETS - STUCK])
    assert moments[-1] - moments[0] > 1, "all came back in the same second"
    for writer in writers:
        rows = stored(tmp_path, writer)
        assert writer.answered.items() <= dict(rows).items()
        assert len(rows) == len(dict(rows))


async def test_who_is_drained_is_not_ready(server):
    assert (await server.http.get("/health/ready")).status_code == 200
    server.runtime.draining = True
    answer = await server.http.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["failing"] == ["draining"]
