"""PostgreSQL carries: NOTIFY on a connection of its own, never in a message's transaction.

A commit that notifies takes a lock of the whole server, one after the other. So what was committed
is told afterwards, much at once, and without waiting for the disk, for news may be lost.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import aclosing

from psycopg import AsyncConnection, Error
from sqlalchemy import make_url

from yingda.foundation.bus.carriers import Heard
from yingda.foundation.postgres import REACHABLE, plain_url, session_options

# A payload ends at 8,000 bytes; a character of ours has at most four.
PAYLOAD_BYTES = 7_900
PATIENCE_SECONDS = 5
NOTIFY = "SELECT pg_notify(%s, piece) FROM unnest(%s::text[]) AS piece"


class NotifyCarrier:
    """One connection notifies, one listens; what is too long for a payload goes in pieces."""

    troubles: tuple[type[Exception], ...] = (Error, OSError)

    def __init__(self, url: str, channel: str) -> None:
        self._url = plain_url(make_url(url))
        self._channel = channel
        self._sending: AsyncConnection | None = None

    async def send(self, text: str) -> None:
        """Notify; the pieces of one text arrive together and in order."""
        try:
            connection = self._sending or await self._connect()
            self._sending = connection
            await connection.execute(NOTIFY, [self._channel, list(pieces_of(text))])
        except BaseException:
            await self.stop()
            raise

    async def listen(self, listening: Callable[[], None], heard: Heard) -> None:
        """Listen until the connection is lost or answers no more."""
        connection = await self._connect()
        whole = Whole(heard)
        try:
            await connection.execute(f'LISTEN "{self._channel}"'.encode())
            listening()
            while True:
                async with aclosing(connection.notifies(timeout=PATIENCE_SECONDS)) as notices:
                    async for notice in notices:
                        whole.take(notice.pid, notice.payload)
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await connection.execute("SELECT 1")
        finally:
            await connection.close()

    async def stop(self) -> None:
        """Close the connection that notifies; the other one is closed by who listens."""
        connection, self._sending = self._sending, None
        if connection is not None:
            await connection.close()

    async def _connect(self) -> AsyncConnection:
        options = session_options({"synchronous_commit": "off"})
        return await AsyncConnection.connect(
            self._url, autocommit=True, options=options, **REACHABLE
        )


class Whole:
    """Puts pieces together again, for each sender."""

    def __init__(self, heard: Heard) -> None:
        self._heard = heard
        self._begun: dict[int, list[str]] = {}

    def take(self, sender: int, payload: str) -> None:
        """Take a piece; the last one of a text lets it be heard."""
        count, piece = payload.split(":", 1)
        begun = self._begun.setdefault(sender, [])
        begun.append(piece)
        if count == "0":
            del self._begun[sender]
            self._heard("".join(begun))


def pieces_of(text: str) -> Iterator[str]:
    """Cut a text into payloads; each says how many come after it, so no two are equal."""
    cuts = list(cut(text.encode()))
    for place, piece in enumerate(cuts, start=1):
        yield f"{len(cuts) - place}:{piece.decode()}"


def cut(content: bytes) -> Iterator[bytes]:
    """Cut UTF-8 between characters."""
    room = PAYLOAD_BYTES - len("1000000:")
    start = 0
    while start < len(content) or start == 0:
        end = start + room
        while end < len(content) and content[end] & 0xC0 == 0x80:
            end -= 1
        yield content[start:end]
        start = end
