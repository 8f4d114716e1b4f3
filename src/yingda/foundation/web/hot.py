"""The hot roads: posting a message and the live socket, served before the framework's layers.

Routing, dependency injection, middleware and exception layers cost more than the rest of these
roads together. The refusals are the same; the framework is told of both routes too, for whoever
reads the API, and for a post with a query string. Our own server's connections serve a plain post
even before it becomes a request of ASGI (see `app.connections`).
"""

import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from yingda.foundation.errors import TooLarge
from yingda.foundation.tracing import HEADER, begin_request
from yingda.foundation.web.guards import HARMLESS_TO_API, JSON_LIMIT
from yingda.foundation.web.problems import answer, problem_of

Endpoint = Callable[[Request, bytes], Awaitable[tuple[int, bytes]]]
"""Returns status and JSON for a request and its body."""

KNOWN_ALREADY = 200
Header = tuple[bytes, bytes]
JSON_HEADERS = [(b"content-type", b"application/json"), *HARMLESS_TO_API]


@dataclass(frozen=True, slots=True)
class HotRoads:
    """What is served first: POSTs whose address is `posting`, and the socket at `live_path`."""

    posting: re.Pattern[bytes]
    endpoint: Endpoint
    live_path: str
    live: ASGIApp


class Application(FastAPI):
    """The framework's application with hot roads past it."""

    hot: HotRoads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a hot road here, or pass the request on."""
        if scope["type"] == "http" and scope["method"] == "POST" and not scope["query_string"]:
            found = self.hot.posting.fullmatch(scope["path"].encode())
            if found is not None:
                scope["app"], scope["path_params"] = self, parameters(found)
                await serve(self.hot.endpoint, Request(scope, receive), send)
                return
        elif scope["type"] == "websocket" and scope["path"] == self.hot.live_path:
            scope["app"] = self
            await self.hot.live(scope, receive, send)
            return
        await super().__call__(scope, receive, send)


def count_answer(request: Request, status: int, seconds: float) -> None:
    """Count a message that is durable, and one that was durable before."""
    meters = request.app.state.runtime.meters
    meters.ack.observe(seconds)
    if status == KNOWN_ALREADY:
        meters.count("cs_inbound_duplicates", "web")


def parameters(found: re.Match[bytes]) -> dict[str, str]:
    """Return the named parts of an address."""
    return {name: text.decode() for name, text in found.groupdict().items()}


async def serve(endpoint: Endpoint, request: Request, send: Send) -> None:
    """Answer one request of ASGI."""
    try:
        body = await whole_body(request)
    except ClientDisconnect:
        return
    status, headers, content = await answered(endpoint, request, body)
    headers = [*headers, (b"content-length", b"%d" % len(content))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})


async def answered(
    endpoint: Endpoint, request: Request, body: bytes | None
) -> tuple[int, list[Header], bytes]:
    """Return status, headers and body of the answer; every error is a problem document.

    A body of None is one that was too large to be read.
    """
    try:
        if body is None:
            raise TooLarge(limit_kb=JSON_LIMIT // 1024)
        began = time.perf_counter()
        status, content = await endpoint(request, body)
        count_answer(request, status, time.perf_counter() - began)
    except Exception as error:  # noqa: BLE001 - whatever it is becomes a problem document
        begin_request(request.headers.get(HEADER, ""))
        refusal = answer(request, problem_of(error))
        headers = [one for one in refusal.raw_headers if one[0] != b"content-length"]
        return refusal.status_code, [*headers, *HARMLESS_TO_API], bytes(refusal.body)
    return status, JSON_HEADERS, content


async def whole_body(request: Request) -> bytes | None:
    """Return the body, None when it is too large; raises ClientDisconnect when it never ends."""
    said = request.headers.get("content-length", "")
    if said.isdigit() and int(said) > JSON_LIMIT:
        return None
    body, more = b"", True
    while more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > JSON_LIMIT:
            return None
        more = message.get("more_body", False)
    return body
