"""The server's connections, with short cuts for what they carry most: posts and pushed news.

A request costs the HTTP server a scope, a cycle, a task, two events and every header checked again;
a pushed text costs the WebSocket library a frame object and two copies. Together that is as much as
all the rest of a message. Both short cuts serve only the plain case and leave the rest alone.
"""

import asyncio
import struct
from typing import Any

from starlette.requests import Request
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request as Handshake
from websockets.protocol import State

from yingda.foundation import failpoints
from yingda.foundation.web.hot import Header, HotRoads, answered, parameters
from yingda.foundation.web.sockets import CUT, SEND_NOW

BODY_LIMIT = 64 * 1024
LINGER_SECONDS = 5


class Connection(HttpToolsProtocol):
    """HTTP as the server speaks it, with a short cut for posting and a gathering transport."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take the connection; a socket inherits the transport at its upgrade."""
        gathering: Any = GatheringTransport(transport, self.loop)
        super().connection_made(gathering)

    def on_headers_complete(self) -> None:
        """Begin a request, by the short cut if it is a plain post."""
        app: Any = self.config.app
        roads: HotRoads = app.hot
        found = roads.posting.fullmatch(self.url) if self._is_plain_post() else None
        if found is None:
            super().on_headers_complete()
            return
        scope: Any = self.scope
        scope["method"], scope["path"], scope["query_string"] = "POST", self.url.decode(), b""
        scope["app"] = app
        scope["path_params"] = parameters(found)
        self.cycle = Post(Request(scope))  # type: ignore[assignment]

    def _is_plain_post(self) -> bool:
        """Tell whether this is a small post of HTTP/1.1, kept open, with nothing before it."""
        before: Any = self.cycle
        return (
            self.parser.get_method() == b"POST"
            and (before is None or before.response_complete)
            and self.parser.get_http_version() == "1.1"
            and self.parser.should_keep_alive()
            and not self.parser.should_upgrade()
            and not self.expect_100_continue
            and is_short(self.headers)
        )

    def on_message_complete(self) -> None:
        """Serve the post, now that it is whole."""
        post: Any = self.cycle
        if type(post) is Post and post.more_body:
            post.more_body = False
            task = self.loop.create_task(self._serve(post))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)
            return
        super().on_message_complete()

    async def _serve(self, post: "Post") -> None:
        app: Any = self.config.app
        status, headers, body = await answered(app.hot.endpoint, post.request, bytes(post.body))
        failpoints.reach("answer.ready")
        if self.flow.write_paused:
            await self.flow.drain()
        if not self.transport.is_closing():
            gathering: Any = self.transport
            gathering.write_whole(self._answer(post, status, headers, body))
            failpoints.reach("answer.sent")
        post.response_complete = True
        if not post.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def _answer(self, post: "Post", status: int, headers: list[Header], body: bytes) -> bytes:
        lines = [STATUS_LINE[status]]
        for name, value in (*self.server_state.default_headers, *headers):
            lines += (name, b": ", value, b"\r\n")
        if not post.keep_alive:
            lines.append(b"connection: close\r\n")
        lines.append(b"content-length: %d\r\n\r\n" % len(body))
        lines.append(body)
        return b"".join(lines)


def is_short(headers: list[Header]) -> bool:
    """Tell whether the headers promise a body that needs no pauses while it is read."""
    length = dict(headers).get(b"content-length", b"")
    return length.isdigit() and int(length) <= BODY_LIMIT


class Nobody:
    """Stands where the server wakes a request that waits; a post does not wait."""

    def set(self) -> None:
        """Wake nobody."""


class Post:
    """One post on its way, as the server looks at a request."""

    __slots__ = ("body", "disconnected", "keep_alive", "more_body", "request", "response_complete")
    message_event = Nobody()

    def __init__(self, request: Request) -> None:
        self.request = request
        self.body = bytearray()
        self.more_body = True
        self.keep_alive = True
        self.disconnected = False
        self.response_complete = False


class SocketConnection(WebSocketsSansIOProtocol):
    """WebSocket as the server speaks it, with a short cut for texts that need not wait."""

    leaving = False

    def shutdown(self) -> None:
        """Say once that the service restarts (1012), and close."""
        if not self.leaving:
            self.leaving = True
            super().shutdown()

    def give_up(self) -> None:
        """Cut off a client that has not taken its close frame; it heals like after any cut."""
        if not self.disconnected:
            self.transport.abort()

    def handle_connect(self, event: Handshake) -> None:
        """Shake hands, and offer the short cut to the app."""
        super().handle_connect(event)
        if not self.close_sent:
            extensions: Any = self.scope["extensions"]
            extensions[SEND_NOW] = self.send_now
            extensions[CUT] = self.transport.abort

    def send_now(self, text: str) -> bool:
        """Send a text, or return False where the long way must wait or refuse."""
        if not (
            self.writable.is_set()
            and self.handshake_complete
            and not self.disconnected
            and self.conn.state is State.OPEN
        ):
            return False
        payload = text.encode()
        gathering: Any = self.transport
        gathering.write_whole(text_head(len(payload)) + payload)
        return True


def text_head(length: int) -> bytes:
    """Return what stands before a text of a server (RFC 6455, section 5.2): whole, unmasked."""
    if length < 126:
        return bytes((0x81, length))
    if length < 65_536:
        return struct.pack("!BBH", 0x81, 126, length)
    return struct.pack("!BBQ", 0x81, 127, length)


class GatheringTransport:
    """A transport that keeps what is written until the present turn of the loop is over.

    The server writes the head and the body of an answer one after the other; as two packets they
    cost the sender and the receiver twice.
    """

    __slots__ = ("_loop", "_transport", "_written")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._written: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Keep the data for the end of this turn."""
        if not self._written:
            self._loop.call_soon(self._send)
        self._written.append(data)

    def write_whole(self, data: bytes) -> None:
        """Send what has nothing to wait for, after what was written before it."""
        self._send()
        self._transport.write(data)

    def close(self) -> None:
        """Send what was written, then close; one who does not read it is not waited for."""
        self._send()
        if self._transport.get_write_buffer_size():
            self._loop.call_later(LINGER_SECONDS, self._transport.abort)
        self._transport.close()

    def _send(self) -> None:
        if self._written:
            self._transport.write(b"".join(self._written))
            self._written.clear()

    def __getattr__(self, name: str) -> object:
        """Everything else is the transport's own."""
        return getattr(self._transport, name)
