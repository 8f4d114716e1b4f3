"""The bot over HTTP: try it, set it up."""

from typing import Annotated

from fastapi import APIRouter, Query

from yingda.bot import queries, service
from yingda.bot.schemas import BotSettings, Trial, TrialView
from yingda.foundation.web import Db, LeadCaller, StaffCaller

router = APIRouter(prefix="/api/bot", tags=["bot"])

MerchantId = Annotated[str | None, Query(max_length=32)]


@router.post("/try")
async def try_bot(db: Db, caller: StaffCaller, trial: Trial) -> TrialView:
    return await db.read(queries.tried, trial, caller)


@router.get("/settings")
async def read_settings(db: Db, caller: StaffCaller, merchant_id: MerchantId = None) -> BotSettings:
    return await db.read(queries.settings_for, caller, merchant_id)


@router.put("/settings")
async def set_up(
    db: Db, caller: LeadCaller, settings: BotSettings, merchant_id: MerchantId = None
) -> BotSettings:
    return await db.write(service.set_up, merchant_id, settings, caller)
