"""Signing in and out, and the first set-up, over HTTP."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Cookie, Query, Request, Response
from pydantic import Field

from yingda.foundation.auth.passwords import hash_password
from yingda.foundation.auth.principal import Principal, Role
from yingda.foundation.db import Tx
from yingda.foundation.errors import TooMany, Unauthenticated
from yingda.foundation.runtime import Runtime
from yingda.foundation.shapes import Draft, View
from yingda.foundation.web import CurrentRuntime, StaffCaller
from yingda.foundation.web.callers import SESSION_COOKIE
from yingda.merchants.models import Language
from yingda.merchants.queries import tenant_by_id
from yingda.team import queries, service, setup
from yingda.team.errors import SetupClosed, TooManyAttempts
from yingda.team.models import Staff
from yingda.team.schemas import Account, Password, PersonName, StaffDraft, normal_account

router = APIRouter(prefix="/api", tags=["session"])

# How often one may be wrong. Strict for one guesser at one account; looser for all guessers
# together, so that nobody can keep a person out from afar by guessing wrong on purpose.
ATTEMPTS_PER_ACCOUNT_AND_ADDRESS = "10/10 minutes"
ATTEMPTS_PER_ADDRESS = "60/10 minutes"
ATTEMPTS_PER_ACCOUNT = "200/10 minutes"
SetupSecret = Annotated[str, Field(min_length=20, max_length=100)]


class SessionDraft(Draft):
    """Who wants in."""

    account: Annotated[str, Field(min_length=1, max_length=64)]
    password: Password


class SetupDraft(Draft):
    """The owner and the shop of a new installation."""

    token: SetupSecret
    account: Account
    name: PersonName
    password: Password
    shop_name: PersonName
    language: Language = "zh-CN"


class SetupView(View):
    """Whether a set-up link can still be used."""

    usable: bool


class SignedInStaff(View):
    """Who is signed in."""

    id: str
    name: str
    account: str
    role: Role
    language: Language
    merchant_id: str | None
    group_ids: list[str]


class TenantView(View):
    """The company the signed-in person works for."""

    id: str
    name: str


class SessionView(View):
    """What the desk needs to know first."""

    staff: SignedInStaff
    tenant: TenantView
    csrf: str
    demo: bool


@router.post("/session")
async def sign_in(
    runtime: CurrentRuntime, request: Request, response: Response, draft: SessionDraft
) -> SessionView:
    with _failures_counted(runtime, request, normal_account(draft.account)):
        staff = await runtime.db.read(service.sign_in, draft.account, draft.password)
    return await _enter(runtime, request, response, staff)


@router.get("/session")
async def read_session(
    runtime: CurrentRuntime,
    caller: StaffCaller,
    cookie: Annotated[str, Cookie(alias=SESSION_COOKIE)] = "",
) -> SessionView:
    session = await runtime.staff_for(cookie)
    if session is None:
        raise Unauthenticated
    return await runtime.db.read(_session_view, caller.id, session.csrf, runtime.settings.demo)


@router.delete("/session", status_code=204)
async def sign_out(
    runtime: CurrentRuntime,
    caller: StaffCaller,
    response: Response,
    cookie: Annotated[str, Cookie(alias=SESSION_COOKIE)] = "",
) -> None:
    await runtime.db.write(service.leave, cookie, caller)
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax")


@router.get("/setup")
async def read_setup(
    runtime: CurrentRuntime, request: Request, token: Annotated[str, Query(max_length=100)]
) -> SetupView:
    try:
        with _failures_counted(runtime, request):
            await runtime.db.read(setup.open_token, token)
    except SetupClosed:
        return SetupView(usable=False)
    return SetupView(usable=True)


@router.post("/setup", status_code=201)
async def set_up(
    runtime: CurrentRuntime, request: Request, response: Response, draft: SetupDraft
) -> SessionView:
    with _failures_counted(runtime, request):
        await runtime.db.read(setup.open_token, draft.token)
    password_hash = await to_thread.run_sync(hash_password, draft.password, draft.account)
    owner = StaffDraft(
        account=draft.account,
        name=draft.name,
        role="owner",
        password=draft.password,
        language=draft.language,
    )
    staff = await runtime.db.write(setup.set_up, draft.token, owner, draft.shop_name, password_hash)
    return await _enter(runtime, request, response, staff)


@contextmanager
def _failures_counted(
    runtime: Runtime, request: Request, account: str | None = None
) -> Iterator[None]:
    """Limit wrong guesses only: many people of one office come in from one address.

    An attempt counts from its beginning, so that many at once do not slip through together, and is
    taken back when it succeeds or is not even tried.
    """
    address = request.client.host if request.client else "unknown"
    rules: list[tuple[str, ...]] = [(ATTEMPTS_PER_ADDRESS, "sign-in-from", address)]
    if account is not None:
        rules.append((ATTEMPTS_PER_ACCOUNT_AND_ADDRESS, "sign-in-as-from", account, address))
        rules.append((ATTEMPTS_PER_ACCOUNT, "sign-in-as", account))
    counted: list[tuple[str, ...]] = []
    try:
        for rule in rules:
            runtime.limits.check(*rule)
            counted.append(rule)
    except TooMany as refusal:
        _take_back(runtime, counted)
        raise TooManyAttempts(**refusal.params) from refusal
    yield
    _take_back(runtime, counted)


def _take_back(runtime: Runtime, counted: Iterable[tuple[str, ...]]) -> None:
    for rule in counted:
        runtime.limits.take_back(*rule)


async def _enter(
    runtime: Runtime, request: Request, response: Response, staff: Staff
) -> SessionView:
    token, session = await runtime.db.write(service.enter, staff.id, staff.password_hash)
    response.set_cookie(
        SESSION_COOKIE,
        token,
        max_age=(session.expires_at - session.created_at) // 1000,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return await runtime.db.read(_session_view, staff.id, session.csrf, runtime.settings.demo)


def _session_view(tx: Tx, staff_id: str, csrf: str, demo: bool) -> SessionView:  # noqa: FBT001
    staff = queries.staff_by_id(tx, staff_id)
    principal: Principal = queries.principal_of(tx, staff)
    return SessionView(
        staff=SignedInStaff(
            id=staff.id,
            name=staff.name,
            account=staff.account,
            role=staff.role,
            language=staff.language,
            merchant_id=staff.merchant_id,
            group_ids=sorted(principal.group_ids),
        ),
        tenant=TenantView.model_validate(tenant_by_id(tx, staff.tenant_id)),
        csrf=csrf,
        demo=demo,
    )
