"""Needs over HTTP: what a conversation is for, and the word of whoever knows better."""

from fastapi import APIRouter

from yingda.foundation.web import Db, StaffCaller
from yingda.learning.needs import queries, service
from yingda.learning.needs.schemas import ConversationNeedView, NeedDraft

router = APIRouter(prefix="/api/conversations/{conversation_id}", tags=["learning"])


@router.get("/need")
async def read_need(conversation_id: str, db: Db, caller: StaffCaller) -> ConversationNeedView:
    """Return what the conversation is for: to know, to have something done, or to talk."""
    return await db.read(queries.need_for, caller, conversation_id)


@router.put("/need")
async def correct_need(
    conversation_id: str, db: Db, caller: StaffCaller, draft: NeedDraft
) -> ConversationNeedView:
    """Say what it is for; what is told of later conversations learns from it."""
    return await db.write(service.correct, conversation_id, draft, caller)
