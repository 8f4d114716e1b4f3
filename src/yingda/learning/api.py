"""The leak board over HTTP; leads alone."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from yingda.foundation.web import Db, Draft, LeadCaller, Page
from yingda.learning import league, looking, queries, reviewing, service, topics
from yingda.learning.labels import Label
from yingda.learning.league_schemas import LeagueRow, ReadingView, ReviewDraft
from yingda.learning.queries import LeakFilter
from yingda.learning.reasons import Reason
from yingda.learning.schemas import (
    AnId,
    AskedView,
    AuditDraft,
    DecisionDraft,
    Fix,
    LabelDraft,
    LeakCounts,
    LeakRow,
    LeakView,
    Mended,
    MendingDraft,
    ShopDraft,
    TopicDraftEntry,
    TopicsView,
    TopicView,
    TrialOutcome,
)

router = APIRouter(prefix="/api/leaks", tags=["learning"])


class CountsQuery(Draft):
    """Of which shop and how many days, and open ones or mended ones."""

    merchant_id: AnId | None = None
    state: Literal["open", "mended", "all"] = "open"
    days: int = Field(default=queries.USUAL_DAYS, ge=1, le=365)


class LeaksQuery(CountsQuery):
    """Which leaks, and which part of the list."""

    reason: Reason | None = None
    label: Label | None = None
    unlabelled: bool = False
    differ: bool = False
    cursor: str | None = Field(default=None, max_length=200)
    limit: int = Field(default=50, ge=1, le=200)

    def wanted(self) -> LeakFilter:
        """Return what is asked for, as plain values."""
        return LeakFilter(**{name: getattr(self, name) for name in LeakFilter.__slots__})


class LeagueQuery(Draft):
    """Of which shop, and over how many days."""

    merchant_id: AnId | None = None
    days: int = Field(default=30, ge=1, le=365)


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
    wanted = LeakFilter(query.merchant_id, state=query.state, days=query.days)
    return await db.read(queries.counts_for, caller, wanted)


@router.put("/answers/{bot_reply_id}/audit", status_code=204)
async def judge_answer(db: Db, caller: LeadCaller, bot_reply_id: str, draft: AuditDraft) -> None:
    """Say whether the last answer before a leak was right."""
    await db.write(service.judge_answer, bot_reply_id, right=draft.right, caller=caller)


@router.get("/league")
async def read_league(
    db: Db, caller: LeadCaller, query: Annotated[LeagueQuery, Query()]
) -> list[LeagueRow]:
    """Return the answers with what customers did after them, worst first, and what is due."""
    return await db.read(league.league_for, caller, query.merchant_id, query.days)


@router.post("/league/{entry_id}/reviews", status_code=204)
async def review_answer(db: Db, caller: LeadCaller, entry_id: str, draft: ReviewDraft) -> None:
    """Note that somebody read an answer as its customer would."""
    await db.write(reviewing.review, entry_id, draft, caller)


@router.get("/league/{entry_id}/reading")
async def read_reading(db: Db, caller: LeadCaller, entry_id: str) -> ReadingView:
    """Return what was found of an answer before, and what people answered in its place."""
    return await db.read(reviewing.reading_for, caller, entry_id)


@router.get("/topics")
async def read_topics(
    db: Db, caller: LeadCaller, query: Annotated[ShopDraft, Query()]
) -> TopicsView:
    """Return unknown questions by topic, and the entries that steal each other's questions."""
    return await db.read(topics.topics_for, caller, query.merchant_id)


@router.post("/topics/look", status_code=202)
async def look_for_topics(db: Db, caller: LeadCaller, draft: ShopDraft) -> None:
    """Put the unknown questions together anew, in the background."""
    await db.write(looking.want_for, caller, draft.merchant_id)


@router.get("/topics/{topic_id}/questions")
async def read_asked(db: Db, caller: LeadCaller, topic_id: str) -> list[AskedView]:
    """Return the newest questions of a topic, each with its conversation."""
    return await db.read(topics.asked_in, topic_id, caller)


@router.put("/topics/{topic_id}/decision")
async def decide(db: Db, caller: LeadCaller, topic_id: str, draft: DecisionDraft) -> TopicView:
    """Say who is to answer a topic: a task for its owner until it is done."""
    return await db.write(topics.decide, topic_id, draft, caller)


@router.post("/topics/{topic_id}/entry", status_code=201)
async def draft_entry(
    db: Db, caller: LeadCaller, topic_id: str, draft: TopicDraftEntry
) -> TopicView:
    """Store a draft entry, which answers nobody before somebody sets it live."""
    return await db.write(topics.draft_entry, topic_id, draft, caller)


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
    tried = await db.read(service.tried, leak_id, draft.fix, caller)
    return tried.outcome


@router.post("/{leak_id}/mendings", status_code=201)
async def mend(db: Db, caller: LeadCaller, leak_id: str, draft: MendingDraft) -> Mended:
    """Make a change, unless it breaks golden questions and nobody has confirmed it.

    Other leaks whose question it answers too are mended with this one.
    """
    tried = await db.read(service.tried, leak_id, draft.fix, caller)
    return await db.write(service.mend, leak_id, draft, tried, caller)
