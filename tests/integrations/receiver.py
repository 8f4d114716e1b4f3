"""Somebody's own system, which listens: a real HTTP server on loopback that behaves as told."""

import asyncio
import json
from dataclasses import dataclass, field


@dataclass
class Call:
    """One request as it arrived."""

    path: str
    headers: dict
    body: bytes

    @property
    def id(self):
        return self.headers["webhook-id"]

    @property
    def event(self):
        return json.loads(self.body)

    @property
    def kind(self):
        return self.event["type"]


@dataclass
class Receiver:
    """`answers` is asked with each call for (status, headers, text); None keeps silent."""

    answers: object = None
    tls: object = None
    calls: list = field(default_factory=list)
    taken: list = field(default_factory=list)
    connections: set = field(default_factory=set)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    at_once: int = 0
    most_at_once: int = 0

    async def open(self):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.tls)
        self.port = self.server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"
        return self

    async def close(self):
        self.server.close()
        for task in tuple(self.connections):
            task.cancel()
        await asyncio.gather(*self.connections, return_exceptions=True)
        await self.server.wait_closed()

    def answer(self, status=200, text="", **headers):
        """Answer everything in the same way from now on."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers = lambda _call: (status, named, text)

    def keep_silent(self):
        self.answers = lambda _call: None

    async def has(self, count):
        """Wait until so many have been taken; the test's own time limit ends it."""
        while len(self.taken) < count:
            self.arrived.clear()
            await self.arrived.wait()

    @property
    def ids(self):
        return [call.id for call in self.calls]

    @property
    def kinds(self):
        return [call.kind for call in self.taken]

    async def _serve(self, reader, writer):
        self.connections.add(asyncio.current_task())
        try:
            while call := await self._read(reader):
                self.at_once += 1
                self.most_at_once = max(self.at_once, self.most_at_once)
                try:
                    await self._respond(call, writer)
                finally:
                    self.at_once -= 1
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self.connections.discard(asyncio.current_task())
            writer.close()

    async def _read(self, reader):
        head = await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b""
        first, *lines = head.decode().split("\r\n")[:-2]
        headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines)}
        body = await reader.readexactly(int(headers["content-length"]))
        return Call(first.split(" ")[1], headers, body)

    async def _respond(self, call, writer):
        self.calls.append(call)
        answer = self.answers(call) if self.answers else (200, {}, "")
        if asyncio.iscoroutine(answer):
            answer = await answer
        if answer is None:
            await asyncio.Event().wait()
        status, headers, text = answer
        if isinstance(status, bytes):  # whatever this is, it is no HTTP
            writer.write(status)
            raise ConnectionError
        if 200 <= status < 300:
            self.taken.append(call)
            self.arrived.set()
        body = text if isinstance(text, bytes) else text.encode()
        lines = [f"HTTP/1.1 {status} Said", f"content-length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()
