"""The weekly sample of transfers over HTTP; leads label it."""

from typing import Annotated

from fastapi import APIRouter, Query

from yingda.foundation.web import Db, LeadCaller
from yingda.learning.labelling import queries, service
from yingda.learning.labelling.schemas import FoundDraft, TransferSampleView
from yingda.learning.schemas import ShopDraft

router = APIRouter(prefix="/api/bot/transfer-sample", tags=["learning"])


@router.get("")
async def read_transfer_sample(
    db: Db, caller: LeadCaller, query: Annotated[ShopDraft, Query()]
) -> TransferSampleView:
    """Return what the caller may label, where two people differ, and how far they agree."""
    return await db.read(queries.sample_for, caller, query.merchant_id)


@router.put("/{leak_id}/label", status_code=204)
async def label_sampled_transfer(
    db: Db, caller: LeadCaller, leak_id: str, draft: FoundDraft
) -> None:
    """Say what is behind a drawn transfer; nobody sees it before a second person has spoken."""
    await db.write(service.label, leak_id, draft.label, caller)
