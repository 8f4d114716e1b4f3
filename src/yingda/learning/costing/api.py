"""What service costs, over HTTP; admins set it, leads see it."""

from typing import Annotated

from fastapi import APIRouter, Query

from yingda.foundation.web import AdminCaller, Db, LeadCaller
from yingda.learning.costing import queries, service
from yingda.learning.costing.schemas import RateDraft, RatesView
from yingda.learning.schemas import ShopDraft

router = APIRouter(prefix="/api/insight/rates", tags=["learning"])


@router.get("")
async def read_rates(db: Db, caller: LeadCaller, query: Annotated[ShopDraft, Query()]) -> RatesView:
    """Return what service costs a shop, and what it cost before."""
    return await db.read(queries.rates_for, caller, query.merchant_id)


@router.post("")
async def set_rate(db: Db, caller: AdminCaller, draft: RateDraft) -> RatesView:
    """Say what service costs from a day on; what is reckoned before that day stays."""
    return await db.write(service.set_rate, draft, caller)
