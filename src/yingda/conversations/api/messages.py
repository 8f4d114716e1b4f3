"""Posting messages, on the hot road and as a plain endpoint, and reading them."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import TypeAdapter, ValidationError
from starlette.responses import Response

from yingda.conversations import service
from yingda.conversations.contents import looked_up_content, plain_content
from yingda.conversations.queries.access import conversation_for
from yingda.conversations.queries.messages import history
from yingda.conversations.schemas.messages import (
    HistoryView,
    HistoryWindow,
    MessageDraft,
    MessageView,
    TextDraft,
)
from yingda.conversations.service.posting import Posted
from yingda.foundation.auth.principal import Principal
from yingda.foundation.errors import Unauthenticated
from yingda.foundation.transaction import Tx
from yingda.foundation.web import Caller, CurrentRuntime
from yingda.foundation.web.callers import principal_of, runtime_of
from yingda.foundation.web.problems import invalid

router = APIRouter(prefix="/api/conversations", tags=["conversations"])
DRAFT: TypeAdapter[MessageDraft] = TypeAdapter(MessageDraft)


async def post_message(request: Request, body: bytes) -> tuple[int, bytes]:
    """Store a message; 201 when it is new, 200 with the first one when the draft was known.

    Served on the hot road (see `foundation.web.hot`), past the framework's own layers.
    """
    caller = await principal_of(request)
    if caller.kind == "anonymous":
        raise Unauthenticated
    return await store(request, caller, read_draft(body))


async def store(request: Request, caller: Principal, draft: MessageDraft) -> tuple[int, bytes]:
    """Look up what the draft shows, store it, and answer when it is durable."""
    runtime = runtime_of(request)
    conversation_id = request.path_params["conversation_id"]
    if caller.is_visitor:
        runtime.limits.check(runtime.settings.visitor_message_limit, "message", caller.id)
    content = plain_content(draft)
    if content is None:
        cards = request.app.state.cards
        content = await runtime.db.read(looked_up_content, caller, conversation_id, draft, cards)
    proposed = False
    if isinstance(draft, TextDraft) and draft.taken_id is not None and caller.is_staff:
        judge = request.app.state.proposals
        proposed = await runtime.db.read(judge, caller, conversation_id, draft.taken_id, draft.text)
    posted: Posted = await runtime.db.batch(
        service.post_messages,
        service.PostRequest(
            conversation_id, caller, draft.client_key, draft.content_type, content, proposed
        ),
    )
    return 201 if posted.first else 200, posted.message.wire.encode()


def read_draft(body: bytes) -> MessageDraft:
    """Return the draft; raises the Problem that tells what is wrong with it."""
    try:
        return DRAFT.validate_json(body)
    except ValidationError as error:
        raise invalid(error.errors()) from error


@router.post("/{conversation_id}/messages", status_code=201, response_model=MessageView)
async def described_post(
    conversation_id: str, draft: MessageDraft, request: Request, caller: Caller
) -> Response:
    """Say something; the same `client_key` again returns the message it became (200)."""
    del conversation_id
    if caller.kind == "anonymous":
        raise Unauthenticated
    status, body = await store(request, caller, draft)
    return Response(body, status, media_type="application/json")


@router.get("/{conversation_id}/messages", response_model=HistoryView)
async def read_messages(
    conversation_id: str,
    caller: Caller,
    runtime: CurrentRuntime,
    window: Annotated[HistoryWindow, Query()],
) -> Response:
    """Return the messages after or before a `seq`; the newest when neither is given."""
    shown = await runtime.db.read(history_for, caller, conversation_id, window)
    shown.epoch = runtime.epoch
    if window.after is not None:
        runtime.meters.count("cs_ws_resume", "recovered")
    return Response(shown.model_dump_json(), media_type="application/json")


def history_for(
    tx: Tx, caller: Principal, conversation_id: str, window: HistoryWindow
) -> HistoryView:
    """Return a stretch of a conversation the caller may see."""
    if caller.kind == "anonymous":
        raise Unauthenticated
    conversation_for(tx, caller, conversation_id)
    return history(tx, conversation_id, **window.model_dump())
