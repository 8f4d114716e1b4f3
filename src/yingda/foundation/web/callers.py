"""Who is calling: the principal behind a request, and the roles a route asks for."""

from functools import lru_cache
from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import HTTPConnection, cookie_parser

from yingda.foundation.auth.api_tokens import PREFIX, note_use, shop_system_for
from yingda.foundation.auth.principal import ANONYMOUS, Principal
from yingda.foundation.auth.sessions import SignedIn
from yingda.foundation.db import Database
from yingda.foundation.errors import CsrfMissing, Forbidden, Unauthenticated
from yingda.foundation.runtime import Runtime

SESSION_COOKIE = "yingda_session"
CSRF_HEADER = "x-csrf-token"
READING = frozenset({"GET", "HEAD", "OPTIONS"})


def runtime_of(connection: HTTPConnection) -> Runtime:
    """Return the process's runtime."""
    runtime: Runtime = connection.app.state.runtime
    return runtime


def header(connection: HTTPConnection, name: bytes) -> str:
    """Return a header by its name in small letters, empty when it is not there.

    Every request asks for three; the framework's own way costs as much as the rest of this module.
    """
    for one, value in connection.scope["headers"]:
        if one == name:
            return str(value, "latin-1")
    return ""


async def signed_in(connection: HTTPConnection) -> SignedIn | None:
    """Return what the session cookie stands for, or None."""
    cookie = session_cookie(header(connection, b"cookie"))
    return await runtime_of(connection).staff_for(cookie) if cookie else None


@lru_cache(maxsize=4096)
def session_cookie(header: str) -> str | None:
    """Return the session's cookie among those of a Cookie header; a browser sends the same again."""
    return cookie_parser(header).get(SESSION_COOKIE)


def bearer_token(request: Request) -> str | None:
    """Return the token of an Authorization header, None when the request names none."""
    scheme, _, token = header(request, b"authorization").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


async def shop_system(request: Request, token: str) -> Principal:
    """Return the shop's system with this API token, and note now and then that it is in use."""
    db = runtime_of(request).db
    system = await db.read(shop_system_for, token)
    if system.use_is_stale:
        await db.write(note_use, system.principal.id)
    return system.principal


async def principal_of(request: Request) -> Principal:
    """Return the caller: a visitor by token, staff by cookie, else anonymous.

    Raises TokenRefused for a bad token, CsrfMissing for a cookie's write without its CSRF token,
    and Forbidden for a shop's system: the routes it may use ask for it by name, below.
    """
    token = bearer_token(request)
    if token is not None and token.startswith(PREFIX):
        await shop_system(request, token)
        raise Forbidden
    if token is not None:
        return runtime_of(request).tokens.verify(token)
    session = await signed_in(request)
    if session is None:
        return ANONYMOUS
    if request.method not in READING and header(request, CSRF_HEADER.encode()) != session.csrf:
        raise CsrfMissing
    return session.principal


Caller = Annotated[Principal, Depends(principal_of)]


async def staff_only(caller: Caller) -> Principal:
    """Admit the people who answer."""
    if caller.kind == "anonymous":
        raise Unauthenticated
    if not caller.is_staff:
        raise Forbidden
    return caller


async def visitor_only(caller: Caller) -> Principal:
    """Admit the people who ask."""
    if caller.kind == "anonymous":
        raise Unauthenticated
    if not caller.is_visitor:
        raise Forbidden
    return caller


StaffCaller = Annotated[Principal, Depends(staff_only)]
VisitorCaller = Annotated[Principal, Depends(visitor_only)]


async def lead_only(caller: StaffCaller) -> Principal:
    """Admit leads, admins and the owner."""
    if not caller.leads:
        raise Forbidden
    return caller


async def admin_only(caller: StaffCaller) -> Principal:
    """Admit admins and the owner."""
    if not caller.administers:
        raise Forbidden
    return caller


async def staff_or_shop_system(request: Request) -> Principal:
    """Admit the people who answer, and the shop's own system."""
    token = bearer_token(request)
    if token is not None and token.startswith(PREFIX):
        return await shop_system(request, token)
    return await staff_only(await principal_of(request))


async def admin_or_shop_system(request: Request) -> Principal:
    """Admit admins and the owner, and the shop's own system."""
    caller = await staff_or_shop_system(request)
    return await admin_only(caller) if caller.is_staff else caller


async def lead_or_shop_system(request: Request) -> Principal:
    """Admit leads, admins and the owner, and the shop's own system."""
    caller = await staff_or_shop_system(request)
    return await lead_only(caller) if caller.is_staff else caller


LeadCaller = Annotated[Principal, Depends(lead_only)]
AdminCaller = Annotated[Principal, Depends(admin_only)]
StaffOrShopSystem = Annotated[Principal, Depends(staff_or_shop_system)]
LeadOrShopSystem = Annotated[Principal, Depends(lead_or_shop_system)]
AdminOrShopSystem = Annotated[Principal, Depends(admin_or_shop_system)]


async def database_of(request: Request) -> Database:
    """Return the database."""
    return runtime_of(request).db


async def current_runtime(request: Request) -> Runtime:
    """Return the runtime."""
    return runtime_of(request)


Db = Annotated[Database, Depends(database_of)]
CurrentRuntime = Annotated[Runtime, Depends(current_runtime)]
