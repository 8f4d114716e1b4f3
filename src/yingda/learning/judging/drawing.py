"""Drawing the sample: every reply of the time has the same chance, and nobody chooses."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import and_, exists, select

from yingda.bot import queries as bot
from yingda.bot.models import BotReply
from yingda.conversations.models import Message
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import DAY, Instant
from yingda.foundation.transaction import Tx
from yingda.learning.judging.models import SampleDraw, SampledReply
from yingda.merchants.queries import merchant_meant

SAMPLE_TIMER = "learning.sample"
WEEK = 7 * DAY
MATCHED = ("answer", "choices")


def draw_for(tx: Tx, caller: Principal, merchant_id: str | None) -> None:
    """Draw now because somebody asks for it; the next draw is a week from now."""
    draw(tx, merchant_meant(tx, caller, merchant_id).id)


def want_first(tx: Tx, merchant_id: str) -> None:
    """Let the first sample be drawn a week after the bot gave its first answer."""
    if tx.session.get(SampleDraw, merchant_id) is None:
        tx.schedule(SAMPLE_TIMER, merchant_id, _first_of(tx, merchant_id).next_at)


def draw(tx: Tx, merchant_id: str) -> None:
    """Draw a sample of what the bot answered since the last draw; what was drawn before stays."""
    settings = bot.settings_of(tx, merchant_id)
    drawn = tx.session.get(SampleDraw, merchant_id) or _first_of(tx, merchant_id)
    found = _answered(tx, merchant_id, drawn.since)
    seed = tx.ids.new()
    chosen = sorted(found, key=lambda reply: lot_of(seed, reply.id))[: settings.judged_per_week]
    for reply in chosen:
        tx.session.add(
            SampledReply(
                reply_id=reply.id,
                tenant_id=reply.tenant_id,
                merchant_id=merchant_id,
                conversation_id=reply.conversation_id,
                at=reply.at,
                drawn_at=tx.now,
            )
        )
    drawn.since = drawn.drawn_at = tx.now
    drawn.next_at = tx.now + WEEK
    drawn.size, drawn.among = len(chosen), len(found)
    tx.flush()
    tx.schedule(SAMPLE_TIMER, merchant_id, drawn.next_at)


def lot_of(seed: str, reply_id: str) -> str:
    """Return a reply's lot: even over all replies, and another one at each draw."""
    return hashlib.sha256(f"{seed} {reply_id}".encode()).hexdigest()


def _first_of(tx: Tx, merchant_id: str) -> SampleDraw:
    """Store that a shop's answers of the last week are to be drawn from a week from now."""
    since, next_at = tx.now - WEEK, tx.now + WEEK
    first = SampleDraw(merchant_id=merchant_id, since=since, next_at=next_at, size=0, among=0)
    tx.session.add(first)
    tx.flush()
    return first


def _answered(tx: Tx, merchant_id: str, since: Instant) -> Sequence[BotReply]:
    """Return replies to questions in words since then that were never drawn."""
    drawn = select(SampledReply.reply_id).where(SampledReply.reply_id == BotReply.id)
    asked = and_(
        Message.conversation_id == BotReply.conversation_id,
        Message.id == BotReply.asked_message_id,
        Message.content_type == "text",
        Message.recalled_at.is_(None),
    )
    found = (
        select(BotReply)
        .join(Message, asked)
        .where(
            BotReply.merchant_id == merchant_id,
            BotReply.at > since,
            BotReply.verdict.in_(MATCHED),
            ~exists(drawn.correlate(BotReply)),
        )
    )
    return tx.session.scalars(found.order_by(BotReply.id)).all()
