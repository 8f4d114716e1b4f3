"""What carries messages between processes: Redis where it is set, else PostgreSQL, else nothing."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import make_url

if TYPE_CHECKING:
    from redis.asyncio import Redis

Heard = Callable[[str], None]


class Carrier(Protocol):
    """Carries texts to every process that listens, this one included; may lose them."""

    troubles: tuple[type[Exception], ...]
    """What is raised when it cannot be reached; OSError, and so TimeoutError, is among them."""

    async def send(self, text: str) -> None:
        """Give one text to all."""
        ...

    async def listen(self, listening: Callable[[], None], heard: Heard) -> None:
        """Listen until the connection is lost, which raises; say so once it works."""
        ...

    async def stop(self) -> None:
        """Close the connections."""
        ...


class RedisMissing(RuntimeError):
    """`YINGDA_REDIS_URL` is set, but the `redis` extra is not installed."""


def connect(url: str) -> "Redis":
    """Return a client that connects when it is first used; raises RedisMissing or ValueError."""
    # Redis is an extra, and one process needs none: nobody else pays for the import.
    try:
        from yingda.foundation.bus.redis_carrier import client_of
    except ImportError:
        message = "YINGDA_REDIS_URL is set: install yingda[redis]"
        raise RedisMissing(message) from None
    return client_of(url)


def redis_troubles() -> tuple[type[Exception], ...]:
    """Return what a Redis that cannot be reached raises, where the extra is installed."""
    try:
        from yingda.foundation.bus.redis_carrier import RedisCarrier
    except ImportError:
        return (OSError,)
    return RedisCarrier.troubles


def carrier_for(store_url: str, redis_url: str, channel: str) -> Carrier | None:
    """Return the carrier these settings ask for, or None for a single process.

    Raises RedisMissing, or ValueError for an address that is none.
    """
    if redis_url:
        client = connect(redis_url)
        from yingda.foundation.bus.redis_carrier import RedisCarrier

        return RedisCarrier(client, channel)
    if make_url(store_url).get_backend_name() == "sqlite":
        return None
    from yingda.foundation.bus.notify_carrier import NotifyCarrier

    return NotifyCarrier(store_url, channel)
