"""Before anything is served: is the database there, safe and of this version; is the bus there."""

import asyncio
from importlib.util import find_spec

from sqlalchemy import make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from yingda.app.asking import clock_ahead_seconds
from yingda.app.migrating import LOCK_SECONDS, NewerDatabase, migrate
from yingda.foundation.bus import RedisMissing, connect
from yingda.foundation.clock import SystemClock
from yingda.foundation.postgres import postgres_engine
from yingda.foundation.settings import Settings

OLDEST_POSTGRES = 15
REDIS_WITHIN_SECONDS = 3
NO_LOCK = "55P03"
MOST_CLOCK_SECONDS = 5


class CannotStart(Exception):
    """Starting would lose something or fail; `code` is in the words under `start`."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code, self.params = code, params


def make_ready(settings: Settings) -> float:
    """Look at the database and bring it to this version's shape; raises CannotStart.

    Returns by how many seconds this machine's clock is ahead of the database server's.
    """
    address = make_url(settings.store_url)
    sqlite = address.get_backend_name() == "sqlite"
    if sqlite and not settings.work:
        raise CannotStart("one_process")
    ahead = 0.0 if sqlite else look_at_postgres(address)
    try:
        migrate(settings)
    except NewerDatabase as error:
        raise CannotStart("newer", found=error.found, known=error.known) from error
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == NO_LOCK:
            raise CannotStart("busy", seconds=LOCK_SECONDS) from error
        raise unreachable(address, error) from error
    return ahead


def look_at_postgres(address: URL) -> float:
    """Refuse a server that is out of reach, too old, or does not keep what it acknowledges.

    Returns by how many seconds this machine's clock is ahead.
    """
    if find_spec("psycopg") is None:
        raise CannotStart("driver_missing")
    engine = postgres_engine(address, 1, read_only=True)
    try:
        with engine.connect() as connection:
            version = connection.exec_driver_sql("SHOW server_version_num").scalar_one()
            durable = connection.exec_driver_sql("SHOW synchronous_commit").scalar_one()
            ahead = clock_ahead_seconds(connection, SystemClock().now())
    except DBAPIError as error:
        raise unreachable(address, error) from error
    finally:
        engine.dispose()
    if int(version) // 10_000 < OLDEST_POSTGRES:
        raise CannotStart("postgres_old", found=int(version) // 10_000, oldest=OLDEST_POSTGRES)
    if durable == "off":
        raise CannotStart("not_durable")
    return ahead


def unreachable(address: URL, error: DBAPIError) -> CannotStart:
    """Return the refusal that names the address, without the password, and what was said."""
    return CannotStart("unreachable", address=str(address), why=said_by(error))


def said_by(error: Exception) -> str:
    """Return what a database's driver said, its first line."""
    said = str(getattr(error, "orig", None) or error).strip().splitlines()
    return said[0] if said else type(error).__name__


async def why_no_redis(settings: Settings) -> str | None:
    """Return why Redis does not answer now, or None; raises CannotStart when it never could."""
    try:
        client = connect(settings.redis_url)
    except RedisMissing:
        raise CannotStart("redis_missing") from None
    except ValueError as error:
        raise CannotStart("redis_address", why=error) from error
    try:
        async with asyncio.timeout(REDIS_WITHIN_SECONDS):
            await client.ping()
    except Exception as error:  # noqa: BLE001 - whatever it is, the server starts without it
        return str(error) or type(error).__name__
    finally:
        await client.aclose()
    return None
