"""The weekly sample over HTTP; leads judge it."""

from typing import Annotated

from fastapi import APIRouter, Query

from yingda.foundation.web import Db, LeadCaller
from yingda.learning.judging import drawing, queries, service
from yingda.learning.judging.schemas import JudgementDraft, SampleView
from yingda.learning.schemas import AnId, ShopDraft

router = APIRouter(prefix="/api/bot/sample", tags=["learning"])


@router.get("")
async def read_sample(
    db: Db, caller: LeadCaller, query: Annotated[ShopDraft, Query()]
) -> SampleView:
    """Return what the caller may judge, what is split, and what the sample says (M66)."""
    return await db.read(queries.sample_for, caller, query.merchant_id)


@router.post("/draw")
async def draw_sample(db: Db, caller: LeadCaller, draft: ShopDraft) -> SampleView:
    """Draw now from what the bot answered since the last draw, and a week from now again."""
    await db.write(drawing.draw_for, caller, draft.merchant_id)
    return await db.read(queries.sample_for, caller, draft.merchant_id)


@router.put("/{bot_reply_id}/judgement", status_code=204)
async def judge_sampled(
    db: Db, caller: LeadCaller, bot_reply_id: AnId, draft: JudgementDraft
) -> None:
    """Say whether a drawn answer is right; nobody sees it before a second judge has spoken."""
    await db.write(service.judge, bot_reply_id, draft.verdict, caller)


@router.put("/{bot_reply_id}/settlement", status_code=204)
async def settle_sampled(
    db: Db, caller: LeadCaller, bot_reply_id: AnId, draft: JudgementDraft
) -> None:
    """Say what counts where two judges do not agree."""
    await db.write(service.settle, bot_reply_id, draft.verdict, caller)
