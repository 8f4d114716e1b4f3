"""A model's endpoint on loopback that speaks the real wire format and behaves as told."""

import asyncio
import json
from dataclasses import dataclass, field


@dataclass
class Call:
    """One request as it arrived."""

    path: str
    headers: dict
    raw: str

    @property
    def body(self):
        return json.loads(self.raw)

    @property
    def instructions(self):
        return self.body["messages"][0]["content"]

    @property
    def given(self):
        """What the prompt holds as data."""
        return json.loads(self.body["messages"][-1]["content"])

    @property
    def purpose(self):
        if self.path.endswith("/embeddings"):
            return "embed"
        if self.body["messages"][0]["role"] != "system":
            return "try"
        return "rewrite" if "rewrite" in self.instructions else "answer"


@dataclass
class Endpoint:
    """`speaks` is asked with each call for the text of the answer; `raw` answers bytes instead.

    `status` other than 200 refuses; `silent` never answers; `cuts` ends a stream in the middle.
    """

    speaks: object = None
    status: int = 200
    headers: dict = field(default_factory=dict)
    raw: object = None
    silent: bool = False
    cuts: bool = False
    usage: dict = field(default_factory=lambda: {"prompt_tokens": 100, "completion_tokens": 20})
    calls: list = field(default_factory=list)
    connections: set = field(default_factory=set)

    async def open(self):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        return self

    async def close(self):
        self.server.close()
        for task in tuple(self.connections):
            task.cancel()
        await asyncio.gather(*self.connections, return_exceptions=True)
        await self.server.wait_closed()

    @property
    def heard(self):
        """Everything that ever arrived, escapes undone."""
        return "\n".join(json.dumps(call.body, ensure_ascii=False) for call in self.calls)

    def writes(self, text, *titles):
        """Answer every question so, citing the entries of these questions; rewrite none."""

        def speak(call):
            if call.purpose != "answer":
                return '{"question": ""}'
            numbers = {one["question"]: one["number"] for one in call.given["entries"]}
            sources = [numbers.get(title, 99) for title in titles]
            return json.dumps({"answer": text, "sources": sources}, ensure_ascii=False)

        self.speaks = speak

    def rewrites(self, question, then=""):
        """Make every question this one."""
        clearer = json.dumps({"question": question}, ensure_ascii=False)
        self.speaks = lambda call: clearer if call.purpose == "rewrite" else then

    async def _serve(self, reader, writer):
        self.connections.add(asyncio.current_task())
        try:
            while call := await self._read(reader):
                self.calls.append(call)
                if self.silent:
                    await asyncio.Event().wait()
                await self._respond(call, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self.connections.discard(asyncio.current_task())
            writer.close()

    async def _read(self, reader):
        head = await reader.readuntil(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")[:-2]
        headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines)}
        body = await reader.readexactly(int(headers["content-length"]))
        return Call(first.split(" ")[1], headers, body.decode())

    async def _respond(self, call, writer):
        if self.raw is not None:
            writer.write(self.raw)
            await writer.drain()
            raise ConnectionError
        if self.status != 200:
            body = json.dumps({"error": {"message": "no sk-verysecret1", "code": "x"}})
            return await self._whole(writer, body, self.status)
        if call.purpose == "embed":
            return await self._whole(writer, self._embeddings(call))
        text = self.speaks(call) if self.speaks else "OK"
        if call.body.get("stream"):
            return await self._stream(writer, text)
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        body = {"object": "chat.completion", "choices": [choice], "usage": self.usage}
        return await self._whole(writer, json.dumps(body))

    def _embeddings(self, call):
        rows = [
            {"object": "embedding", "index": number, "embedding": self.vector(text)}
            for number, text in enumerate(call.body["input"])
        ]
        return json.dumps({"object": "list", "data": rows, "usage": {"prompt_tokens": 5}})

    def vector(self, text):
        return [0.1, *(float(text.count(one)) for one in "退货运费发票会员")]

    async def _whole(self, writer, text, status=200):
        body = text.encode()
        lines = [f"HTTP/1.1 {status} Said", f"content-length: {len(body)}"]
        lines += ["content-type: application/json", *(f"{k}: {v}" for k, v in self.headers.items())]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()

    async def _stream(self, writer, text):
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n")
        writer.write(b"transfer-encoding: chunked\r\n\r\n")
        pieces = [text[at : at + 3] for at in range(0, len(text), 3)]
        for piece in pieces[: len(pieces) // 2] if self.cuts else pieces:
            await self._event(writer, {"choices": [{"delta": {"content": piece}}]})
        if not self.cuts:
            await self._event(writer, {"choices": [], "usage": self.usage})
            await self._chunk(writer, b"data: [DONE]\n\n")
        writer.write(b"0\r\n\r\n")
        await writer.drain()

    async def _event(self, writer, event):
        await self._chunk(writer, f"data: {json.dumps(event)}\n\n".encode())

    async def _chunk(self, writer, chunk):
        writer.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
        await writer.drain()
