"""The hot roads: posting a message and the live socket, served before the framework's layers.

Routing, dependency injection, middleware and exception layers cost more than the rest of these
roads together. The refusals are the same; the framework is told of both routes too, for whoever
reads the API, and for a post with a query string.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yingda.foundation.errors import TooLarge
from yingda.foundation.web.guards import HARMLESS_TO_API, JSON_LIMIT
from yingda.foundation.web.problems import answer, problem_of

Endpoint = Callable[[Request, bytes], Awaitable[tuple[int, bytes]]]
"""Returns status and JSON for a request and its body."""


@dataclass(frozen=True, slots=True)
class HotRoads:
    """What is served first: POSTs whose path is `posting`, and the socket at `live_path`."""

    posting: re.Pattern[str]
    endpoint: Endpoint
    live_path: str
    live: ASGIApp


class Application(FastAPI):
    """The framework's application with hot roads past it."""

    hot: HotRoads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a hot road here, or pass the request on."""
        kind = scope["type"]
        if kind == "http" and scope["method"] == "POST" and not scope["query_string"]:
            found = self.hot.posting.fullmatch(scope["path"])
            if found is not None:
                scope["app"], scope["path_params"] = self, found.groupdict()
                await serve(self.hot.endpoint, Request(scope, receive), send)
                return
        elif kind == "websocket" and scope["path"] == self.hot.live_path:
            scope["app"] = self
            await self.hot.live(scope, receive, send)
            return
        await super().__call__(scope, receive, send)


async def serve(endpoint: Endpoint, request: Request, send: Send) -> None:
    """Answer one request; every error is a problem document."""
    try:
        status, body = await endpoint(request, await whole_body(request.receive))
    except ClientDisconnect:
        return
    except Exception as error:  # noqa: BLE001 - whatever it is becomes a problem document
        refusal = answer(request, problem_of(error))
        for name, value in HARMLESS_TO_API:
            refusal.headers.append(name.decode(), value.decode())
        await refusal(request.scope, request.receive, send)
        return
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
        *HARMLESS_TO_API,
    ]
    start: Message = {"type": "http.response.start", "status": status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": body})


async def whole_body(receive: Receive) -> bytes:
    """Return the body; raises TooLarge while it is read, ClientDisconnect when it never ends."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > JSON_LIMIT:
            raise TooLarge(limit_kb=JSON_LIMIT // 1024)
        more = message.get("more_body", False)
    return body
