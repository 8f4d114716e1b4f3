"""The bus between processes: one Redis publish for each commit, or nothing at all in one process.

It may lose news, never facts: those are in the database, and clients heal by `seq`.
"""

import asyncio
import json
import logging
import secrets
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from yingda.foundation import failpoints
from yingda.foundation.events import Event
from yingda.foundation.live import Hub, frame_of, send_to

if TYPE_CHECKING:
    from redis.asyncio import Redis

log = logging.getLogger(__name__)

CHANNEL = "yingda:news"
AGAIN_AFTER_SECONDS = 0.5
WAITING_LIMIT = 1_000

Heard = Callable[[Sequence[str], str], None]


class RedisMissing(RuntimeError):
    """`YINGDA_REDIS_URL` is set, but the `redis` extra is not installed."""


def connect(url: str) -> "Redis":
    """Return a client that connects when it is first used."""
    # Redis is an extra, and one process needs none: nobody else pays for the import.
    try:
        from redis.asyncio import Redis
    except ImportError:
        message = "YINGDA_REDIS_URL is set: install yingda[redis]"
        raise RedisMissing(message) from None
    return Redis.from_url(url)


def refusals() -> tuple[type[Exception], ...]:
    """Return what a Redis that is gone, or in trouble, raises."""
    from redis.exceptions import RedisError

    return (RedisError, OSError)


class Bus:
    """Hands facts to the listeners of this process and, with Redis, to those of the others."""

    def __init__(self, url: str, heard: Heard) -> None:
        self._heard = heard
        self._own = secrets.token_hex(8)
        self._redis = connect(url) if url else None
        self._refusals = refusals() if url else ()
        self._waiting: asyncio.Queue[str] = asyncio.Queue(WAITING_LIMIT)
        self._tasks: list[asyncio.Task[None]] = []
        self.connected = asyncio.Event()

    async def start(self) -> None:
        """Start sending and listening; an unreachable Redis is tried again, not fatal."""
        if self._redis is not None:
            self._tasks = [asyncio.create_task(self._send()), asyncio.create_task(self._listen())]

    async def stop(self) -> None:
        """Stop sending and listening."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._redis is not None:
            await self._redis.aclose()

    def publish(self, events: Sequence[Event], hub: Hub) -> None:
        """Tell this process at once, and queue one message for all the others."""
        batch = []
        for event in events:
            topics = event.topics()
            here = hub.listeners(topics)
            if not here and (self._redis is None or not topics):
                continue
            frame = frame_of(event)
            send_to(here, frame)
            batch.append([topics, frame])
        if batch and self._redis is not None:
            self._queue(json.dumps({"from": self._own, "news": batch}))

    def _queue(self, message: str) -> None:
        try:
            self._waiting.put_nowait(message)
        except asyncio.QueueFull:
            log.warning("Redis takes no news; clients of other processes heal by seq")

    async def _send(self) -> None:
        assert self._redis is not None
        while True:
            message = await self._waiting.get()
            try:
                failpoints.reach("bus.publishing")
                await self._redis.publish(CHANNEL, message)
                failpoints.reach("bus.published")
            except self._refusals as error:
                log.warning("News could not be published: %r", error)
                await asyncio.sleep(AGAIN_AFTER_SECONDS)

    async def _listen(self) -> None:
        while True:
            try:
                await self._subscribe()
            except self._refusals as error:
                log.warning("The bus was cut and is taken up again: %r", error)
            self.connected.clear()
            await asyncio.sleep(AGAIN_AFTER_SECONDS)

    async def _subscribe(self) -> None:
        assert self._redis is not None
        async with self._redis.pubsub() as pubsub:
            await pubsub.subscribe(CHANNEL)
            async for message in pubsub.listen():
                if message["type"] == "subscribe":
                    self.connected.set()
                elif message["type"] == "message":
                    self._receive(message["data"])

    def _receive(self, payload: bytes) -> None:
        try:
            message = json.loads(payload)
            if message["from"] == self._own:
                return
            for topics, frame in message["news"]:
                self._heard(topics, frame)
        except (ValueError, KeyError, TypeError):
            log.exception("A message on the bus was not understood")
