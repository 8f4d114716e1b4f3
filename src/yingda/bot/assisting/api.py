"""Help for the person at the desk over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from yingda.bot.assisting import service
from yingda.bot.assisting.handover import handover_of
from yingda.bot.assisting.schemas import (
    CaseView,
    HandoverView,
    SettledDraft,
    SourceDraft,
    SuggestionsView,
    TakenView,
)
from yingda.bot.assisting.suggesting import similar_cases, suggestions_for, variables_of
from yingda.foundation.web import Db, StaffCaller

router = APIRouter(prefix="/api/conversations/{conversation_id}", tags=["assisting"])


@router.get("/handover")
async def read_handover(conversation_id: str, db: Db, caller: StaffCaller) -> HandoverView:
    """Return the case so far: why a person is wanted, what for, and what the bot tried."""
    return await db.read(handover_of, caller, conversation_id)


@router.get("/suggestions")
async def suggest_replies(
    conversation_id: str,
    db: Db,
    caller: StaffCaller,
    typed: Annotated[str, Query(max_length=500)] = "",
) -> SuggestionsView:
    """Return what could be said now, each with its source; `typed` is what has been begun."""
    return await db.read(suggestions_for, caller, conversation_id, typed)


@router.get("/variables")
async def read_variables(conversation_id: str, db: Db, caller: StaffCaller) -> dict[str, str]:
    """Return what the variables of canned replies stand for here; what is unknown is left out."""
    return await db.read(variables_of, caller, conversation_id)


@router.post("/suggestions/taken", status_code=201)
async def take_suggestion(
    conversation_id: str, db: Db, caller: StaffCaller, source: SourceDraft
) -> TakenView:
    """Put a proposal into the composer; its id goes with the message as `taken_id`."""
    chosen = await db.read(service.choose, conversation_id, source, caller)
    return await db.write(service.take, conversation_id, source, chosen, caller)


@router.post("/suggestions/settled", status_code=204)
async def settle_suggestions(
    conversation_id: str, db: Db, caller: StaffCaller, draft: SettledDraft
) -> None:
    """Tell what was sent in the end, so that the next proposals are better."""
    await db.write(service.settle, conversation_id, draft, caller)


@router.get("/similar-cases")
async def find_similar_cases(conversation_id: str, db: Db, caller: StaffCaller) -> list[CaseView]:
    """Return solved cases like this one, with their outcome and how often they were used again."""
    return await db.read(similar_cases, caller, conversation_id)
