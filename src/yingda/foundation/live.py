"""Live news: who listens to which topic, and how a fact reaches them.

Every socket has a bounded queue, emptied at the end of the loop's turn; one that cannot take it at
once gets a task of its own, so an idle socket costs little and a slow one delays nobody else. What
waits together goes out together: one text of the socket holds one frame a line.
"""

import asyncio
import json
import logging
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Protocol

from yingda.foundation.auth.principal import Principal
from yingda.foundation.events import Event

log = logging.getLogger(__name__)

QUEUE_LIMIT = 512
# Characters, of which each is at most three bytes on the wire: together less than a megabyte.
QUEUE_ROOM = 300_000
TEXT_LIMIT = 32_000
TOO_SLOW = 4408
SESSION_ENDED = 4410


VeilFrame = Callable[[str], str]
"""Takes out of a frame what its listener may not see."""


class Wire(Protocol):
    """The sending half of a socket."""

    def send_now(self, text: str) -> bool:
        """Send one text if that needs no waiting; tell whether it was sent."""
        ...

    async def send(self, text: str) -> None:
        """Send one text: one or more frames, one a line."""
        ...

    async def close(self, code: int) -> None:
        """Close with a WebSocket close code."""
        ...


class Listener:
    """One open socket: who it is, what it listens to, what it has still to send."""

    __slots__ = (
        "_closing",
        "_hub",
        "_queue",
        "_queued",
        "_sending",
        "principal",
        "topics",
        "veil",
        "wire",
    )

    def __init__(
        self, hub: "Hub", wire: Wire, principal: Principal, veil: VeilFrame | None = None
    ) -> None:
        self.principal = principal
        self.veil = veil
        self.wire = wire
        self.topics: set[str] = set()
        self._hub = hub
        self._queue: deque[str] | None = None
        self._queued = 0
        self._sending: asyncio.Task[None] | None = None
        self._closing = False

    def send(self, frame: str) -> None:
        """Queue a frame; a listener that lets its queue fill up is closed and will heal."""
        if self._closing:
            return
        if self.veil is not None:
            frame = self.veil(frame)
        if self._queue is None:
            self._queue, self._queued = deque(), 0
            asyncio.get_running_loop().call_soon(self._begin)
        self._queue.append(frame)
        self._queued += len(frame)
        # A large commit may queue more in one turn; who takes it all at the turn's end is not slow.
        if self._sending is not None and self._overflows(self._queue):
            self._hub.too_slow += 1
            self.close(TOO_SLOW)

    def _overflows(self, queue: deque[str]) -> bool:
        return len(queue) > QUEUE_LIMIT or self._queued > QUEUE_ROOM

    def welcome(self, epoch: str) -> None:
        """Say where history is; whoever is welcomed again reads again what they look at."""
        topics = sorted(self.topics)
        self.send(json.dumps({"type": "welcome", "epoch": epoch, "topics": topics}))

    def close(self, code: int) -> None:
        """Stop listening and close the socket."""
        if self._closing:
            return
        self._closing = True
        self._queue = None
        self._hub.forget(self)
        if self._sending is not None:
            self._sending.cancel()
        self._sending = asyncio.create_task(self._close(code))

    def _begin(self) -> None:
        try:
            while self._queue:
                text = self._next_text(self._queue)
                if not self.wire.send_now(text):
                    self._sending = asyncio.create_task(self._drain(text))
                    return
        except Exception:  # noqa: BLE001 - one closing socket must never stop the news of others
            self._hub.forget(self)
        self._queue = None

    async def _drain(self, text: str) -> None:
        try:
            await self.wire.send(text)
            while self._queue:
                await self.wire.send(self._next_text(self._queue))
        except Exception:  # noqa: BLE001 - one closing socket must never stop the news of others
            self._hub.forget(self)
        finally:
            self._sending = None
            self._queue = None

    def _next_text(self, queue: deque[str]) -> str:
        """Take frames off the queue, as many as make a text of decent length; at least one."""
        frame = queue.popleft()
        frames, length = [frame], len(frame)
        while queue and length + len(queue[0]) <= TEXT_LIMIT:
            frames.append(queue.popleft())
            length += len(frames[-1])
        self._queued -= length
        return "\n".join(frames)

    async def _close(self, code: int) -> None:
        try:
            await self.wire.close(code)
        except Exception:  # noqa: BLE001 - it is being thrown away
            log.debug("A socket was gone before it could be closed")


class Hub:
    """All listeners of this process by topic."""

    def __init__(self) -> None:
        self._by_topic: dict[str, set[Listener]] = {}
        self._all: set[Listener] = set()
        self._sockets: Counter[str] = Counter()
        self.too_slow = 0

    def __iter__(self) -> Iterator[Listener]:
        return iter(tuple(self._all))

    def __len__(self) -> int:
        return len(self._all)

    def listen(self, wire: Wire, principal: Principal, veil: VeilFrame | None = None) -> Listener:
        """Take in a new socket that listens to nothing yet."""
        listener = Listener(self, wire, principal, veil)
        self._all.add(listener)
        self._sockets[principal.id] += 1
        return listener

    def forget(self, listener: Listener) -> None:
        """Drop a socket that is gone."""
        if listener in self._all:
            self._all.remove(listener)
            self._sockets[listener.principal.id] -= 1
            if not self._sockets[listener.principal.id]:
                del self._sockets[listener.principal.id]
        self.unsubscribe(listener, tuple(listener.topics))

    def subscribe(self, listener: Listener, topics: Iterable[str]) -> None:
        """Send what is said on these topics to the listener; the right to hear was checked."""
        for topic in topics:
            self._by_topic.setdefault(topic, set()).add(listener)
            listener.topics.add(topic)

    def unsubscribe(self, listener: Listener, topics: Iterable[str]) -> None:
        """Stop sending these topics to the listener."""
        for topic in topics:
            listener.topics.discard(topic)
            listeners = self._by_topic.get(topic)
            if listeners is not None:
                listeners.discard(listener)
                if not listeners:
                    del self._by_topic[topic]

    def sockets_of(self, person_id: str) -> int:
        """Return how many sockets a person holds open here; may be asked by any thread."""
        return self._sockets[person_id]

    def listeners(self, topics: Iterable[str]) -> Collection[Listener]:
        """Return who listens here to one of these topics, each once."""
        groups = [self._by_topic[topic] for topic in topics if topic in self._by_topic]
        if len(groups) > 1:
            return groups[0].union(*groups[1:])
        return tuple(groups[0]) if groups else ()

    def push(self, topics: Iterable[str], frame: str) -> None:
        """Send a frame to everyone who listens to one of the topics, once each."""
        send_to(self.listeners(topics), frame)

    def end_sessions(self, person_id: str) -> None:
        """Close every socket of a person whose session ended or whose rights changed."""
        for listener in [one for one in self._all if one.principal.id == person_id]:
            listener.close(SESSION_ENDED)


def send_to(listeners: Iterable[Listener], frame: str) -> None:
    """Queue a frame for each of them; one that cannot take it keeps nobody else from hearing."""
    for listener in listeners:
        try:
            listener.send(frame)
        except Exception:
            log.exception("A frame could not be queued")


def frame_of(event: Event) -> str:
    """Return the frame that tells a listener this fact."""
    return f'{{"type":"event","kind":"{event.kind()}","data":{event.wire()}}}'
