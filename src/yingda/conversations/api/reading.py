"""The inbox, one conversation, its earlier ones, notes, drafts, read marks."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, status

from yingda.conversations import service
from yingda.conversations.lookup import conversation_view, visitor_conversation_view
from yingda.conversations.queries.access import conversation_for
from yingda.conversations.queries.inbox import counts, inbox
from yingda.conversations.queries.notes import draft_of, notes_of
from yingda.conversations.queries.threads import past_conversations
from yingda.conversations.schemas.conversations import (
    ConversationRow,
    ConversationView,
    CountsView,
    ThreadView,
    VisitorConversationView,
)
from yingda.conversations.schemas.messages import ReadMark
from yingda.conversations.schemas.notes import (
    NoteDraft,
    NotesView,
    NoteView,
    ReplyDraftChange,
    ReplyDraftView,
)
from yingda.foundation.auth.principal import Principal
from yingda.foundation.errors import Unauthenticated
from yingda.foundation.runtime import Runtime
from yingda.foundation.shapes import Seq
from yingda.foundation.transaction import Tx
from yingda.foundation.web import Caller, CurrentRuntime, Db, Page, StaffCaller

router = APIRouter(prefix="/api/conversations", tags=["conversations"])
Tab = Literal["unanswered", "mine", "queue", "ended", "all"]


@router.get("")
async def list_conversations(
    caller: StaffCaller,
    db: Db,
    tab: Tab = "mine",
    merchant_id: str | None = None,
    cursor: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> Page[ConversationRow]:
    """Return a tab of the inbox: the most urgent first in the first and third, else the newest."""
    return await db.read(inbox, caller, tab, merchant_id, cursor, limit)


@router.get("/counts")
async def count_conversations(caller: StaffCaller, db: Db) -> CountsView:
    """Return how many conversations each tab holds."""
    return await db.read(counts, caller)


@router.get("/{conversation_id}")
async def read_conversation(
    conversation_id: str, caller: Caller, runtime: CurrentRuntime
) -> ConversationView | VisitorConversationView:
    """Return the conversation: whole for staff, what concerns them for its customer."""
    signed_in(caller)
    if caller.is_visitor:
        return await visitor_shown(runtime, conversation_id, caller)
    shown = await runtime.db.read(conversation_view, caller, conversation_id)
    shown.epoch = runtime.epoch
    return shown


@router.get("/{conversation_id}/thread")
async def read_thread(
    conversation_id: str,
    caller: Caller,
    db: Db,
    before: str | None = None,
    limit: Annotated[int, Query(ge=1, le=20)] = 5,
) -> ThreadView:
    """Return earlier conversations of the same customer with the same shop, newest first."""
    signed_in(caller)

    def look(tx: Tx) -> ThreadView:
        row = conversation_for(tx, caller, conversation_id)
        return past_conversations(tx, caller, row, before, limit)

    return await db.read(look)


@router.put("/{conversation_id}/read", status_code=status.HTTP_204_NO_CONTENT)
async def mark_read(conversation_id: str, mark: ReadMark, caller: Caller, db: Db) -> None:
    """Note that everything up to `seq` was seen."""
    signed_in(caller)
    await db.write(service.mark_read, conversation_id, mark.seq, caller)


@router.post("/{conversation_id}/typing", status_code=status.HTTP_204_NO_CONTENT)
async def tell_typing(conversation_id: str, caller: Caller, runtime: CurrentRuntime) -> None:
    """Tell the other side that the caller is writing; nothing is stored."""
    signed_in(caller)
    runtime.push([await runtime.db.read(service.typing_of, conversation_id, caller)])


@router.get("/{conversation_id}/notes")
async def read_notes(
    conversation_id: str,
    caller: StaffCaller,
    db: Db,
    after: Seq = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> NotesView:
    """Return the colleagues' notes after a `seq` of their own counter."""

    def look(tx: Tx) -> NotesView:
        conversation_for(tx, caller, conversation_id)
        return notes_of(tx, conversation_id, after, limit)

    return await db.read(look)


@router.post("/{conversation_id}/notes", status_code=status.HTTP_201_CREATED)
async def add_note(conversation_id: str, draft: NoteDraft, caller: StaffCaller, db: Db) -> NoteView:
    """Write a note that the customer never sees."""
    return await db.write(service.add_note, conversation_id, draft, caller)


@router.get("/{conversation_id}/draft")
async def read_draft(conversation_id: str, caller: StaffCaller, db: Db) -> ReplyDraftView:
    """Return what the caller had begun to write here, on whichever device."""

    def look(tx: Tx) -> ReplyDraftView:
        conversation_for(tx, caller, conversation_id)
        return draft_of(tx, conversation_id, caller.id)

    return await db.read(look)


@router.put("/{conversation_id}/draft")
async def keep_draft(
    conversation_id: str, change: ReplyDraftChange, caller: StaffCaller, db: Db
) -> ReplyDraftView:
    """Keep what the caller has begun to write; empty text forgets it."""
    return await db.write(service.keep_draft, conversation_id, change, caller)


async def visitor_shown(
    runtime: Runtime, conversation_id: str, caller: Principal
) -> VisitorConversationView:
    """Return what the customer sees now."""
    shown = await runtime.db.read(visitor_conversation_view, caller, conversation_id)
    shown.epoch = runtime.epoch
    return shown


def signed_in(caller: Principal) -> None:
    """Refuse who is neither a visitor nor staff."""
    if caller.kind == "anonymous":
        raise Unauthenticated
