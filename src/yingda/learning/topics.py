"""Topics: what customers ask that the bot does not know, shown, decided on, and drafted."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Literal

from sqlalchemy import select

from yingda.bot.assisting.particulars import particulars_of
from yingda.bot.models import BotReply
from yingda.conversations.models import Conversation, Message
from yingda.conversations.states import EFFECTIVE_KINDS
from yingda.foundation.auth.principal import Principal
from yingda.foundation.columns import table_of
from yingda.foundation.transaction import Tx
from yingda.knowledge import service as knowledge
from yingda.knowledge.models import KnowledgeEntry
from yingda.knowledge.schemas import EntryDraft
from yingda.learning.errors import TopicNotFound
from yingda.learning.history import text_of
from yingda.learning.labels import OwnerRole
from yingda.learning.looking import WINDOW, YEAR, is_looking
from yingda.learning.models import ConfusionRow, Topic, TopicLook
from yingda.learning.queries import Place, words_at
from yingda.learning.schemas import (
    AskedView,
    ConfusionView,
    DecisionDraft,
    TopicDraftEntry,
    TopicsView,
    TopicView,
    WayView,
)
from yingda.merchants.queries import merchant_for, merchant_meant

Decision = Literal["bot", "self_service", "temp", "expert", "fix_product"]
DECISIONS: dict[str, OwnerRole] = {
    "bot": "knowledge",
    "self_service": "product",
    "temp": "service",
    "expert": "service",
    "fix_product": "operations",
}
SAMPLES = 5
MOST_ASKED, MOST_WORDS = 200, 500
MESSAGE = table_of(Message)


def topics_for(tx: Tx, caller: Principal, merchant_id: str | None) -> TopicsView:
    """Return the topics, largest first, and the confusion map."""
    merchant = merchant_meant(tx, caller, merchant_id)
    stored = select(Topic).where(Topic.merchant_id == merchant.id)
    topics = tx.session.scalars(stored.order_by(Topic.size.desc(), Topic.id)).all()
    pairs = select(ConfusionRow).where(ConfusionRow.merchant_id == merchant.id)
    seen = tx.session.get(TopicLook, merchant.id)
    return TopicsView(
        looked_at=seen.looked_at if seen is not None else None,
        looking=seen is not None and is_looking(seen, tx.now),
        questions=seen.read if seen is not None else 0,
        topics=_views(tx, topics),
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


def asked_in(tx: Tx, topic_id: str, caller: Principal) -> list[AskedView]:
    """Return the questions of a topic in their conversations, the newest first."""
    topic = topic_for(tx, caller, topic_id)
    places = {(str(conversation), int(seq)) for conversation, seq in topic.members}
    words = words_at(tx, places)
    ids = {conversation for conversation, _ in places}
    said = (
        select(
            MESSAGE.c.conversation_id, MESSAGE.c.seq, MESSAGE.c.sent_at, Conversation.customer_name
        )
        .join(Conversation, Conversation.id == MESSAGE.c.conversation_id)
        .where(MESSAGE.c.conversation_id.in_(ids), MESSAGE.c.sender_kind == "customer")
        .order_by(MESSAGE.c.sent_at.desc(), MESSAGE.c.id.desc())
    )
    asked = [
        AskedView(
            conversation_id=row.conversation_id,
            customer_name=row.customer_name,
            at=row.sent_at,
            text=words.get((row.conversation_id, row.seq), "")[:MOST_WORDS],
        )
        for row in tx.connection.execute(said)
        if (row.conversation_id, row.seq) in places
    ]
    return asked[:MOST_ASKED]


def decide(tx: Tx, topic_id: str, draft: DecisionDraft, caller: Principal) -> TopicView:
    """Say who is to answer a topic from now on; that is a task for its owner until it is done."""
    topic = topic_for(tx, caller, topic_id)
    if topic.decision != draft.decision:
        topic.decided_by, topic.decided_at = caller.id, tx.now
    topic.decision = draft.decision
    topic.done_at = tx.now if draft.done else None
    tx.flush()
    (view,) = _views(tx, [topic])
    return view


def draft_entry(tx: Tx, topic_id: str, draft: TopicDraftEntry, caller: Principal) -> TopicView:
    """Store a draft entry for a topic; it answers nobody before somebody sets it live."""
    topic = topic_for(tx, caller, topic_id)
    merchant_for(tx, caller, topic.merchant_id)
    entry = EntryDraft(
        merchant_id=topic.merchant_id,
        question=draft.question,
        answer=draft.answer,
        similar=[text for text in dict.fromkeys(draft.similar) if text != draft.question],
        status="draft",
    )
    topic.entry_id = knowledge.add_entry(tx, entry, caller).id
    if topic.decision is None:
        topic.decision, topic.decided_by, topic.decided_at = "bot", caller.id, tx.now
    tx.flush()
    (view,) = _views(tx, [topic])
    return view


def _views(tx: Tx, topics: Sequence[Topic]) -> list[TopicView]:
    older = bool(topics) and _was_asked_a_year_ago(tx, topics[0].merchant_id)
    replies = _replies_of_people(tx, topics)
    entries = _entry_states(tx, topics)
    return [
        _view(topic, samples, reply, entries.get(topic.entry_id or ""), is_new=older)
        for topic, samples, reply in zip(topics, _samples(tx, topics), replies, strict=True)
    ]


def _was_asked_a_year_ago(tx: Tx, merchant_id: str) -> bool:
    """Tell whether the bot was asked anything then; before its first day everything was absent."""
    then = BotReply.at.between(tx.now - YEAR - WINDOW, tx.now - YEAR)
    asked = select(BotReply.id).where(BotReply.merchant_id == merchant_id, then)
    return tx.session.scalar(asked.limit(1)) is not None


def _view(
    topic: Topic, samples: list[str], reply: str, entry_status: str | None, *, is_new: bool
) -> TopicView:
    return TopicView(
        id=topic.id,
        terms=[str(term) for term in topic.terms],
        size=topic.size,
        week=topic.week,
        week_before=topic.week_before,
        year_ago=topic.year_ago,
        is_new=is_new and topic.year_ago == 0,
        samples=samples,
        conversation_ids=_conversations(topic)[:SAMPLES],
        draft_question=samples[0] if samples else "",
        draft_answer=reply,
        decision=topic.decision,
        owner=DECISIONS.get(topic.decision or ""),
        decided_at=topic.decided_at,
        done_at=topic.done_at,
        entry_id=topic.entry_id,
        entry_status=entry_status,
    )


def _typical(topic: Topic) -> list[Place]:
    return [(str(conversation), int(seq)) for conversation, seq in topic.members[: SAMPLES * 3]]


def _conversations(topic: Topic) -> list[str]:
    return list(dict.fromkeys(conversation for conversation, _ in _typical(topic)))


def _samples(tx: Tx, topics: Sequence[Topic]) -> list[list[str]]:
    """Return the most typical questions of each topic, without what tells who asked."""
    words = words_at(tx, {place for topic in topics for place in _typical(topic)})
    who = particulars_of(tx, {conversation for conversation, _ in words})
    said = {place: who[place[0]].taken_from(text.strip())[:500] for place, text in words.items()}
    texts = [[said.get(place, "") for place in _typical(topic)] for topic in topics]
    return [list(dict.fromkeys(filter(None, one)))[:SAMPLES] for one in texts]


def _replies_of_people(tx: Tx, topics: Sequence[Topic]) -> list[str]:
    """Return the longest thing a person answered in each topic's conversations, without names."""
    said = select(MESSAGE.c.conversation_id, MESSAGE.c.content).where(
        MESSAGE.c.conversation_id.in_({one for topic in topics for one in _conversations(topic)}),
        MESSAGE.c.sender_kind.in_(sorted(EFFECTIVE_KINDS)),
        MESSAGE.c.content_type == "text",
        MESSAGE.c.recalled_at.is_(None),
    )
    longest: defaultdict[str, str] = defaultdict(str)
    for conversation_id, content in tx.connection.execute(said):
        longest[conversation_id] = max(longest[conversation_id], text_of(content), key=len)
    who = particulars_of(tx, longest)
    longest |= {one: who[one].taken_from(text) for one, text in longest.items()}
    return [
        max((longest[one] for one in _conversations(topic)), key=len, default="")
        for topic in topics
    ]


def _entry_states(tx: Tx, topics: Sequence[Topic]) -> Mapping[str, str]:
    ids = {topic.entry_id for topic in topics if topic.entry_id}
    known = select(KnowledgeEntry.id, KnowledgeEntry.status).where(KnowledgeEntry.id.in_(ids))
    return {one: str(status) for one, status in tx.session.execute(known)}


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
