"""Reads of the leak board; `leak_for` is the guarded door."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Select, and_, func, or_, select

from yingda.bot.assisting.particulars import particulars_of
from yingda.bot.models import BotReply
from yingda.conversations.models import Conversation, Message
from yingda.conversations.schemas.messages import MessageView
from yingda.conversations.states import EFFECTIVE_KINDS
from yingda.conversations.views import stored_message_view
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import DAY
from yingda.foundation.columns import table_of
from yingda.foundation.cursors import read_cursor, write_cursor
from yingda.foundation.shapes import Page
from yingda.foundation.transaction import Tx
from yingda.knowledge.models import KnowledgeEntry
from yingda.knowledge.searching import index_for
from yingda.learning.errors import LeakNotFound, ReplyNotFound
from yingda.learning.history import text_of
from yingda.learning.labelling.differing import differ, found_behind
from yingda.learning.labels import OWNERS, Label
from yingda.learning.models import AnswerAudit, BotTransfer
from yingda.learning.schemas import EntryTitle, LeakCounts, LeakRow, LeakView
from yingda.merchants.queries import merchant_for, merchants_of

MESSAGE = table_of(Message)
Place = tuple[str, int]
"""A message's conversation, and its seq there."""

USUAL_DAYS = 60
TURNS = 5
NEAREST = 5
REPLIES_READ = 6
MOST_ALIKE = 300
"""How many open leaks are looked at for the same cause, at some two milliseconds each."""


@dataclass(frozen=True, slots=True)
class LeakFilter:
    """Which leaks: of one shop, with a reason, with a label or none, open ones or mended ones.

    `differ` asks for those on which the two people of the weekly sample do not agree.
    Of so many days, however they stand: what nobody mended in two months is asked no more.
    """

    merchant_id: str | None = None
    reason: str | None = None
    label: str | None = None
    unlabelled: bool = False
    differ: bool = False
    state: str = "open"
    days: int = USUAL_DAYS


def leak_for(tx: Tx, caller: Principal, leak_id: str) -> BotTransfer:
    """Return the transfer, if the caller may see its shop."""
    leak = tx.session.get(BotTransfer, leak_id)
    if leak is None or not caller.may_see_merchant(leak.merchant_id, leak.tenant_id):
        raise LeakNotFound
    return leak


def reply_for_audit(tx: Tx, caller: Principal, reply_id: str) -> BotReply:
    """Return what the bot said, if the caller may see its shop."""
    reply = tx.session.get(BotReply, reply_id)
    if reply is None or not caller.may_see_merchant(reply.merchant_id, reply.tenant_id):
        raise ReplyNotFound
    return reply


def leaks_for(
    tx: Tx, caller: Principal, wanted: LeakFilter, cursor: str | None, limit: int
) -> Page[LeakRow]:
    """Return a page of leaks, newest first."""
    found = _visible(tx, caller, wanted)
    if wanted.reason is not None:
        found = found.where(BotTransfer.reason == wanted.reason)
    if wanted.label is not None:
        found = found.where(BotTransfer.label == wanted.label)
    if wanted.unlabelled:
        found = found.where(BotTransfer.label.is_(None))
    if wanted.differ:
        found = found.where(differ())
    if cursor is not None:
        at, last = read_cursor(cursor, int, str)
        older = and_(BotTransfer.at == at, BotTransfer.leg_id < last)
        found = found.where(or_(BotTransfer.at < at, older))
    ordered = found.order_by(BotTransfer.at.desc(), BotTransfer.leg_id.desc())
    leaks = tx.session.scalars(ordered.limit(limit + 1)).all()
    following = None
    if len(leaks) > limit:
        following = write_cursor(leaks[limit - 1].at, leaks[limit - 1].leg_id)
    return Page(items=leak_rows(tx, leaks[:limit]), next=following)


