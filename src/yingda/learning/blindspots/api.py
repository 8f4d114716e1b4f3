"""Blind spots over HTTP; for leads."""

from typing import Annotated

from fastapi import APIRouter, Query

from yingda.foundation.web import Db, LeadCaller
from yingda.learning.blindspots.queries import blind_spots_for
from yingda.learning.blindspots.schemas import BlindSpotView
from yingda.learning.schemas import ShopDraft

router = APIRouter(prefix="/api/bot/blind-spots", tags=["learning"])


@router.get("")
async def list_blind_spots(
    db: Db, caller: LeadCaller, query: Annotated[ShopDraft, Query()]
) -> list[BlindSpotView]:
    """Return what was answered right, bought, and sent back because it did not fit."""
    return await db.read(blind_spots_for, caller, query.merchant_id)
