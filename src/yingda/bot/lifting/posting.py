"""One POST to an endpoint; imported with the first, for few shops have a model."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Mapping

import httpx2

from yingda.bot.lifting.budget import Endpoint
from yingda.bot.lifting.network import AddressRefused, Admit, Answer
from yingda.bot.lifting.wire import MOST_BYTES

HEADERS = {
    "content-type": "application/json",
    "accept": "application/json, text/event-stream",
    "accept-encoding": "identity",
    "user-agent": "Yingda/1",
}


class Sender:
    """Posts to endpoints, each call on a connection of its own tenant."""

    def __init__(self, admit: Admit, *, connect_seconds: float, whole_seconds: float) -> None:
        self._admit = admit
        self._connect, self._whole = connect_seconds, whole_seconds
        self._tls: ssl.SSLContext | None = None

    async def post(self, endpoint: Endpoint, path: str, body: bytes) -> Answer:
        """Post once and return what came back; never raises for what the other side does."""
        try:
            async with asyncio.timeout(self._whole):
                return await self._posted(endpoint, path, body)
        except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout) as error:
            return Answer("tls" if "SSL" in str(error) else "unreachable")
        except (TimeoutError, httpx2.TimeoutException):
            return Answer("timeout")
        except (AddressRefused, httpx2.InvalidURL):
            return Answer("address_refused")
        except (httpx2.TransportError, OSError, UnicodeError):
            return Answer("broken_off")

    async def _posted(self, endpoint: Endpoint, path: str, body: bytes) -> Answer:
        url = httpx2.URL(endpoint.base_url + path)
        try:
            address = await self._admit(str(url))
        except OSError:
            return Answer("unreachable")  # the name is not known
        request = httpx2.Request(
            "POST",
            url.copy_with(host=address, fragment=None),
            headers={**HEADERS, **_authorization(endpoint), "host": url.netloc.decode()},
            content=body,
            extensions={
                "sni_hostname": url.host,
                "timeout": {"connect": self._connect, "pool": self._connect},
            },
        )
        async with self._transport() as transport:
            response = await transport.handle_async_request(request)
            try:
                read = await _read(response)
            finally:
                await response.aclose()
        if read is None:
            return Answer("too_long", response.status_code)
        return Answer(None, response.status_code, response.headers.get("content-type", ""), read)

    @contextlib.asynccontextmanager
    async def _transport(self) -> AsyncIterator[httpx2.AsyncHTTPTransport]:
        if self._tls is None:
            self._tls = httpx2.create_ssl_context(trust_env=False)
        async with httpx2.AsyncHTTPTransport(verify=self._tls, trust_env=False) as transport:
            yield transport


def _authorization(endpoint: Endpoint) -> Mapping[str, str]:
    return {"authorization": f"Bearer {endpoint.api_key}"} if endpoint.api_key else {}


async def _read(response: httpx2.Response) -> bytes | None:
    """Return the body, ended by the stream's own last word; None when there is no end to it."""
    read = bytearray()
    async for chunk in response.aiter_raw():
        read += chunk
        if len(read) > MOST_BYTES:
            return None
        if b"data: [DONE]" in read[-len(chunk) - 16 :]:
            break  # some servers keep the line open
    return bytes(read)
