"""Guards around every request: the size of bodies and the headers that keep pages harmless."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yingda.foundation.errors import NulCharacter, TooLarge
from yingda.foundation.tracing import HEADER, begin_request
from yingda.foundation.web.problems import answer

JSON_LIMIT = 256 * 1024
HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# What the API answers is never a page, but nobody may keep it; as the server writes it.
HARMLESS_TO_API = [(b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store")]


class BodyTooLarge(Exception):
    """Raised while a body is read that turns out larger than allowed."""


class BodyLimit:
    """Refuses a body over the limit of its path, before or while it is read."""

    def __init__(self, app: ASGIApp, uploads: Mapping[str, int]) -> None:
        self._app = app
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a counted body."""
        if scope["type"] != "http" or scope["method"] in {"GET", "HEAD"}:
            await self._app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        request = Request(scope)
        said = request.headers.get("content-length", "0")
        if said.isdigit() and int(said) > limit:
            await self._refuse(request, limit, receive, send)
            return
        try:
            await self._app(scope, _counted(receive, limit), send)
        except BodyTooLarge:
            await self._refuse(request, limit, receive, send)

    def _limit(self, path: str) -> int:
        return next(
            (limit for prefix, limit in self._uploads.items() if path.startswith(prefix)),
            JSON_LIMIT,
        )

    async def _refuse(self, request: Request, limit: int, receive: Receive, send: Send) -> None:
        refusal = answer(request, TooLarge(limit_kb=limit // 1024))
        await refusal(request.scope, receive, send)


def _counted(receive: Receive, limit: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise BodyTooLarge
        return message

    return counted


class NoNul:
    """Refuses an address with a NUL character; texts in bodies are refused by their shapes."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on unless its address contains NUL."""
        if scope["type"] == "http" and (
            "\x00" in scope["path"] or b"%00" in scope.get("query_string", b"")
        ):
            await answer(Request(scope), NulCharacter())(scope, receive, send)
            return
        await self._app(scope, receive, send)


class RequestId:
    """Gives every request an id, for its answer and for whatever is logged meanwhile."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; name it in its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = begin_request(Request(scope).headers.get(HEADER, ""))

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        await self._app(scope, receive, send_with_id)


class HarmlessHeaders:
    """Adds the headers that stop content from being sniffed, framed or leaked."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; add headers to its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HARMLESS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith("/api/"):
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers)
