"""Help for the person at the desk over HTTP."""

from fastapi import APIRouter

from yingda.bot.assisting.handover import handover_of
from yingda.bot.assisting.schemas import HandoverView
from yingda.foundation.web import Db, StaffCaller

router = APIRouter(prefix="/api/conversations/{conversation_id}", tags=["assisting"])


@router.get("/handover")
async def read_handover(conversation_id: str, db: Db, caller: StaffCaller) -> HandoverView:
    """Return the case so far: why a person is wanted, what for, and what the bot tried."""
    return await db.read(handover_of, caller, conversation_id)
