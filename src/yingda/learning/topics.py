"""Topics: what customers ask that the bot does not know, put together, decided on, and drafted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Select, delete, select

from yingda.bot.models import BotReply
from yingda.conversations.models import Message
from yingda.conversations.states import EFFECTIVE_KINDS
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import DAY, Instant
from yingda.foundation.columns import table_of
from yingda.foundation.transaction import Tx
from yingda.knowledge import service as knowledge
from yingda.knowledge.models import KnowledgeEntry
from yingda.knowledge.queries import live_entries, similar_questions
from yingda.knowledge.schemas import EntryDraft
from yingda.learning.clustering import Cluster, clusters_of
from yingda.learning.confusion import Confusion, Way, confusions_of
from yingda.learning.errors import TopicNotFound
from yingda.learning.events import TopicsWanted
from yingda.learning.history import text_of
from yingda.learning.labels import OwnerRole
from yingda.learning.models import ConfusionRow, Topic, TopicLook
from yingda.learning.schemas import (
    ConfusionView,
    DecisionDraft,
    TopicDraftEntry,
    TopicsView,
    TopicView,
    WayView,
)
from yingda.merchants.queries import merchant_by_id, merchant_for, merchant_meant

Decision = Literal["bot", "self_service", "temp", "expert", "fix_product"]
DECISIONS: dict[str, OwnerRole] = {
    "bot": "knowledge",
    "self_service": "product",
    "temp": "service",
    "expert": "service",
    "fix_product": "operations",
}
LOOK_TIMER = "learning.topics"
WINDOW, WEEK, YEAR = 60 * DAY, 7 * DAY, 365 * DAY
MOST_QUESTIONS = 3_000
MOST_TOPICS = 100
MOST_WAYS = 20_000
SAMPLES = 5
MESSAGE = table_of(Message)


@dataclass(frozen=True, slots=True)
class Question:
    """An unknown question: where it stands, when it was asked, its words."""

    conversation_id: str
    seq: int
    at: Instant
    text: str


@dataclass(frozen=True)
class Found:
    """What one look found, before anything is written."""

    questions: list[Question]
    clusters: list[Cluster]
    confusions: list[Confusion]


def look(tx: Tx, merchant_id: str) -> Found:
    """Put the unknown questions of the last 60 days together; reads only, and takes a while."""
    questions = _unknown(tx, merchant_id, tx.now - WINDOW, tx.now)
    earlier = _unknown(tx, merchant_id, tx.now - YEAR - WINDOW, tx.now - YEAR)
    texts = [one.text for one in questions]
    clusters = clusters_of(texts, [one.text for one in earlier])
    return Found(questions, clusters[:MOST_TOPICS], confusions_of(_ways(tx, merchant_id)))


def keep(tx: Tx, merchant_id: str, found: Found) -> None:
    """Store what a look found; a topic that is mostly the same keeps its decision."""
    merchant = merchant_by_id(tx, merchant_id)
    former = list(tx.session.scalars(select(Topic).where(Topic.merchant_id == merchant_id)))
    for cluster in found.clusters:
        members = [found.questions[number] for number in cluster.members]
        places = [[one.conversation_id, one.seq] for one in members]
        topic = _same(former, places)
        if topic is None:
            topic = Topic(id=tx.ids.new(), tenant_id=merchant.tenant_id, merchant_id=merchant.id)
            tx.session.add(topic)
        else:
            former.remove(topic)
        topic.terms, topic.members = list(cluster.terms), places
        topic.size, topic.year_ago = len(members), cluster.before
        topic.week = sum(one.at > tx.now - WEEK for one in members)
        topic.week_before = sum(tx.now - 2 * WEEK < one.at <= tx.now - WEEK for one in members)
    for topic in former:
        if topic.decision is None:
            tx.session.delete(topic)
    _keep_confusions(tx, merchant.tenant_id, merchant_id, found.confusions)
    seen = _look_of(tx, merchant_id)
    seen.looked_at, seen.read = tx.now, len(found.questions)
    tx.schedule(LOOK_TIMER, merchant_id, tx.now + DAY)


def want(tx: Tx, merchant_id: str) -> None:
    """Let the shop's unknown questions be put together soon, in the background."""
    _look_of(tx, merchant_id).asked_at = tx.now
    tx.emit(TopicsWanted(merchant_id=merchant_id))


