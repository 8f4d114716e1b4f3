"""The push-only socket: hello, subscribe, unsubscribe and ping go in, news comes out."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Protocol
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection
from starlette.types import Receive, Scope, Send

from yingda.foundation.auth.principal import ANONYMOUS, Principal
from yingda.foundation.auth.tokens import TokenRefused
from yingda.foundation.live import Listener, VeilFrame
from yingda.foundation.runtime import Runtime
from yingda.foundation.web.callers import runtime_of, signed_in

NOT_SIGNED_IN = 4401
ORIGIN_REFUSED = 4403
HELLO_WITHIN_SECONDS = 10
FRAME_LIMIT = 16_384
TOPICS_LIMIT = 200
CLOSE_WITHIN_SECONDS = 5
SEND_NOW = "yingda.send_now"
"""The extension of a socket's scope by which our server sends a text without waiting."""

CUT = "yingda.cut"
"""The extension by which our server drops a connection and what waits to be sent on it."""

MayListen = Callable[[Runtime, Principal, str], Awaitable[bool]]
SendNow = Callable[[str], bool]
OwnTopics = Callable[[Principal], Iterable[str]]


class Presence(Protocol):
    """Hears that a person's socket opened or closed."""

    async def __call__(self, runtime: Runtime, principal: Principal, *, opened: bool) -> None:
        """Note it."""
        ...


def never(_text: str) -> bool:
    """Send nothing without waiting: the server offers no way to."""
    return False


class SocketWire:
    """Sends frames through an accepted ASGI WebSocket."""

    __slots__ = ("_cut", "_send", "send_now")

    def __init__(self, scope: Scope, send: Send) -> None:
        self._send = send
        extensions = scope.get("extensions", {})
        self.send_now: SendNow = extensions.get(SEND_NOW, never)
        self._cut: Callable[[], None] = extensions.get(CUT, lambda: None)

    async def send(self, text: str) -> None:
        """Send one text: one or more of our frames, one a line."""
        await self._send({"type": "websocket.send", "text": text})

    async def close(self, code: int) -> None:
        """Send the close frame; one who has stopped reading would never take it, and is cut."""
        try:
            async with asyncio.timeout(CLOSE_WITHIN_SECONDS):
                await self._send({"type": "websocket.close", "code": code})
        except TimeoutError:
            self._cut()


class LiveEndpoint:
    """The ASGI app behind `/api/live`; who may listen to what is plugged in by the app."""

    def __init__(
        self,
        *,
        own_topics: OwnTopics,
        may_listen: MayListen,
        presence: Presence,
        veil: VeilFrame | None = None,
    ) -> None:
        self._veil = veil
        self._own_topics = own_topics
        self._may_listen = may_listen
        self._presence = presence

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one socket from handshake to close."""
        connection = HTTPConnection(scope)
        await receive()
        await send({"type": "websocket.accept"})
        if not same_origin(connection) and connection.cookies:
            await send({"type": "websocket.close", "code": ORIGIN_REFUSED})
            return
        hello = await self._hello(receive)
        principal = await self._principal(connection, hello)
        if principal.kind == "anonymous":
            await send({"type": "websocket.close", "code": NOT_SIGNED_IN})
            return
        runtime = runtime_of(connection)
        if hello.get("epoch", runtime.epoch) != runtime.epoch:
            runtime.meters.count("cs_ws_resume", "reset")
        await self._serve(connection, principal, receive, send)

    async def _hello(self, receive: Receive) -> dict[str, Any]:
        """Return the first frame; an empty one when it does not come, or is another."""
        try:
            async with asyncio.timeout(HELLO_WITHIN_SECONDS):
                frame = read_frame(await receive())
        except TimeoutError:
            return {}
        return frame if frame.get("type") == "hello" else {}

    async def _principal(self, connection: HTTPConnection, hello: dict[str, Any]) -> Principal:
        if not hello:
            return ANONYMOUS
        token = hello.get("token")
        if isinstance(token, str):
            try:
                return runtime_of(connection).tokens.verify(token)
            except TokenRefused:
                return ANONYMOUS
        session = await signed_in(connection)
        return session.principal if session is not None else ANONYMOUS

    async def _serve(
        self, connection: HTTPConnection, principal: Principal, receive: Receive, send: Send
    ) -> None:
        runtime = runtime_of(connection)
        wire = SocketWire(connection.scope, send)
        veil = self._veil if principal.veiled else None
        listener = runtime.hub.listen(wire, principal, veil)
        runtime.hub.subscribe(listener, self._own_topics(principal))
        listener.welcome(runtime.epoch)
        await self._presence(runtime, principal, opened=True)
        try:
            while (message := await receive())["type"] == "websocket.receive":
                await self._frame(runtime, listener, read_frame(message))
        finally:
            runtime.hub.forget(listener)
            await self._presence(runtime, principal, opened=False)

    async def _frame(self, runtime: Runtime, listener: Listener, frame: dict[str, Any]) -> None:
        match frame.get("type"):
            case "ping":
                listener.send('{"type":"pong"}')
            case "subscribe":
                await self._subscribe(runtime, listener, asked_topics(frame))
            case "unsubscribe":
                runtime.hub.unsubscribe(listener, asked_topics(frame))

    async def _subscribe(self, runtime: Runtime, listener: Listener, topics: list[str]) -> None:
        allowed: list[str] = []
        refused: list[str] = []
        for topic in topics:
            room = len(listener.topics) + len(allowed) < TOPICS_LIMIT
            may = room and await self._may_listen(runtime, listener.principal, topic)
            (allowed if may else refused).append(topic)
        runtime.hub.subscribe(listener, allowed)
        listener.send(json.dumps({"type": "subscribed", "topics": allowed, "refused": refused}))


def same_origin(connection: HTTPConnection) -> bool:
    """Tell whether the page that opened the socket is ours; a missing Origin is not."""
    origin = urlsplit(connection.headers.get("origin", ""))
    return bool(origin.netloc) and origin.netloc == connection.headers.get("host", "")


def read_frame(message: Any) -> dict[str, Any]:
    """Return the frame as an object; anything that is not one is an empty object."""
    text = message.get("text") or ""
    if len(text) > FRAME_LIMIT:
        return {}
    try:
        frame = json.loads(text)
    except ValueError:
        return {}
    return frame if isinstance(frame, dict) else {}


def asked_topics(frame: dict[str, Any]) -> list[str]:
    """Return the topics a frame names, as far as they are strings."""
    topics = frame.get("topics")
    if not isinstance(topics, list):
        return []
    return [topic for topic in topics if isinstance(topic, str) and len(topic) <= 100]
