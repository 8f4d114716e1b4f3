"""What the server's own connections do for posts and news is what the long way would have done."""

import asyncio
import json
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
import uvicorn
from websockets.asyncio.client import connect
from websockets.frames import Frame, Opcode

from tests.bad_input.test_messages import BODIES
from tests.fixtures.server import story_without
from yingda.app import connections
from yingda.app.connections import BODY_LIMIT, Connection, GatheringTransport, text_head
from yingda.app.serving import options

JSON = {"Content-Type": "application/json", "Host": "shop"}


@pytest.fixture
def story():
    """The bot says nothing here, so that only what was posted is there."""
    return story_without("bot.", "helpcenter.")


class Door:
    """A connection as a browser has it, down to the bytes."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    def send(self, head, headers, body=b""):
        lines = [head, *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        self.writer.write("\r\n".join(lines).encode() + body)

    def post(self, visitor, body, **headers):
        path = f"/api/conversations/{visitor.conversation_id}/messages"
        known = visitor.headers | JSON | {"Content-Length": len(body)} | headers
        self.send(f"POST {path} HTTP/1.1", known, body)

    async def answer(self):
        """Return status, headers and JSON of the next answer."""
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in head[1:-2])
        body = await self.reader.readexactly(int(headers["content-length"]))
        return int(head[0].split()[1]), headers, json.loads(body)


class House:
    """The server at a real port."""

    def __init__(self, server, port):
        self.server, self.port = server, port

    @asynccontextmanager
    async def door(self):
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        yield Door(reader, writer)
        writer.close()


@pytest.fixture
async def house(server, settings):
    config = uvicorn.Config(server.app, port=0, lifespan="off", **options(settings))
    config.load()
    running = uvicorn.Server(config)
    running.lifespan = config.lifespan_class(config)
    await running.startup()
    (door,) = running.servers[0].sockets
    yield House(running, door.getsockname()[1])
    await running.shutdown()


def draft(number):
    words = {"content_type": "text", "text": f"第 {number} 句"}
    return json.dumps({"client_key": f"key {number}"} | words).encode()


async def said(visitor):
    return [message["content"]["text"] for message in await visitor.messages()]


# ------------------------------------------------------------------ posts


async def test_a_post_is_stored_once_and_answered_like_any_other(house, visitor):
    await visitor.begins()
    async with house.door() as door:
        found = []
        for number in (1, 2, 2):
            door.post(visitor, draft(number))
            found.append(await door.answer())
    assert [status for status, _, _ in found] == [201, 201, 200]
    assert found[1][2] == found[2][2] == (await visitor.messages())[-1]
    assert found[0][1]["content-type"] == "application/json"
    assert await said(visitor) == ["第 1 句", "第 2 句"]


@pytest.mark.parametrize("name", BODIES)
async def test_both_ways_refuse_the_same(name, house, visitor):
    content, _, _ = BODIES[name]
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    await visitor.begins()
    path = f"/api/conversations/{visitor.conversation_id}/messages"
    usual = await visitor.ask("POST", path, content=body, headers=JSON)
    async with house.door() as door:
        door.post(visitor, body)
        status, headers, problem = await door.answer()
    assert (status, problem) == (usual.status_code, usual.json())
    assert headers["content-type"] == usual.headers["content-type"]
    assert headers["x-content-type-options"] == usual.headers["x-content-type-options"]


@pytest.mark.parametrize("token", [None, "Bearer nonsense", "Basic eDp5"])
async def test_who_is_not_known_is_refused(token, house, visitor):
    await visitor.begins()
    visitor.headers = {"Authorization": token} if token else {}
    async with house.door() as door:
        door.post(visitor, draft(1))
        assert (await door.answer())[0] == 401


async def test_a_foreign_page_cannot_post_with_an_agents_cookie(house, visitor, agent):
    await visitor.begins()
    cookie = {"Cookie": agent.headers["Cookie"]}
    visitor.headers = cookie
    async with house.door() as door:
        door.post(visitor, draft(1))
        status, _, problem = await door.answer()
    assert (status, problem["code"]) == (403, "auth.csrf")


async def test_a_body_in_pieces_is_one_message(house, visitor):
    await visitor.begins()
    body = draft(1)
    async with house.door() as door:
        door.post(visitor, body[:5], **{"Content-Length": len(body)})
        await door.writer.drain()
        await asyncio.sleep(0)
        door.writer.write(body[5:])
        assert (await door.answer())[0] == 201


async def test_posts_sent_together_are_answered_in_order(house, visitor):
    await visitor.begins()
    async with house.door() as door:
        for number in range(5):
            door.post(visitor, draft(number))
        found = [await door.answer() for _ in range(5)]
    assert [body["client_key"] for _, _, body in found] == [f"key {number}" for number in range(5)]
    assert [body["seq"] for _, _, body in found] == [1, 2, 3, 4, 5]


UNUSUAL = {
    "asks first": ({"Expect": "100-continue"}, "HTTP/1.1"),
    "closes": ({"Connection": "close"}, "HTTP/1.1"),
    "old": ({}, "HTTP/1.0"),
    "wants more": ({"Upgrade": "h2c"}, "HTTP/1.1"),
}


@pytest.mark.parametrize("name", UNUSUAL)
async def test_an_unusual_post_goes_the_usual_way(name, house, visitor):
    await visitor.begins()
    headers, version = UNUSUAL[name]
    path = f"/api/conversations/{visitor.conversation_id}/messages"
    known = visitor.headers | JSON | {"Content-Length": len(draft(1))} | headers
    async with house.door() as door:
        door.send(f"POST {path} {version}", known, draft(1))
        if "Expect" in headers:
            await door.reader.readuntil(b"100 Continue\r\n\r\n")
        assert (await door.answer())[0] == 201


async def test_a_body_in_chunks_goes_the_usual_way(house, visitor):
    await visitor.begins()
    path = f"/api/conversations/{visitor.conversation_id}/messages"
    chunk = b"%x\r\n%b\r\n0\r\n\r\n" % (len(draft(1)), draft(1))
    async with house.door() as door:
        known = visitor.headers | JSON | {"Transfer-Encoding": "chunked"}
        door.send(f"POST {path} HTTP/1.1", known, chunk)
        assert (await door.answer())[0] == 201


async def test_a_long_body_is_refused_before_it_is_read(house, visitor):
    await visitor.begins()
    async with house.door() as door:
        door.post(visitor, b"", **{"Content-Length": BODY_LIMIT * 100})
        status, _, problem = await door.answer()
    assert (status, problem["code"]) == (413, "request.too_large")


@pytest.fixture
def held(server, monkeypatch):
    """Hold every post until it is let go; `arrived` tells that one is there."""

    class Held:
        arrived, go = asyncio.Event(), asyncio.Event()

    hot = server.app.hot

    async def endpoint(request, body):
        Held.arrived.set()
        await Held.go.wait()
        return await hot.endpoint(request, body)

    monkeypatch.setattr(server.app, "hot", replace(hot, endpoint=endpoint))
    return Held


async def test_a_server_that_stops_answers_what_it_began(house, visitor, held):
    await visitor.begins()
    async with house.door() as door:
        door.post(visitor, draft(1))
        await held.arrived.wait()
        for connection in tuple(house.server.server_state.connections):
            connection.shutdown()
        held.go.set()
        status, headers, _ = await door.answer()
        assert (status, headers["connection"]) == (201, "close")
        assert await door.reader.read() == b""


async def test_who_leaves_before_the_answer_has_said_it_all_the_same(
    house, visitor, held, monkeypatch
):
    gone, lost = asyncio.Event(), Connection.connection_lost

    def noticed(connection, error):
        lost(connection, error)
        gone.set()

    monkeypatch.setattr(Connection, "connection_lost", noticed)
    await visitor.begins()
    async with house.door() as door:
        door.post(visitor, draft(1))
        await held.arrived.wait()
    await gone.wait()
    held.go.set()
    await asyncio.gather(*house.server.server_state.tasks)
    assert await said(visitor) == ["第 1 句"]


# ------------------------------------------------------------------ news


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65_535, 65_536])
def test_the_head_of_a_text_is_the_librarys(length):
    payload = b"x" * length
    assert text_head(length) + payload == Frame(Opcode.TEXT, payload).serialize(mask=False)


async def test_a_browser_hears_what_is_said_short_and_long(house, visitor):
    await visitor.begins()
    long = "长" * 4_000
    async with connect(f"ws://127.0.0.1:{house.port}/api/live") as socket:
        token = visitor.headers["Authorization"].removeprefix("Bearer ")
        await socket.send(json.dumps({"type": "hello", "token": token}))
        assert json.loads(await socket.recv())["type"] == "welcome"
        heard = []
        for text in ("短", long):
            await visitor.say(text)
            while len(heard) == 0 or heard[-1] != text:
                for line in (await socket.recv()).split("\n"):
                    frame = json.loads(line)
                    if frame.get("kind") == "MessagePosted":
                        heard.append(frame["data"]["message"]["content"]["text"])
    assert heard == ["短", long]


# ------------------------------------------------------------------ what is written together


class Transport:
    """Remembers what reached the network."""

    def __init__(self):
        self.sent, self.unread = [], 0

    def write(self, data):
        self.sent.append(data)

    def close(self):
        self.sent.append("closed")

    def abort(self):
        self.sent.append("cut")

    def get_write_buffer_size(self):
        return self.unread

    def is_closing(self):
        return "closed" in self.sent


def gathering():
    transport = Transport()
    return transport, GatheringTransport(transport, asyncio.get_running_loop())


async def test_head_and_body_are_one_piece():
    transport, gathered = gathering()
    gathered.write(b"head ")
    gathered.write(b"body")
    assert transport.sent == []
    await asyncio.sleep(0)
    gathered.write(b"next")
    await asyncio.sleep(0)
    assert transport.sent == [b"head body", b"next"]


async def test_nothing_written_is_lost_by_a_close():
    transport, gathered = gathering()
    gathered.write(b"goodbye")
    gathered.close()
    await asyncio.sleep(0)
    assert transport.sent == [b"goodbye", "closed"]
    assert gathered.is_closing()


@pytest.mark.parametrize(("unread", "end"), [(0, ["closed"]), (9, ["closed", "cut"])])
async def test_one_who_does_not_read_is_not_waited_for(monkeypatch, unread, end):
    monkeypatch.setattr(connections, "LINGER_SECONDS", 0)
    transport, gathered = gathering()
    transport.unread = unread
    gathered.close()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert transport.sent == end
