"""The optional language model over HTTP: set it up, try it, ask for a draft."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from yingda.bot.lifting import drafting, queries, service, trying
from yingda.bot.lifting.errors import ModelOff
from yingda.bot.lifting.lifter import Lifter
from yingda.bot.lifting.schemas import (
    DraftView,
    DraftWanted,
    ModelSettings,
    ModelView,
    Offered,
    TrialOfModel,
)
from yingda.foundation.web import AdminCaller, Db, StaffCaller

router = APIRouter(prefix="/api/bot/model", tags=["bot"])


def lifter_of(request: Request) -> Lifter:
    """Return who asks models in this process."""
    lifter: Lifter = request.app.state.lifter
    return lifter


CurrentLifter = Annotated[Lifter, Depends(lifter_of)]


@router.get("")
async def read_model(db: Db, caller: AdminCaller) -> ModelView:
    """Return the tenant's settings, what was used today, and the last calls."""
    return await db.read(queries.view_for, caller)


@router.put("")
async def set_up_model(db: Db, caller: AdminCaller, settings: ModelSettings) -> ModelView:
    """Keep the settings; a key left out stays, unless the address leads to another server."""
    return await db.write(service.set_up, settings, caller)


@router.post("/try")
async def try_model(db: Db, caller: AdminCaller, lifter: CurrentLifter) -> TrialOfModel:
    """Ask the stored endpoint for a word and a vector, and say what is wrong."""
    settings = await db.read(queries.view_for, caller)
    if not settings.base_url:
        raise ModelOff
    return await trying.tried(lifter.models, settings, caller)


@router.get("/offered/{conversation_id}")
async def drafts_offered(db: Db, caller: StaffCaller, conversation_id: str) -> Offered:
    """Tell whether drafts can be asked for in a conversation."""
    return Offered(drafts=await db.read(drafting.offered_in, conversation_id, caller))


@router.post("/drafts")
async def draft(
    db: Db, caller: StaffCaller, lifter: CurrentLifter, wanted: DraftWanted
) -> DraftView:
    """Draft a reply to what the customer asked last."""
    return await drafting.draft_for(db, lifter.models, wanted.conversation_id, caller)