def want_for(tx: Tx, caller: Principal, merchant_id: str | None) -> None:
    """Do so because somebody asks for it now."""
    want(tx, merchant_meant(tx, caller, merchant_id).id)


def want_first(tx: Tx, merchant_id: str) -> None:
    """Look for the first time soon after the bot did not know something; then every day."""
    if tx.session.get(TopicLook, merchant_id) is None:
        _look_of(tx, merchant_id)
        tx.schedule(LOOK_TIMER, merchant_id, tx.now + DAY // 24)


def topics_for(tx: Tx, caller: Principal, merchant_id: str | None) -> TopicsView:
    """Return the topics, largest first, and the confusion map."""
    merchant = merchant_meant(tx, caller, merchant_id)
    stored = select(Topic).where(Topic.merchant_id == merchant.id)
    topics = tx.session.scalars(stored.order_by(Topic.size.desc(), Topic.id)).all()
    pairs = select(ConfusionRow).where(ConfusionRow.merchant_id == merchant.id)
    seen = tx.session.get(TopicLook, merchant.id)
    waits = seen is not None and seen.asked_at > (seen.looked_at or 0)
    return TopicsView(
        looked_at=seen.looked_at if seen is not None else None,
        looking=waits,
        questions=seen.read if seen is not None else 0,
        topics=[_view(tx, topic) for topic in topics],
        confusions=_confusion_views(
            tx, tx.session.scalars(pairs.order_by(ConfusionRow.position)).all()
        ),
    )


def topic_for(tx: Tx, caller: Principal, topic_id: str) -> Topic:
    """Return the topic, if the caller may see its shop."""
    topic = tx.session.get(Topic, topic_id)
    if topic is None or not caller.may_see_merchant(topic.merchant_id, topic.tenant_id):
        raise TopicNotFound
    return topic


def decide(tx: Tx, topic_id: str, draft: DecisionDraft, caller: Principal) -> TopicView:
    """Say who is to answer a topic from now on; that is a task for its owner until it is done."""
    topic = topic_for(tx, caller, topic_id)
    if topic.decision != draft.decision:
        topic.decided_by, topic.decided_at = caller.id, tx.now
    topic.decision = draft.decision
    topic.done_at = tx.now if draft.done else None
    tx.flush()
    return _view(tx, topic)


def draft_entry(tx: Tx, topic_id: str, draft: TopicDraftEntry, caller: Principal) -> TopicView:
    """Store a draft entry for a topic; it answers nobody before somebody sets it live."""
    topic = topic_for(tx, caller, topic_id)
    merchant_for(tx, caller, topic.merchant_id)
    entry = EntryDraft(
        merchant_id=topic.merchant_id,
        question=draft.question,
        answer=draft.answer,
        similar=[text for text in _samples(tx, topic) if text != draft.question],
        status="draft",
    )
    topic.entry_id = knowledge.add_entry(tx, entry, caller).id
    if topic.decision is None:
        topic.decision, topic.decided_by, topic.decided_at = "bot", caller.id, tx.now
    tx.flush()
    return _view(tx, topic)


def _view(tx: Tx, topic: Topic) -> TopicView:
    entry = tx.session.get(KnowledgeEntry, topic.entry_id) if topic.entry_id else None
    samples = _samples(tx, topic)
    return TopicView(
        id=topic.id,
        terms=[str(term) for term in topic.terms],
        size=topic.size,
        week=topic.week,
        week_before=topic.week_before,
        year_ago=topic.year_ago,
        is_new=topic.year_ago == 0,
        samples=samples,
        conversation_ids=list(dict.fromkeys(str(one) for one, _ in topic.members))[:SAMPLES],
        draft_question=samples[0] if samples else "",
        draft_answer=_reply_of_people(tx, topic),
        decision=topic.decision,
        owner=DECISIONS.get(topic.decision or ""),
        decided_at=topic.decided_at,
        done_at=topic.done_at,
        entry_id=topic.entry_id,
        entry_status=entry.status if entry is not None else None,
    )


def _samples(tx: Tx, topic: Topic) -> list[str]:
    """Return the most typical questions as they were asked; forgotten ones are gone."""
    found = []
    for conversation_id, seq in topic.members[: SAMPLES * 3]:
        said = select(MESSAGE.c.content).where(
            MESSAGE.c.conversation_id == conversation_id, MESSAGE.c.seq == seq
        )
        text = text_of(tx.connection.scalar(said) or {}).strip()[:500]
        if text and text not in found:
            found.append(text)
    return found[:SAMPLES]


def _reply_of_people(tx: Tx, topic: Topic) -> str:
    """Return the longest thing a person answered in the topic's conversations."""
    ids = {str(one) for one, _ in topic.members[: SAMPLES * 3]}
    said = select(MESSAGE.c.content).where(
        MESSAGE.c.conversation_id.in_(ids),
        MESSAGE.c.sender_kind.in_(sorted(EFFECTIVE_KINDS)),
        MESSAGE.c.content_type == "text",
        MESSAGE.c.recalled_at.is_(None),
    )
    return max(map(text_of, tx.connection.scalars(said)), key=len, default="")


def _unknown(tx: Tx, merchant_id: str, since: Instant, until: Instant) -> list[Question]:
    """Return the newest questions in words that the bot did not know."""
    rows: Select[Any] = (
        select(MESSAGE.c.conversation_id, MESSAGE.c.seq, MESSAGE.c.sent_at, MESSAGE.c.content)
        .join(
            BotReply,
            (BotReply.conversation_id == MESSAGE.c.conversation_id)
            & (BotReply.asked_message_id == MESSAGE.c.id),
        )
        .where(
            BotReply.merchant_id == merchant_id,
            BotReply.at >= since,
            BotReply.at <= until,
            BotReply.verdict == "unknown",
            BotReply.reason != "not_words",
            MESSAGE.c.recalled_at.is_(None),
        )
        .order_by(BotReply.at.desc())
        .limit(MOST_QUESTIONS)
    )
    found = [
        Question(one, seq, at, text_of(content))
        for one, seq, at, content in tx.connection.execute(rows)
    ]
    return [one for one in found if one.text.strip()]


def _ways(tx: Tx, merchant_id: str) -> list[Way]:
    entries = live_entries(tx, merchant_id)
    similar = similar_questions(tx, [entry.id for entry in entries])
    ways = []
    for entry in entries:
        texts = [entry.question, *(one.text for one in similar.get(entry.id, ()))]
        ways += [Way(entry.id, text) for text in dict.fromkeys(texts)]
    return ways[:MOST_WAYS]


def _same(former: Sequence[Topic], places: list[list[Any]]) -> Topic | None:
    """Return the topic of the last look that shares most questions, when that is half of one."""
    now = {(one, seq) for one, seq in places}
    best, most = None, 0.0
    for topic in former:
        then = {(one, seq) for one, seq in topic.members}
        share = len(now & then) / (min(len(now), len(then)) or 1)
        if share >= 0.5 and share > most:
            best, most = topic, share
    return best


def _look_of(tx: Tx, merchant_id: str) -> TopicLook:
    seen = tx.session.get(TopicLook, merchant_id)
    if seen is None:
        seen = TopicLook(merchant_id=merchant_id, asked_at=0, looked_at=None, read=0)
        tx.session.add(seen)
    return seen


def _keep_confusions(
    tx: Tx, tenant_id: str, merchant_id: str, confusions: Sequence[Confusion]
) -> None:
    tx.session.execute(delete(ConfusionRow).where(ConfusionRow.merchant_id == merchant_id))
    tx.session.add_all(
        ConfusionRow(
            merchant_id=merchant_id,
            position=position,
            tenant_id=tenant_id,
            one_id=one.one_id,
            other_id=one.other_id,
            overlapping=one.overlapping,
            ways=[[s.way.entry_id, s.way.text, s.thief.text, s.likeness] for s in one.stolen],
        )
        for position, one in enumerate(confusions[:MOST_TOPICS])
    )


def _confusion_views(tx: Tx, rows: Sequence[ConfusionRow]) -> list[ConfusionView]:
    ids = {one for row in rows for one in (row.one_id, row.other_id)}
    known = select(KnowledgeEntry.id, KnowledgeEntry.question).where(
        KnowledgeEntry.id.in_(ids), KnowledgeEntry.status == "live"
    )
    titles = {one: str(text) for one, text in tx.session.execute(known)}
    return [
        ConfusionView(
            one_id=row.one_id,
            one=titles[row.one_id],
            other_id=row.other_id,
            other=titles[row.other_id],
            overlapping=row.overlapping,
            ways=[
                WayView(entry_id=entry_id, text=text, near=near, likeness=likeness)
                for entry_id, text, near, likeness in row.ways
            ],
        )
        for row in rows
        if row.one_id in titles and row.other_id in titles
    ]
