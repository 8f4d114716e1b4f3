"""What one can do with reads: note one, learn whose it was, forget old ones."""

from sqlalchemy import delete, select

from yingda.foundation.clock import DAY, Instant
from yingda.foundation.db import Tx
from yingda.knowledge.reads.models import EntryRead
from yingda.merchants.models import Language, Merchant
from yingda.merchants.queries import merchant_by_id

ASKS_WITHIN = DAY
"""Who asks later than that does not ask because of what they read."""
KEPT_FOR = 400 * DAY
PAGE = 1_000


def note_read(tx: Tx, read_id: str, merchant_id: str, entry_id: str, language: Language) -> None:
    """Note that a page was read; the way to the chat carries the read's id."""
    read = EntryRead(
        id=read_id,
        tenant_id=merchant_by_id(tx, merchant_id).tenant_id,
        merchant_id=merchant_id,
        entry_id=entry_id,
        language=language,
        at=tx.now,
        customer_id=None,
    )
    tx.session.add(read)


def tie_read(tx: Tx, merchant: Merchant, read_id: str, customer_id: str) -> None:
    """Note whose read it was; one that is old, of another shop or somebody's stays as it is."""
    read = tx.session.get(EntryRead, read_id)
    if read is None or read.merchant_id != merchant.id or read.customer_id is not None:
        return
    if tx.now - read.at <= ASKS_WITHIN:
        read.customer_id = customer_id


def forget_reads(tx: Tx, before: Instant) -> int:
    """Delete a page of reads before a moment; return how many."""
    old = select(EntryRead.id).where(
        # The index of reads begins with their shop.
        EntryRead.merchant_id.in_(select(Merchant.id)),
        EntryRead.at < before,
    )
    ids = tx.session.scalars(old.limit(PAGE)).all()
    tx.connection.execute(delete(EntryRead).where(EntryRead.id.in_(ids)))
    return len(ids)
