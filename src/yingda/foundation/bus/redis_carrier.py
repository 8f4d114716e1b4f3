"""Redis carries: publish and subscribe on one channel."""

from collections.abc import Callable
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Cut
from redis.exceptions import RedisError

from yingda.foundation import failpoints
from yingda.foundation.bus.carriers import Heard

PATIENCE_SECONDS = 5


def client_of(url: str) -> Redis:
    """Return a client that says when it was cut off, instead of coming back in silence.

    With the newer protocol the library writes out each message for a log that nobody keeps.
    """
    return Redis.from_url(
        url,
        protocol=2,
        retry=Retry(NoBackoff(), 0),
        socket_timeout=PATIENCE_SECONDS,
        socket_connect_timeout=PATIENCE_SECONDS,
    )


class RedisCarrier:
    """One connection publishes, one is subscribed; silence is questioned."""

    troubles: tuple[type[Exception], ...] = (RedisError, OSError)

    def __init__(self, client: Redis, channel: str) -> None:
        self._redis = client
        self._channel = channel

    async def send(self, text: str) -> None:
        """Publish."""
        failpoints.reach("bus.publishing")
        await self._redis.publish(self._channel, text)
        failpoints.reach("bus.published")

    async def listen(self, listening: Callable[[], None], heard: Heard) -> None:
        """Subscribe, and listen until the connection is lost or answers no more."""
        async with self._redis.pubsub() as pubsub:
            await pubsub.subscribe(self._channel)
            asked = False
            while True:
                message: Any = await pubsub.get_message(timeout=PATIENCE_SECONDS)
                if message is None:
                    if asked:
                        raise Cut("Redis does not answer")
                    await pubsub.ping()
                asked = message is None
                if message is not None and message["type"] == "subscribe":
                    listening()
                elif message is not None and message["type"] == "message":
                    heard(message["data"].decode())

    async def stop(self) -> None:
        """Close both connections."""
        await self._redis.aclose()
