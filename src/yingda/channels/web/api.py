"""The widget over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from yingda.channels.web import service
from yingda.channels.web.schemas import (
    KnownCustomer,
    KnownMerchant,
    LookView,
    StartDraft,
    StartView,
)
from yingda.conversations.schemas.conversations import ThreadView, VisitorConversationView
from yingda.conversations.views import visitor_view
from yingda.foundation.runtime import visitor
from yingda.foundation.transaction import Tx
from yingda.foundation.web import CurrentRuntime, Db, VisitorCaller
from yingda.merchants.models import Merchant
from yingda.merchants.queries import merchant_by_public_key, settings_of

router = APIRouter(prefix="/api/widget", tags=["widget"])


@router.get("/look")
async def read_look(public_key: str, db: Db, response: Response) -> LookView:
    """Return what the launcher shows; any page may ask."""

    def look(tx: Tx) -> LookView:
        merchant = merchant_by_public_key(tx, public_key)
        return LookView(look=settings_of(merchant).widget, merchant=known(merchant))

    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, max-age=60"
    return await db.read(look)


@router.post("/start")
async def start(draft: StartDraft, request: Request, runtime: CurrentRuntime) -> StartView:
    """Recognise the visitor and hand out a token that opens their own conversations only."""
    address = request.client.host if request.client else ""
    runtime.limits.check(runtime.settings.visitor_start_limit, "widget-start", address)
    started = await runtime.db.write(service.start, draft)
    merchant, customer = started.merchant, started.customer
    principal = visitor(merchant.tenant_id, merchant.id, customer.id, customer.name)
    token, expires_at = runtime.tokens.issue(principal)
    if started.conversation is not None:
        started.conversation.epoch = runtime.epoch
    return StartView(
        token=token,
        token_expires_at=expires_at,
        visitor_secret=started.visitor_secret,
        customer=KnownCustomer.model_validate(customer),
        merchant=known(merchant),
        look=settings_of(merchant).widget,
        conversation=started.conversation,
        has_earlier=started.has_earlier,
        on_duty=started.on_duty,
    )


@router.post("/conversations")
async def begin(caller: VisitorCaller, runtime: CurrentRuntime) -> VisitorConversationView:
    """Go on with the visitor's conversation, or begin one in the language they chose."""
    row = await runtime.db.write(service.begin_conversation, caller)
    return visitor_view(row, epoch=runtime.epoch)


@router.get("/conversations")
async def read_earlier(
    caller: VisitorCaller,
    db: Db,
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=20)] = 3,
) -> ThreadView:
    """Return the visitor's conversations before one of them, newest first, with their messages."""
    return await db.read(service.earlier_conversations, caller, before, limit)


def known(merchant: Merchant) -> KnownMerchant:
    """Return the shop as customers know it."""
    return KnownMerchant(id=merchant.id, name=merchant.name, language=merchant.language)
