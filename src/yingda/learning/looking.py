"""The daily look: unknown questions put together, entries that steal each other's, gaps filled."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select
from sqlalchemy.orm import aliased

from yingda.bot.models import BotReply
from yingda.conversations.models import Message
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import DAY, MINUTE, Instant
from yingda.foundation.columns import table_of
from yingda.foundation.transaction import Tx
from yingda.knowledge.queries import live_entries, similar_questions
from yingda.learning.clustering import Cluster, clusters_of
from yingda.learning.confusion import Confusion, Way, confusions_of
from yingda.learning.events import TopicsWanted
from yingda.learning.gaps import Filled, close, filled
from yingda.learning.history import text_of
from yingda.learning.models import ConfusionRow, Topic, TopicLook
from yingda.merchants.queries import merchant_by_id, merchant_meant

LOOK_TIMER = "learning.topics"
WINDOW, WEEK, YEAR = 60 * DAY, 7 * DAY, 365 * DAY
MOST_QUESTIONS = 3_000
LAPSES = 10 * MINUTE
"""A look that has not ended by then failed; the next one is tomorrow's, or whoever asks for it."""
MOST_TOPICS = 100
MOST_WAYS = 20_000
HELPS = ("answer", "task")
MESSAGE = table_of(Message)


@dataclass(frozen=True, slots=True)
class Question:
    """An unknown question: where it stands, when it was asked, its words."""

    conversation_id: str
    seq: int
    at: Instant
    text: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time of which at most a third of all that is read is read; `asked` counts all in it."""

    since: Instant
    until: Instant
    read: int
    asked: int

    def share(self, members: Sequence[Question]) -> int:
        """Return how many of the members belong to it, and to what was not read."""
        mine = sum(self.since < one.at <= self.until for one in members)
        return round(mine * self.asked / self.read) if mine else 0


@dataclass(frozen=True)
class Found:
    """What one look found, before anything is written; stretches are the newest first."""

    stretches: list[Stretch]
    questions: list[Question]
    clusters: list[Cluster]
    confusions: list[Confusion]
    filled: list[Filled]


def look(tx: Tx, merchant_id: str) -> Found:
    """Put the unknown questions of the last 60 days together; reads only, and takes a while."""
    stretches, questions = [], []
    until = tx.now
    for since in (tx.now - WEEK, tx.now - 2 * WEEK, tx.now - WINDOW):
        read = _unknown(tx, merchant_id, since, until, MOST_QUESTIONS // 3)
        stretches.append(_stretch(tx, merchant_id, (since, until), read))
        questions += read
        until = since
    earlier = _unknown(tx, merchant_id, tx.now - YEAR - WINDOW, tx.now - YEAR, MOST_QUESTIONS)
    texts = [one.text for one in questions]
    clusters = clusters_of(texts, [one.text for one in earlier])
    confusions = confusions_of(_ways(tx, merchant_id))
    gaps = filled(tx, merchant_id)
    return Found(stretches, questions, clusters[:MOST_TOPICS], confusions, gaps)


def keep(tx: Tx, merchant_id: str, found: Found) -> None:
    """Store what a look found; a topic that is mostly the same keeps its decision.

    What was decided on and is asked no more stays, with nothing to count.
    """
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
        counts = [one.share(members) for one in found.stretches]
        topic.size, topic.year_ago = sum(counts), cluster.before
        topic.week, topic.week_before = counts[0], counts[1]
    for topic in former:
        if topic.decision is None:
            tx.session.delete(topic)
        else:
            topic.size = topic.week = topic.week_before = 0
    _keep_confusions(tx, merchant.tenant_id, merchant_id, found.confusions)
    close(tx, found.filled)
    seen = look_of(tx, merchant_id)
    seen.looked_at, seen.read = tx.now, len(found.questions)


def want(tx: Tx, merchant_id: str) -> None:
    """Let the shop's unknown questions be put together soon, in the background.

    The next look is set here: it comes whatever becomes of this one.
    """
    look_of(tx, merchant_id).asked_at = tx.now
    tx.schedule(LOOK_TIMER, merchant_id, tx.now + DAY)
    tx.emit(TopicsWanted(merchant_id=merchant_id))


def want_for(tx: Tx, caller: Principal, merchant_id: str | None) -> None:
    """Do so because somebody asks for it now."""
    want(tx, merchant_meant(tx, caller, merchant_id).id)


def want_first(tx: Tx, merchant_id: str) -> None:
    """Look for the first time soon after the bot did not know something; then every day."""
    if tx.session.get(TopicLook, merchant_id) is None:
        look_of(tx, merchant_id)
        tx.schedule(LOOK_TIMER, merchant_id, tx.now + DAY // 24)


def is_looking(seen: TopicLook, now: Instant) -> bool:
    """Tell whether a look is under way, which has not failed."""
    return seen.asked_at > (seen.looked_at or 0) and now - seen.asked_at < LAPSES


def _unknown(tx: Tx, merchant_id: str, since: Instant, until: Instant, most: int) -> list[Question]:
    """Return the newest questions in words that the bot did not know."""
    rows: Select[Any] = (
        select(MESSAGE.c.conversation_id, MESSAGE.c.seq, BotReply.at, MESSAGE.c.content)
        .join(
            BotReply,
            (BotReply.conversation_id == MESSAGE.c.conversation_id)
            & (BotReply.asked_message_id == MESSAGE.c.id),
        )
        .where(*_not_known(merchant_id, since, until), MESSAGE.c.recalled_at.is_(None))
        .order_by(BotReply.at.desc())
        .limit(most)
    )
    found = [
        Question(one, seq, at, text_of(content))
        for one, seq, at, content in tx.connection.execute(rows)
    ]
    return [one for one in found if one.text.strip()]


def _stretch(
    tx: Tx, merchant_id: str, time: tuple[Instant, Instant], read: Sequence[Question]
) -> Stretch:
    asked = len(read)
    if asked >= MOST_QUESTIONS // 3:
        mine = select(func.count()).select_from(BotReply).where(*_not_known(merchant_id, *time))
        asked = tx.connection.scalar(mine) or asked
    return Stretch(*time, read=len(read), asked=asked)


def _not_known(merchant_id: str, since: Instant, until: Instant) -> tuple[ColumnElement[bool], ...]:
    return (
        BotReply.merchant_id == merchant_id,
        BotReply.at > since,
        BotReply.at <= until,
        or_(
            and_(BotReply.verdict == "unknown", BotReply.reason != "not_words"),
            and_(BotReply.verdict == "choices", _helped_later().is_(False)),
        ),
    )


def _helped_later() -> ColumnElement[bool]:
    """Return whether the bot helped later: somebody chose, or said it anew and was answered.

    Where it did not, none of what it offered was meant: it did not know.
    """
    later = aliased(BotReply)
    return exists(
        select(later.id).where(
            later.conversation_id == BotReply.conversation_id,
            later.id > BotReply.id,
            later.verdict.in_(HELPS),
        )
    )


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


def look_of(tx: Tx, merchant_id: str) -> TopicLook:
    seen = tx.session.get(TopicLook, merchant_id)
    if seen is None:
        seen = TopicLook(merchant_id=merchant_id, asked_at=0, looked_at=None, read=0)
        tx.session.add(seen)
    return seen
