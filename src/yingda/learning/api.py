"""The leak board over HTTP; leads alone."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from yingda.foundation.web import Db, Draft, LeadCaller, Page
from yingda.learning import queries, service
from yingda.learning.labels import Label
from yingda.learning.queries import LeakFilter
from yingda.learning.reasons import Reason
from yingda.learning.schemas import (
    AnId,
    AuditDraft,
    Fix,
    LabelDraft,
    LeakCounts,
    LeakRow,
    LeakView,
    Mended,
    MendingDraft,
    TrialOutcome,
)

router = APIRouter(prefix="/api/leaks", tags=["learning"])


class CountsQuery(Draft):
    """Of which shop, and open ones or mended ones."""

    merchant_id: AnId | None = None
    state: Literal["open", "mended", "all"] = "open"


class LeaksQuery(CountsQuery):
    """Which leaks, and which part of the list."""

    reason: Reason | None = None
    label: Label | None = None
    unlabelled: bool = False
    cursor: str | None = Field(default=None, max_length=200)
    limit: int = Field(default=50, ge=1, le=200)

    def wanted(self) -> LeakFilter:
        """Return what is asked for, as plain values."""
        return LeakFilter(**{name: getattr(self, name) for name in LeakFilter.__slots__})


class FixDraft(Draft):
    """A change to try."""

    fix: Fix


@router.get("")
async def list_leaks(
    db: Db, caller: LeadCaller, query: Annotated[LeaksQuery, Query()]
) -> Page[LeakRow]:
    """Return customers who left the bot for a person, newest first."""
    return await db.read(queries.leaks_for, caller, query.wanted(), query.cursor, query.limit)


@router.get("/counts")
async def count_leaks(
    db: Db, caller: LeadCaller, query: Annotated[CountsQuery, Query()]
) -> LeakCounts:
    wanted = LeakFilter(merchant_id=query.merchant_id, state=query.state)
    return await db.read(queries.counts_for, caller, wanted)


@router.put("/answers/{bot_reply_id}/audit", status_code=204)
async def judge_answer(db: Db, caller: LeadCaller, bot_reply_id: str, draft: AuditDraft) -> None:
    """Say whether an answer of the bot was right; these judgements are the sample of M66."""
    await db.write(service.judge_answer, bot_reply_id, right=draft.right, caller=caller)


@router.get("/{leak_id}")
async def read_leak(db: Db, caller: LeadCaller, leak_id: str) -> LeakView:
    """Return a leak with its last five turns and what a fix may begin with."""
    return await db.read(queries.leak_view, caller, leak_id)


@router.put("/{leak_id}/label")
async def label_leak(db: Db, caller: LeadCaller, leak_id: str, draft: LabelDraft) -> LeakRow:
    return await db.write(service.label, leak_id, draft.label, caller)


@router.post("/{leak_id}/trials")
async def try_fix(db: Db, caller: LeadCaller, leak_id: str, draft: FixDraft) -> TrialOutcome:
    """Put every golden question to the bot as it would be; nothing is changed."""
    return await db.read(service.tried, leak_id, draft.fix, caller)


@router.post("/{leak_id}/mendings", status_code=201)
async def mend(db: Db, caller: LeadCaller, leak_id: str, draft: MendingDraft) -> Mended:
    """Make a change, unless it breaks golden questions and nobody has confirmed it."""
    outcome = await db.read(service.tried, leak_id, draft.fix, caller)
    return await db.write(service.mend, leak_id, draft, outcome, caller)
