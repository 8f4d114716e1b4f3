"""Gaps that were filled elsewhere: what the bot lacked, and answers since somebody wrote it down.

A gap is a transfer behind which somebody found that the knowledge lacked something (labels.GAPS).
One that is mended on the leak board is closed there.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from yingda.bot.engine import Answer
from yingda.bot.facts import facts_about
from yingda.bot.queries import engine_for
from yingda.foundation.clock import DAY, Instant
from yingda.foundation.transaction import Tx
from yingda.knowledge.models import KnowledgeEntry
from yingda.learning.labels import GAPS
from yingda.learning.models import BotTransfer
from yingda.learning.queries import words_at

TELLS = ("public", "conditional")
"""Modes in which an entry is an answer; the others keep it among colleagues, or call one."""
LOOKED_BACK = 180 * DAY
MOST_GAPS = 1_000


@dataclass(frozen=True, slots=True)
class Filled:
    """A gap, and when the entry that answers it now was written."""

    leg_id: str
    at: Instant


def filled(tx: Tx, merchant_id: str) -> list[Filled]:
    """Return the open gaps whose very question the bot answers now; reads only.

    Only what was written after the transfer can have filled it.
    """
    gaps = _open(tx, merchant_id)
    words = words_at(tx, {(one.conversation_id, one.asked_seq or 0) for one in gaps})
    written = _written(tx, merchant_id, min((one.at for one in gaps), default=tx.now))
    engine = engine_for(tx, merchant_id) if written else None
    found = []
    for one in gaps:
        text = words.get((one.conversation_id, one.asked_seq or 0))
        if engine is None or not text:
            continue
        verdict = engine.ask(text, facts_about(tx, one.customer_id))
        since = written.get(verdict.entry_id, 0) if isinstance(verdict, Answer) else 0
        if since > one.at:
            found.append(Filled(one.leg_id, since))
    return found


def close(tx: Tx, found: Sequence[Filled]) -> None:
    """Close the gaps that nobody has mended meanwhile, as of when they were filled."""
    for one in found:
        gap = tx.session.get(BotTransfer, one.leg_id)
        if gap is not None and gap.mended_at is None and gap.label in GAPS:
            gap.mended_at = one.at


def _open(tx: Tx, merchant_id: str) -> Sequence[BotTransfer]:
    mine = (
        BotTransfer.merchant_id == merchant_id,
        BotTransfer.label.in_(GAPS),
        BotTransfer.mended_at.is_(None),
        BotTransfer.at >= tx.now - LOOKED_BACK,
        BotTransfer.asked_seq.is_not(None),
    )
    newest = select(BotTransfer).where(*mine).order_by(BotTransfer.at.desc()).limit(MOST_GAPS)
    return tx.session.scalars(newest).all()


def _written(tx: Tx, merchant_id: str, since: Instant) -> dict[str, Instant]:
    """Return when entries that tell something were changed last, of those changed since."""
    rows = select(KnowledgeEntry.id, KnowledgeEntry.updated_at).where(
        KnowledgeEntry.merchant_id == merchant_id,
        KnowledgeEntry.updated_at > since,
        KnowledgeEntry.answer_mode.in_(TELLS),
    )
    return {row.id: row.updated_at for row in tx.session.execute(rows)}
