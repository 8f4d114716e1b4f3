"""What temporary and outsourced staff see: particulars of customers are stars, on every road out.

It is done at the edge, on whatever leaves for such a person by HTTP or by the socket, so that a new
route cannot forget it. Hiding too much is right here. A document in which no stars can be put is
not handed out at all, unless the group may open documents.
"""

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

from anyio import to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yingda.bot.lifting.masking import Veil
from yingda.foundation.auth.principal import Principal
from yingda.foundation.errors import DocumentWithheld
from yingda.foundation.web.callers import signed_in
from yingda.foundation.web.problems import answer
from yingda.orders.masking import mask_address

# What the shop itself has written, and says to everybody.
OPEN = ("/api/knowledge", "/api/canned-replies", "/api/products", "/api/team", "/api/merchants")
NUMBERS = frozenset({"external_id", "tracking_no", "order_no", "order_number", "phone", "mobile"})
PLACES = frozenset({"address", "address_masked", "receiver_address"})
WHOLE = frozenset({"contact", "email", "recipient", "receiver", "buyer"})
PARTICULAR = NUMBERS | PLACES | WHOLE
KINDS = frozenset({"external", "visitor", *PARTICULAR})
SHOWN_TAIL = 4
SHOWN = ("image/", "audio/", "video/")
LONGEST_TEXT = 1_000_000
BAD_REQUEST = 400
_NAMED = re.compile(r"(?:^id$|_ids?$|^client_key$|^next$|^epoch$|^csrf$|^kind$|^code$)")
_REFERENCE = re.compile(r"(?:[a-z]+:)?[0-9a-f]{32}|/[\w/.-]*")
_FILE_NAME = re.compile(r"(filename\*=UTF-8'')(.+)")


def veiled(value: Any, key: str = "") -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return what came out of JSON with particulars as stars; names and ids of ours stay."""
    match value:
        case str():
            ours = key not in PARTICULAR and _NAMED.search(key)
            return value if ours else veiled_text(value, key)
        case list():
            return [veiled(one, key) for one in value]
        case dict():
            return {name: veiled(one, _meaning(value, name, key)) for name, one in value.items()}
        case _:
            return value


def veiled_text(text: str, key: str = "") -> str:
    """Return a text with stars for what tells who somebody is, and where they live."""
    if key in NUMBERS | WHOLE:
        return tail(text)
    if key in PLACES:
        return mask_address(text)
    if _REFERENCE.fullmatch(text):
        return text
    veil = Veil()
    return veil.with_words(veil.cover(text, links=False), _stars)


@lru_cache(maxsize=512)
def veiled_frame(frame: str) -> str:
    """Return a frame of the socket as such a person gets it; one frame goes to many."""
    return json.dumps(veiled(json.loads(frame)), ensure_ascii=False, separators=(",", ":"))


def tail(text: str) -> str:
    """Return the end of a number, by which people speak of it."""
    shown = SHOWN_TAIL if len(text) >= 2 * SHOWN_TAIL else 0
    hidden = len(text) - shown
    return "*" * hidden + text[hidden:]


def _meaning(whole: Mapping[str, Any], name: str, key: str) -> str:
    """Return by which name a value is to be judged: what says `kind: phone` is a phone."""
    for mark in ("kind", "path"):
        said = whole.get(mark)
        if name in {"value", "text"} and isinstance(said, str):
            last = said.rpartition(".")[2]
            if last in KINDS:
                return last if last in PARTICULAR else "external_id"
    return name if name in PARTICULAR or key not in PARTICULAR else key


def _stars(kind: str, value: str) -> str:
    if kind == "ADDRESS":
        return mask_address(value)
    if kind == "EMAIL":
        return value[:1] + "***" + value[max(value.rfind("@"), value.rfind("＠")) :]
    if kind == "NAME":
        return value[:1] + "*" * (len(value) - 1)
    return tail(value)


class Veiling:
    """Puts the stars into whatever the API answers to somebody who is to see no particulars."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; hold its answer until it is whole, and veil it."""
        caller = await veiled_caller(scope)
        if caller is None:
            await self._app(scope, receive, send)
            return
        start: Message = {}
        body = bytearray()

        async def held(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body", False):
                return
            whole = bytes(body)
            if await to_thread.run_sync(may_hold_particulars, start, whole):
                if not caller.opens_documents:
                    await answer(Request(scope), DocumentWithheld())(scope, receive, send)
                    return
            else:
                whole = veiled_body(start, whole)
            await send(start)
            await send({"type": "http.response.body", "body": whole})

        await self._app(scope, receive, held)


async def veiled_caller(scope: Scope) -> Principal | None:
    """Return who asks for customers' data and is to see stars, if this is such a request."""
    path = scope.get("path", "")
    if scope["type"] != "http" or not path.startswith("/api/") or path.startswith(OPEN):
        return None
    session = await signed_in(HTTPConnection(scope))
    return session.principal if session is not None and session.principal.veiled else None


def may_hold_particulars(start: Message, body: bytes) -> bool:
    """Tell whether this is a document with something in it, or one that cannot be read here.

    What is seen or heard is no document: the machine cannot tell what is in it.
    """
    kind = Headers(raw=start["headers"]).get("content-type", "")
    if not body or start["status"] >= BAD_REQUEST or "json" in kind or kind.startswith(SHOWN):
        return False
    if not kind.startswith("text/") or len(body) > LONGEST_TEXT:
        return True
    said = _decoded(body)
    return said is None or veiled_text(said) != said


def _decoded(body: bytes) -> str | None:
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return body.decode(encoding)
    return None


def veiled_body(start: Message, body: bytes) -> bytes:
    """Return a body as such a person gets it; its headers are put right with it."""
    headers = MutableHeaders(raw=start["headers"])
    if named := headers.get("content-disposition"):
        headers["content-disposition"] = _FILE_NAME.sub(
            lambda found: found[1] + quote(veiled_text(unquote(found[2]))), named
        )
    kind = headers.get("content-type", "")
    if body and "json" in kind:
        body = json.dumps(veiled(json.loads(body)), ensure_ascii=False).encode()
    if "content-length" in headers:
        headers["content-length"] = str(len(body))
    start["headers"] = headers.raw
    return body