def counts_for(tx: Tx, caller: Principal, wanted: LeakFilter) -> LeakCounts:
    """Return how many leaks there are of each reason and label, of those in this state."""
    visible = _visible(tx, caller, wanted)
    leak = visible.subquery()
    differing = select(func.count()).select_from(visible.where(differ()).subquery())

    def by(column: Any) -> dict[str | None, int]:  # noqa: ANN401 - a column of the subquery
        rows = tx.connection.execute(select(column, func.count()).group_by(column))
        return {name: int(n) for name, n in rows}

    labels = by(leak.c.label)
    unlabelled = labels.pop(None, 0)
    return LeakCounts(
        reasons={str(name): n for name, n in by(leak.c.reason).items()},
        labels={str(name): n for name, n in labels.items()},
        unlabelled=unlabelled,
        differ=tx.connection.scalar(differing) or 0,
    )


def leak_view(tx: Tx, caller: Principal, leak_id: str) -> LeakView:
    """Return a leak with its last turns, the person's reply, and the entries that come nearest."""
    leak = leak_for(tx, caller, leak_id)
    (row,) = leak_rows(tx, [leak])
    audit = tx.session.get(AnswerAudit, leak.reply_id) if leak.reply_id else None
    who = particulars_of(tx, [leak.conversation_id])[leak.conversation_id]
    reply = _reply_of_person(tx, leak)
    return LeakView(
        leak=row,
        turns=last_turns(tx, leak),
        reply=reply,
        draft_question=who.taken_from(row.question),
        draft_answer=who.taken_from(reply),
        nearest=nearest_to(tx, leak.merchant_id, row.question) if row.question else [],
        reply_id=leak.reply_id if leak.entry_ids else None,
        judged_right=None if audit is None else audit.right,
    )


def others_like(tx: Tx, leak: BotTransfer) -> dict[str, list[BotTransfer]]:
    """Return, by their question, open leaks that may have this one's cause, the newest first.

    What somebody has found another cause for is not among them.
    """
    found = (
        select(BotTransfer)
        .where(
            BotTransfer.merchant_id == leak.merchant_id,
            BotTransfer.at >= tx.now - USUAL_DAYS * DAY,
            BotTransfer.mended_at.is_(None),
            BotTransfer.leg_id != leak.leg_id,
            BotTransfer.asked_seq.is_not(None),
            or_(BotTransfer.label.is_(None), BotTransfer.label == leak.label),
        )
        .order_by(BotTransfer.at.desc(), BotTransfer.leg_id.desc())
        .limit(MOST_ALIKE)
    )
    leaks = tx.session.scalars(found).all()
    words = words_at(tx, {(one.conversation_id, one.asked_seq or 0) for one in leaks})
    by_text: dict[str, list[BotTransfer]] = {}
    for one in leaks:
        if text := words.get((one.conversation_id, one.asked_seq or 0)):
            by_text.setdefault(text, []).append(one)
    return by_text


def leak_rows(tx: Tx, leaks: Sequence[BotTransfer]) -> list[LeakRow]:
    """Return the leaks as the board lists them, everything read at once."""
    names = _customer_names(tx, leaks)
    questions = words_at(tx, {(one.conversation_id, one.asked_seq or 0) for one in leaks})
    replies = _replies(tx, leaks)
    found = found_behind(tx, [one.leg_id for one in leaks])
    titles = entry_titles(tx, [one for leak in leaks for one in leak.entry_ids])
    rows = []
    for leak in leaks:
        reply = replies.get(leak.reply_id or "")
        values = {name: getattr(leak, name) for name in _SAME}
        rows.append(
            LeakRow.model_validate(
                values
                | {
                    "id": leak.leg_id,
                    "customer_name": names.get(leak.conversation_id, ""),
                    "question": questions.get((leak.conversation_id, leak.asked_seq or 0), ""),
                    "verdict": reply.verdict if reply is not None else None,
                    "confidence": reply.confidence if reply is not None else None,
                    "entries": [titles[one] for one in leak.entry_ids if one in titles],
                    "owner": OWNERS[cast("Label", leak.label)] if leak.label else None,
                    "found": found.get(leak.leg_id, []),
                }
            )
        )
    return rows


def entry_titles(tx: Tx, ids: Sequence[str]) -> dict[str, EntryTitle]:
    """Return the questions of entries by id."""
    known = select(KnowledgeEntry.id, KnowledgeEntry.question).where(
        KnowledgeEntry.id.in_(set(ids))
    )
    return {one: EntryTitle(id=one, question=text) for one, text in tx.session.execute(known)}


