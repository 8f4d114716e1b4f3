"""Ratings over HTTP."""

from fastapi import APIRouter

from yingda.foundation.errors import Unauthenticated
from yingda.foundation.web import Caller, Db, VisitorCaller
from yingda.quality import service
from yingda.quality.schemas import RatingDraft, RatingView

router = APIRouter(prefix="/api/conversations", tags=["quality"])


@router.post("/{conversation_id}/rating")
async def rate(
    conversation_id: str, draft: RatingDraft, caller: VisitorCaller, db: Db
) -> RatingView:
    """Rate a conversation that has ended; rating again replaces the former rating."""
    return await db.write(service.rate, conversation_id, draft, caller)


@router.get("/{conversation_id}/rating")
async def read_rating(conversation_id: str, caller: Caller, db: Db) -> RatingView:
    """Return the rating."""
    if caller.kind == "anonymous":
        raise Unauthenticated
    return await db.read(service.rating_for, conversation_id, caller)
