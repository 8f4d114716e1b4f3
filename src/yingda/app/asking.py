"""Questions the doctor puts to the services outside: Redis, and the database's clock."""

import asyncio
import socket
from urllib.parse import urlsplit

from sqlalchemy import Connection

from yingda.foundation.bus import connect
from yingda.foundation.clock import SECOND, Instant

ANSWER_WITHIN_SECONDS = 3.0


def ask_redis(url: str) -> str:
    """Return Redis's version; raises RedisMissing, ValueError or what `redis_troubles` names."""
    return asyncio.run(redis_version(url))


async def redis_version(url: str) -> str:
    """Connect, ask, and let go again."""
    redis = connect(url)
    try:
        async with asyncio.timeout(ANSWER_WITHIN_SECONDS):
            return str((await redis.info("server"))["redis_version"])
    finally:
        await redis.aclose()


def is_listening(url: str) -> bool:
    """Tell whether somebody takes connections at a URL of http or https."""
    try:
        parts = urlsplit(url)
        if not parts.hostname:
            return False
        port = parts.port or (443 if parts.scheme == "https" else 80)
        with socket.create_connection((parts.hostname, port), ANSWER_WITHIN_SECONDS):
            return True
    except (OSError, ValueError):
        return False


def without_password(url: str) -> str:
    """Return a URL of http as it may be shown."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def clock_ahead_seconds(connection: Connection, now: Instant) -> float:
    """Return by how much this machine's clock is ahead of the database server's.

    SQLite has no clock but this machine's.
    """
    if connection.dialect.name == "sqlite":
        return 0.0
    theirs = "SELECT extract(epoch FROM clock_timestamp())::float8"
    return now / SECOND - float(connection.exec_driver_sql(theirs).scalar_one())
