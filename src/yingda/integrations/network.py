"""The way out: one POST to an address that was checked, with a time limit and a small ear.

The name is looked up here, and the connection goes to the very address that was admitted; the
certificate is still checked against the name. Redirects are not followed, no proxy of the
environment is asked, and of the answer only the beginning is read.
"""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from yingda.foundation.clock import Clock
from yingda.foundation.settings import Settings
from yingda.integrations.addresses import Reach, Target, all_admitted
from yingda.integrations.models import ANSWER_LENGTH

if TYPE_CHECKING:
    from yingda.integrations.lines import Line

TIMEOUT_SECONDS = 10.0
LOOKUPS_AT_ONCE = 32

LookUp = Callable[[str, int], Awaitable[list[str]]]


class Refused(Exception):
    """The address is not one that webhooks may reach."""


class Network:
    """Opens lines to endpoints."""

    def __init__(
        self,
        settings: Settings,
        *,
        look_up: LookUp | None = None,
        timeout_seconds: float = TIMEOUT_SECONDS,
        ear: int = ANSWER_LENGTH,
    ) -> None:
        self._ear = ear
        self._reach = Reach.of(settings)
        self._look_up = look_up or Resolver()
        self._timeout = timeout_seconds
        self._tls: ssl.SSLContext | None = None

    @contextlib.asynccontextmanager
    async def line(self, clock: Clock) -> AsyncIterator["Line"]:
        """Open a line to one endpoint: its connections are shared with no other."""
        from yingda.integrations import lines  # noqa: PLC0415 - few shops have one

        self._tls = self._tls or lines.trusted()
        async with lines.connections(self._tls) as transport:
            yield lines.Line(transport, self._address, self._timeout, clock, self._ear)

    async def _address(self, url: str) -> tuple[Target, str]:
        target = self._reach.target(url)
        found = await self._look_up(target.host, target.port)
        if not all_admitted(self._reach, found):
            raise Refused
        return target, found[0]


class Resolver:
    """Looks names up in threads of its own: a slow name server delays no other work."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(LOOKUPS_AT_ONCE, thread_name_prefix="yingda-names")

    async def __call__(self, host: str, port: int) -> list[str]:
        """Return every address of a name, best first."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _addresses, host, port)
        return list(dict.fromkeys(found))


def _addresses(host: str, port: int) -> list[str]:
    return [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
