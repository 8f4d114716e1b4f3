"""Shadow mode over HTTP; leads alone."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from yingda.foundation.web import Db, Draft, LeadCaller, Page
from yingda.learning.schemas import AnId, ShopDraft
from yingda.learning.shadowing import queries, service
from yingda.learning.shadowing.comparing import Kind
from yingda.learning.shadowing.schemas import ShadowDraft, ShadowQuestion, ShadowRunView, ShadowView

router = APIRouter(prefix="/api/bot/shadow", tags=["learning"])


class QuestionsQuery(Draft):
    """Which questions, and which part of the list; without a kind all that differ."""

    kind: Kind | None = None
    cursor: str | None = Field(default=None, max_length=200)
    limit: int = Field(default=50, ge=1, le=200)


@router.get("")
async def read_shadow(
    db: Db, caller: LeadCaller, query: Annotated[ShopDraft, Query()]
) -> ShadowView:
    """Return the last candidate of a shop beside its live bot."""
    return await db.read(queries.shadow_for, caller, query.merchant_id)


@router.post("", status_code=201)
async def start_shadow(db: Db, caller: LeadCaller, draft: ShadowDraft) -> ShadowRunView:
    """Let a candidate answer silently; no customer sees what it says."""
    return await db.write(service.start, draft, caller)


@router.post("/{run_id}/stop")
async def stop_shadow(db: Db, caller: LeadCaller, run_id: AnId) -> ShadowRunView:
    """End a run; what it found stays to be read."""
    return await db.write(service.stop, run_id, caller)


@router.post("/{run_id}/publish")
async def publish_candidate(db: Db, caller: LeadCaller, run_id: AnId) -> ShadowRunView:
    """Let the candidate answer customers, if it is not worse on the golden questions."""
    judgement = await db.read(service.judged, run_id, caller)
    return await db.write(service.publish, run_id, judgement, caller)


@router.get("/{run_id}/questions")
async def list_shadow_questions(
    db: Db, caller: LeadCaller, run_id: AnId, query: Annotated[QuestionsQuery, Query()]
) -> Page[ShadowQuestion]:
    """Return questions with what was said and what the candidate would have said."""
    part = query.cursor, query.limit
    return await db.read(queries.questions_for, caller, run_id, query.kind, part)
