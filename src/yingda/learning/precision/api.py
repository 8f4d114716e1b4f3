"""How sure the bot must be, by a target, over HTTP; leads alone."""

from typing import Annotated

from fastapi import APIRouter, Query

from yingda.foundation.web import Db, LeadCaller
from yingda.learning.precision import service
from yingda.learning.precision.schemas import PrecisionQuery, PrecisionView, SureDraft
from yingda.learning.schemas import TrialOutcome

router = APIRouter(prefix="/api/bot/precision", tags=["learning"])


@router.get("")
async def read_precision(
    db: Db, caller: LeadCaller, query: Annotated[PrecisionQuery, Query()]
) -> PrecisionView:
    """Return how many answers are right over the threshold, and which one reaches the target."""
    return await db.read(service.precision_for, caller, query)


@router.post("/trials")
async def try_sure(db: Db, caller: LeadCaller, draft: SureDraft) -> TrialOutcome:
    """Put every golden question to the bot with this threshold; nothing is changed."""
    return await db.read(service.tried, draft, caller)


@router.put("")
async def set_sure(db: Db, caller: LeadCaller, draft: SureDraft) -> TrialOutcome:
    """Set the threshold, unless it breaks golden questions and nobody has confirmed it."""
    outcome = await db.read(service.tried, draft, caller)
    return await db.write(service.set_sure, draft, outcome, caller)
