"""The telephone over HTTP: for telephone systems, for the desk, and for whoever opens a link."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from yingda.foundation.web import (
    CurrentRuntime,
    Db,
    LeadCaller,
    LeadOrShopSystem,
    Page,
    StaffCaller,
)
from yingda.helpcenter.phone import after, linking, queries, service
from yingda.helpcenter.phone.schemas import (
    CallDraft,
    CallEndDraft,
    CallReply,
    CallsAsked,
    CallView,
    HeardDraft,
    LinkDraft,
    LinkOpened,
    PhoneFigures,
    PhoneSettings,
)

router = APIRouter(prefix="/api/phone", tags=["phone"])

MerchantId = Annotated[str | None, Query(max_length=32)]
OPENING_LIMIT = "30/minute"


@router.get("/settings")
async def read_settings(
    db: Db, caller: LeadCaller, merchant_id: MerchantId = None
) -> PhoneSettings:
    return await db.read(queries.settings_for, caller, merchant_id)


@router.put("/settings")
async def set_up(
    db: Db, caller: LeadCaller, settings: PhoneSettings, merchant_id: MerchantId = None
) -> PhoneSettings:
    return await db.write(service.set_up, merchant_id, settings, caller)


@router.post("/calls")
async def begin(runtime: CurrentRuntime, caller: LeadOrShopSystem, draft: CallDraft) -> CallReply:
    """Take a call: a telephone system says who calls, and is told what to say."""
    return await runtime.db.write(service.begin, draft, runtime.settings.address, caller)


@router.post("/calls/{call_id}/turns")
async def go_on(
    runtime: CurrentRuntime, caller: LeadOrShopSystem, call_id: str, heard: HeardDraft
) -> CallReply:
    """Hear what the caller pressed or said; the same turn told twice has one answer."""
    move = await runtime.db.read(queries.thought, call_id, heard, caller)
    address = runtime.settings.address
    return await runtime.db.write(service.go_on, call_id, heard, move, address, caller)


@router.post("/calls/{call_id}/end", status_code=204)
async def end(db: Db, caller: LeadOrShopSystem, call_id: str, draft: CallEndDraft) -> None:
    await db.write(service.end, call_id, draft, caller)


@router.get("/calls")
async def find_calls(
    db: Db, caller: StaffCaller, asked: Annotated[CallsAsked, Query()]
) -> Page[CallView]:
    return await db.read(queries.find_calls, caller, asked)


@router.get("/figures")
async def read_figures(
    db: Db,
    caller: LeadCaller,
    merchant_id: MerchantId = None,
    days: Annotated[int, Query(ge=1, le=90)] = 28,
) -> PhoneFigures:
    return await db.read(after.figures_for, caller, merchant_id, days)


@router.post("/links/open")
async def open_link(request: Request, runtime: CurrentRuntime, draft: LinkDraft) -> LinkOpened:
    """Go on in the chat where a call was left; by POST, so that no preview uses the link up."""
    address = request.client.host if request.client else ""
    runtime.limits.check(OPENING_LIMIT, "phone-link", address)
    return await runtime.db.write(linking.open_link, draft)
