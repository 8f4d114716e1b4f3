"""The way out: one POST to an address that was checked, with a time limit and a small ear.

The name is looked up here, and the connection goes to the very address that was admitted; the
certificate is still checked against the name. Redirects are not followed, no proxy of the
environment is asked, and of the answer only the beginning is read.
"""

import asyncio
import contextlib
import re
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import httpx2

from yingda.foundation.clock import Clock
from yingda.foundation.errors import Problem
from yingda.foundation.settings import Settings
from yingda.integrations.addresses import Reach, Target, all_admitted
from yingda.integrations.models import ANSWER_LENGTH
from yingda.integrations.schedule import retry_after
from yingda.integrations.service import Answer

TIMEOUT_SECONDS = 10.0
READING_SECONDS = 2.0
LOOKUPS_AT_ONCE = 32
MOST_CONNECTIONS = 8
HEADERS = {
    "content-type": "application/json",
    "user-agent": "Yingda-Webhooks/1",
    "accept-encoding": "identity",
}
SECRETS = re.compile(r"whsec_[A-Za-z0-9+/=]+")

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
        if self._tls is None:
            self._tls = httpx2.create_ssl_context(trust_env=False)
        transport = httpx2.AsyncHTTPTransport(
            verify=self._tls,
            trust_env=False,
            limits=httpx2.Limits(max_connections=MOST_CONNECTIONS),
        )
        async with transport:
            yield Line(transport, self._address, self._timeout, clock, self._ear)

    async def _address(self, url: str) -> tuple[Target, str]:
        target = self._reach.target(url)
        found = await self._look_up(target.host, target.port)
        if not all_admitted(self._reach, found):
            raise Refused
        return target, found[0]


class Line:
    """Posts to one endpoint."""

    def __init__(
        self,
        transport: httpx2.AsyncHTTPTransport,
        address: Callable[[str], Awaitable[tuple[Target, str]]],
        timeout_seconds: float,
        clock: Clock,
        ear: int = ANSWER_LENGTH,
    ) -> None:
        self._ear = ear
        self._transport = transport
        self._address = address
        self._timeout = timeout_seconds
        self._clock = clock

    async def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Post once and say what came of it; never raises for what the other side does."""
        began = self._clock.now()
        try:
            async with asyncio.timeout(self._timeout):
                response = await self._send(url, headers, body)
        except (TimeoutError, httpx2.TimeoutException):
            return Answer("timeout", took_ms=self._clock.now() - began)
        except (Problem, Refused):
            return Answer("address_refused")
        except (httpx2.TransportError, httpx2.InvalidURL, OSError, UnicodeError) as error:
            problem = "tls" if "SSL" in str(error) else "unreachable"
            return Answer(problem, took_ms=self._clock.now() - began)
        try:
            text = await _beginning(response, self._ear)
        finally:
            await response.aclose()
        return self._answer(response, text, self._clock.now() - began)

    async def _send(self, url: str, headers: Mapping[str, str], body: bytes) -> httpx2.Response:
        target, address = await self._address(url)
        request = httpx2.Request(
            "POST",
            httpx2.URL(url).copy_with(host=address, fragment=None),
            headers={**HEADERS, **headers, "host": httpx2.URL(url).netloc.decode()},
            content=body,
            extensions={"sni_hostname": target.host},
        )
        return await self._transport.handle_async_request(request)

    def _answer(self, response: httpx2.Response, text: str, took_ms: int) -> Answer:
        status, problem = response.status_code, problem_of(response.status_code)
        if problem is None:
            return Answer(None, status, text, took_ms)
        waiting = retry_after(response.headers.get("retry-after"), self._clock.now())
        return Answer(problem, status, text, took_ms, waiting)


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


def problem_of(status: int) -> str | None:
    """Say what is wrong with an answer; nothing when it is of the two hundreds."""
    if 200 <= status < 300:
        return None
    if 300 <= status < 400:
        return "redirect"
    return "gone" if status == 410 else "status"


async def _beginning(response: httpx2.Response, ear: int) -> str:
    """Return how the answer begins; what takes too long to arrive is not waited for."""
    read = b""
    with contextlib.suppress(TimeoutError, httpx2.TransportError):
        async with asyncio.timeout(READING_SECONDS):
            async for chunk in response.aiter_raw():
                read += chunk
                if len(read) >= ear:
                    break
    return shown(read[:ear], ear)


def shown(answer: bytes, ear: int = ANSWER_LENGTH) -> str:
    """Return an answer as the log keeps it: text that any database takes, without secrets."""
    text = answer.decode(errors="replace")
    text = "".join(one for one in text if one in "\n\t" or one.isprintable())
    return SECRETS.sub("whsec_…", text)[:ear]
