"""Claims: what this process works on now, so that others leave it alone.

Nothing is certain because of a claim: a reaction or a timer happens once because its row goes in
the transaction of its effect. Claims only spare the others the attempt. They are advisory locks of
PostgreSQL, which fall the moment their process does; where one process is alone, it has them all.
"""

import asyncio
import contextlib
import hashlib
import logging
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import make_url

from yingda.foundation.postgres import REACHABLE, plain_url, session_options

if TYPE_CHECKING:
    from psycopg import AsyncConnection

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 10
TAKE = "SELECT key FROM unnest(%s::bigint[]) AS key WHERE pg_try_advisory_lock(key)"
RELEASE_ALL = "SELECT pg_advisory_unlock_all()"
RELEASE = "SELECT pg_advisory_unlock(key) FROM unnest(%s::bigint[]) AS key"


class Claims(Protocol):
    """Names that at most one process holds at a time."""

    most: int
    """How many it is wise to hold at once."""

    async def take(self, names: Collection[str]) -> frozenset[str]:
        """Claim what nobody holds, this process included; return what was had."""
        ...

    async def release(self, names: Collection[str]) -> None:
        """Let go of what was taken."""
        ...

    def holds(self, name: str) -> bool:
        """Tell whether this process holds it, as far as it knows."""
        ...

    async def check(self) -> None:
        """Find out whether the claims still stand."""
        ...

    async def stop(self) -> None:
        """Let go of everything."""
        ...


class Alone:
    """The only process there is: everything is its own."""

    most = 500

    def __init__(self) -> None:
        self._held: set[str] = set()

    async def take(self, names: Collection[str]) -> frozenset[str]:
        """Claim what is not claimed yet."""
        fresh = frozenset(names) - self._held
        self._held |= fresh
        return fresh

    async def release(self, names: Collection[str]) -> None:
        """Let go."""
        self._held.difference_update(names)

    def holds(self, name: str) -> bool:
        """Tell whether it was taken."""
        return name in self._held

    async def check(self) -> None:
        """Nothing can be lost."""

    async def stop(self) -> None:
        """Let go of everything."""
        self._held.clear()


class AdvisoryLocks:
    """One process among several: a connection of its own holds a lock for each claim."""

    # The server has room for a few thousand locks of all processes together.
    most = 64

    def __init__(self, url: str) -> None:
        from psycopg import Error

        self._troubles = (Error, OSError)
        self._url = plain_url(make_url(url))
        self._connection: AsyncConnection[tuple[int]] | None = None
        self._held: dict[int, str] = {}
        self._one_at_a_time = asyncio.Lock()

    async def take(self, names: Collection[str]) -> frozenset[str]:
        """Claim what nobody holds; raises the driver's error when the database is away."""
        # A session may lock again what it has locked; here a claim stands once.
        asked = {key: name for name in names if (key := key_of(name)) not in self._held}
        had = await self._ask_twice(TAKE, asked) if asked else ()
        taken = {key: asked[key] for key in had}
        self._held |= taken
        return frozenset(taken.values())

    async def release(self, names: Collection[str]) -> None:
        """Let go; what was lost with the connection is gone anyway."""
        keys = [key for name in names if self._held.pop(key := key_of(name), None) is not None]
        if keys:
            await self._ask(RELEASE, keys)

    def holds(self, name: str) -> bool:
        """Tell whether it was taken, and the connection not found dead since."""
        return key_of(name) in self._held

    async def check(self) -> None:
        """Ask the connection; a dead one takes all claims with it."""
        if self._held:
            await self._ask(RELEASE, ())

    async def stop(self) -> None:
        """Let go of every lock, and close the connection.

        A closed connection loses its locks too, but only when its server process has ended:
        whoever takes over would wait for that.
        """
        async with self._one_at_a_time:
            if self._connection is not None:
                with contextlib.suppress(*self._troubles):
                    async with asyncio.timeout(PATIENCE_SECONDS):
                        await self._connection.execute(RELEASE_ALL)
            await self._drop()

    async def _ask_twice(self, statement: str, keys: Collection[int]) -> list[int]:
        """Ask; a connection that was cut since it was last used is no reason to give up."""
        if self._connection is None:
            return await self._ask(statement, keys)
        try:
            return await self._ask(statement, keys)
        except self._troubles as error:
            log.warning("All claims were lost with their connection: %r", error)
        return await self._ask(statement, keys)

    async def _ask(self, statement: str, keys: Iterable[int]) -> list[int]:
        async with self._one_at_a_time:
            try:
                async with asyncio.timeout(PATIENCE_SECONDS):
                    connection = self._connection or await self._connect()
                    answer = await connection.execute(statement, [list(keys)])
                    return [row[0] for row in await answer.fetchall()]
            except BaseException:
                await self._drop()
                raise

    async def _connect(self) -> "AsyncConnection[tuple[int]]":
        from psycopg import AsyncConnection

        options = session_options({})
        self._connection = await AsyncConnection.connect(
            self._url, autocommit=True, options=options, **REACHABLE
        )
        return self._connection

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        self._held.clear()
        if connection is not None:
            await connection.close()


def key_of(name: str) -> int:
    """Return the number of an advisory lock: 64 bits, signed."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), signed=True)


def claims_for(url: str) -> Claims:
    """Return how processes on this database tell each other what they work on."""
    return Alone() if make_url(url).get_backend_name() == "sqlite" else AdvisoryLocks(url)
