"""Reading answers as their customers would, in turn, and what became of what was found; S1.35."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select

from yingda.conversations.models import Message
from yingda.conversations.states import EFFECTIVE_KINDS
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import DAY
from yingda.foundation.columns import table_of
from yingda.foundation.transaction import Tx
from yingda.knowledge.models import KnowledgeEntry
from yingda.knowledge.queries import entry_for
from yingda.learning.history import text_of
from yingda.learning.league_schemas import FoundView, PeopleAnswer, ReadingView, ReviewDraft
from yingda.learning.models import BotTransfer, EntryReview
from yingda.quality.models import Rating
from yingda.team.models import Staff

JUDGED = ("correct", "complete", "executable")
LOOKED_BACK = 90 * DAY
MOST_TRANSFERS, MOST_ANSWERS, MOST_REVIEWS = 500, 3, 10
MESSAGE = table_of(Message)


def review(tx: Tx, entry_id: str, draft: ReviewDraft, caller: Principal) -> None:
    """Note what somebody found who read an answer as its customer would."""
    entry = entry_for(tx, caller, entry_id)
    tx.session.add(
        EntryReview(
            id=tx.ids.new(),
            tenant_id=entry.tenant_id,
            merchant_id=entry.merchant_id,
            entry_id=entry.id,
            correct=draft.correct,
            complete=draft.complete,
            executable=draft.executable,
            note=draft.note,
            by=caller.id,
            at=tx.now,
        )
    )


def latest(tx: Tx, merchant_id: str) -> dict[str, EntryReview]:
    """Return the last review of each entry."""
    mine = select(EntryReview).where(EntryReview.merchant_id == merchant_id)
    ordered = mine.order_by(EntryReview.at, EntryReview.id)
    return {one.entry_id: one for one in tx.session.scalars(ordered)}


def stands(entry: KnowledgeEntry, last: EntryReview | None) -> bool:
    """Tell whether something was found wrong, and the answer is still the one that was read."""
    if last is None or all(getattr(last, name) for name in JUDGED):
        return False
    return entry.answered_at <= last.at


def found_views(tx: Tx, reviews: Sequence[EntryReview]) -> list[FoundView]:
    """Return reviews with the names of who read."""
    known = select(Staff.id, Staff.name).where(Staff.id.in_({one.by for one in reviews}))
    names = {row.id: row.name for row in tx.session.execute(known)}
    return [
        FoundView(
            by=names.get(one.by, ""),
            at=one.at,
            flaws=[name for name in JUDGED if not getattr(one, name)],
            note=one.note,
        )
        for one in reviews
    ]


def reading_for(tx: Tx, caller: Principal, entry_id: str) -> ReadingView:
    """Return what helps to read an answer: what was found before, and what people answered."""
    entry = entry_for(tx, caller, entry_id)
    of_entry = select(EntryReview).where(
        EntryReview.merchant_id == entry.merchant_id, EntryReview.entry_id == entry.id
    )
    newest = of_entry.order_by(EntryReview.at.desc(), EntryReview.id.desc()).limit(MOST_REVIEWS)
    return ReadingView(
        reviews=found_views(tx, tx.session.scalars(newest).all()),
        people=_answers_of_people(tx, entry),
    )


def _answers_of_people(tx: Tx, entry: KnowledgeEntry) -> list[PeopleAnswer]:
    """Return what people answered to customers who had been told this entry and left the bot.

    The best rated first, then the longest: one for each conversation.
    """
    left = select(BotTransfer).where(
        BotTransfer.merchant_id == entry.merchant_id, BotTransfer.at >= tx.now - LOOKED_BACK
    )
    newest = left.order_by(BotTransfer.at.desc()).limit(MOST_TRANSFERS)
    since = {
        one.conversation_id: one.seq
        for one in tx.session.scalars(newest)
        if list(one.entry_ids)[:1] == [entry.id]
    }
    said = _said_by_people(tx, since)
    rated = select(Rating.conversation_id, Rating.score).where(
        Rating.conversation_id.in_(sorted(said))
    )
    scores = {row.conversation_id: row.score for row in tx.session.execute(rated)}
    answers = [
        PeopleAnswer(conversation_id=one, text=text, score=scores.get(one))
        for one, text in said.items()
    ]
    best = sorted(answers, key=lambda one: (-(one.score or 0), -len(one.text)))
    return best[:MOST_ANSWERS]


def _said_by_people(tx: Tx, since: Mapping[str, int]) -> dict[str, str]:
    """Return the longest thing a person answered in each conversation after the transfer."""
    found: defaultdict[str, str] = defaultdict(str)
    for conversation_id, seq, content in _replies(tx, since):
        if seq > since[conversation_id]:
            found[conversation_id] = max(found[conversation_id], text_of(content), key=len)
    return {one: text for one, text in found.items() if text}


def _replies(tx: Tx, conversations: Collection[str]) -> Sequence[tuple[str, int, dict[str, str]]]:
    said = select(MESSAGE.c.conversation_id, MESSAGE.c.seq, MESSAGE.c.content).where(
        MESSAGE.c.conversation_id.in_(sorted(conversations)),
        MESSAGE.c.sender_kind.in_(sorted(EFFECTIVE_KINDS)),
        MESSAGE.c.content_type == "text",
        MESSAGE.c.recalled_at.is_(None),
    )
    return [(one, seq, content) for one, seq, content in tx.connection.execute(said)]