def words_at(tx: Tx, places: Collection[Place]) -> dict[Place, str]:
    """Return what was said at each place; what was recalled or forgotten has no words."""
    said = select(MESSAGE.c.conversation_id, MESSAGE.c.seq, MESSAGE.c.content).where(
        MESSAGE.c.conversation_id.in_({conversation for conversation, _ in places}),
        MESSAGE.c.seq.in_({seq for _, seq in places}),
        MESSAGE.c.recalled_at.is_(None),
    )
    rows = tx.connection.execute(said)
    return {(one, seq): text_of(content) for one, seq, content in rows if (one, seq) in places}


def nearest_to(tx: Tx, merchant_id: str, text: str) -> list[EntryTitle]:
    """Return the live entries that come nearest to a question."""
    index = index_for(tx, merchant_id)
    return [
        EntryTitle(id=entry.id, question=entry.question, score=round(match.score, 3))
        for match in index.ranking.matches(text, index.valid(tx.now))[:NEAREST]
        for entry in [index.entries[match.document]]
    ]


_SAME = (
    "merchant_id",
    "conversation_id",
    "at",
    "reason",
    "cause",
    "questions",
    "label",
    "mended_at",
)


def _visible(tx: Tx, caller: Principal, wanted: LeakFilter) -> Select[BotTransfer]:
    if wanted.merchant_id is None:
        shops = [one.id for one in merchants_of(tx, caller)]
    else:
        shops = [merchant_for(tx, caller, wanted.merchant_id).id]
    since = tx.now - wanted.days * DAY
    found = select(BotTransfer).where(BotTransfer.merchant_id.in_(shops), BotTransfer.at >= since)
    if wanted.state == "open":
        found = found.where(BotTransfer.mended_at.is_(None))
    elif wanted.state == "mended":
        found = found.where(BotTransfer.mended_at.is_not(None))
    return found


def _customer_names(tx: Tx, leaks: Sequence[BotTransfer]) -> dict[str, str]:
    ids = {leak.conversation_id for leak in leaks}
    known = select(Conversation.id, Conversation.customer_name).where(Conversation.id.in_(ids))
    return {one: str(name) for one, name in tx.session.execute(known)}


def _replies(tx: Tx, leaks: Sequence[BotTransfer]) -> Mapping[str, BotReply]:
    ids = {leak.reply_id for leak in leaks if leak.reply_id}
    known = select(BotReply).where(BotReply.id.in_(ids))
    return {reply.id: reply for reply in tx.session.scalars(known)}


def last_turns(tx: Tx, leak: BotTransfer) -> list[MessageView]:
    """Return the last five turns before a leak."""
    of = MESSAGE.c.conversation_id == leak.conversation_id
    mine = (
        select(MESSAGE.c.seq)
        .where(of, MESSAGE.c.sender_kind == "customer", MESSAGE.c.sent_at <= leak.at)
        .order_by(MESSAGE.c.seq.desc())
        .limit(TURNS)
    )
    seqs = list(tx.connection.scalars(mine))
    since = select(MESSAGE).where(of, MESSAGE.c.sent_at <= leak.at)
    rows = tx.connection.execute(
        since.where(MESSAGE.c.seq >= min(seqs, default=0)).order_by(MESSAGE.c.seq)
    )
    return [stored_message_view(dict(row)) for row in rows.mappings()]


def _reply_of_person(tx: Tx, leak: BotTransfer) -> str:
    """Return the longest of a person's first replies: greetings come first, answers are longer."""
    said = (
        select(MESSAGE.c.content)
        .where(
            MESSAGE.c.conversation_id == leak.conversation_id,
            MESSAGE.c.seq > leak.seq,
            MESSAGE.c.sender_kind.in_(sorted(EFFECTIVE_KINDS)),
            MESSAGE.c.content_type == "text",
            MESSAGE.c.recalled_at.is_(None),
        )
        .order_by(MESSAGE.c.seq)
        .limit(REPLIES_READ)
    )
    return max(map(text_of, tx.connection.scalars(said)), key=len, default="")
