"""A live socket that comes back: hello, the topics wished for, then every event it hears."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from yingda.app.replay.pausing import Pauses
from yingda.app.replay.tally import Tally
from yingda.app.replay.wire import Refused, Unreachable
from yingda.foundation.waiting import ended

Hear = Callable[[str, dict[str, Any]], None]
RECONNECT_SECONDS = 0.5
HELLO_SECONDS = 30.0
LOST = (OSError, TimeoutError, WebSocketException, Refused, Unreachable)
"""Why one has to connect again; what cannot be healed now is healed with the next connection."""


@dataclass(slots=True)
class Listener:
    """One person's socket; `heal` is called whenever something may have been missed."""

    url: str
    hear: Hear
    heal: Callable[[], Awaitable[None]]
    tally: Tally
    pauses: Pauses
    token: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    _task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect; returns when the server has welcomed this socket."""
        self._task = asyncio.create_task(self._keep_listening())
        async with asyncio.timeout(HELLO_SECONDS):
            await self.ready.wait()

    async def stop(self) -> None:
        """Hang up."""
        if self._task is not None:
            await ended([self._task])

    async def _keep_listening(self) -> None:
        while not self.pauses.stopping.is_set():
            try:
                async with connect(
                    self.url, additional_headers=self.headers, compression=None
                ) as socket:
                    await self._listen(socket)
            except LOST as error:
                self.tally.errors[f"socket.{type(error).__name__}"] += 1
            self.tally.reconnects += 1
            await self.pauses.real(RECONNECT_SECONDS)

    async def _listen(self, socket: ClientConnection) -> None:
        hello = {"type": "hello"} | ({"token": self.token} if self.token else {})
        await socket.send(json.dumps(hello))
        async for text in socket:
            for line in str(text).split("\n"):
                await self._take(socket, json.loads(line))

    async def _take(self, socket: ClientConnection, frame: dict[str, Any]) -> None:
        if frame["type"] == "welcome":
            await self._welcomed(socket)
        elif frame["type"] == "event":
            self.hear(frame["kind"], frame["data"])

    async def _welcomed(self, socket: ClientConnection) -> None:
        if self.topics:
            await socket.send(json.dumps({"type": "subscribe", "topics": list(self.topics)}))
        if self.ready.is_set():
            await self.heal()
        self.ready.set()
