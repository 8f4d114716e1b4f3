"""A line to one endpoint; imported with the first, for few shops have systems that listen."""

import asyncio
import contextlib
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping

import httpx2

from yingda.foundation.clock import Clock
from yingda.foundation.errors import Problem
from yingda.integrations.addresses import Target
from yingda.integrations.models import ANSWER_LENGTH
from yingda.integrations.network import Refused
from yingda.integrations.schedule import retry_after
from yingda.integrations.service import Answer

READING_SECONDS = 2.0
MOST_CONNECTIONS = 8
HEADERS = {
    "content-type": "application/json",
    "user-agent": "Yingda-Webhooks/1",
    "accept-encoding": "identity",
}
SECRETS = re.compile(r"whsec_[A-Za-z0-9+/=]+")


def trusted() -> ssl.SSLContext:
    """Return what certificates are checked against."""
    return httpx2.create_ssl_context(trust_env=False)


@contextlib.asynccontextmanager
async def connections(tls: ssl.SSLContext) -> AsyncIterator[httpx2.AsyncHTTPTransport]:
    """Keep connections to one endpoint, and close them in the end."""
    limits = httpx2.Limits(max_connections=MOST_CONNECTIONS)
    async with httpx2.AsyncHTTPTransport(verify=tls, trust_env=False, limits=limits) as transport:
        yield transport


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
