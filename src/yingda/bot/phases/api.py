"""Phases over HTTP; leads plan them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from yingda.bot.phases import queries, service
from yingda.bot.phases.schemas import PhaseDraft, PhaseView
from yingda.foundation.web import Db, LeadCaller

router = APIRouter(prefix="/api/bot/phases", tags=["bot"])
AnId = Annotated[str, Path(max_length=32)]


@router.get("")
async def list_phases(
    db: Db,
    caller: LeadCaller,
    merchant_id: Annotated[str | None, Query(max_length=32)] = None,
) -> list[PhaseView]:
    """Return what a shop has planned, what runs and what is over, the latest first."""
    return await db.read(queries.phases_for, caller, merchant_id)


@router.post("", status_code=201)
async def plan_phase(db: Db, caller: LeadCaller, draft: PhaseDraft) -> PhaseView:
    """Plan other settings for a time: conversations that begin in it follow them to their end."""
    return await db.write(service.plan, draft, caller)


@router.put("/{phase_id}")
async def change_phase(db: Db, caller: LeadCaller, phase_id: AnId, draft: PhaseDraft) -> PhaseView:
    """Change a phase; of one that has begun only its name and its end."""
    return await db.write(service.change, phase_id, draft, caller)


@router.post("/{phase_id}/end", status_code=204)
async def end_phase(db: Db, caller: LeadCaller, phase_id: AnId) -> None:
    """End a phase now, or call it off before it begins."""
    await db.write(service.end, phase_id, caller)
