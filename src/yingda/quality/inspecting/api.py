"""Inspections over HTTP; for leads."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from yingda.foundation.shapes import Page
from yingda.foundation.web import Db, LeadCaller
from yingda.quality.inspecting import queries, service
from yingda.quality.inspecting.schemas import (
    FiguresQuery,
    FindingDraft,
    InspectionFigures,
    InspectionQuery,
    InspectionView,
)

router = APIRouter(prefix="/api/inspections", tags=["quality"])
AnId = Annotated[str, Path(max_length=32)]


@router.get("")
async def find_inspections(
    db: Db, caller: LeadCaller, query: Annotated[InspectionQuery, Query()]
) -> Page[InspectionView]:
    """Return a page of what L3 groups served, the latest first; by default what waits."""
    return await db.read(queries.inspections_for, caller, query)


@router.get("/figures")
async def read_figures(
    db: Db, caller: LeadCaller, query: Annotated[FiguresQuery, Query()]
) -> InspectionFigures:
    """Return how each person of an L3 group does."""
    return await db.read(queries.figures_for, caller, query.days)


@router.put("/{conversation_id}/{agent_id}/finding", status_code=204)
async def inspect(
    db: Db, caller: LeadCaller, conversation_id: AnId, agent_id: AnId, draft: FindingDraft
) -> None:
    """Say what one found of somebody's part in a conversation; the latest word counts."""
    await db.write(service.inspect, conversation_id, agent_id, draft, caller)
