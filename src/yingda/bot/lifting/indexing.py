"""Embeddings of a shop's entries, kept with the words they were made of.

Entries for staff alone are never embedded: their words would leave the house.
"""

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, delete, func, select

from yingda.bot.lifting.budget import Payer, is_capped
from yingda.bot.lifting.masking import Veil
from yingda.bot.lifting.models import LiftEndpoint, LiftVector
from yingda.bot.lifting.nearness import Vectors, stacked, unit
from yingda.foundation.transaction import Tx
from yingda.knowledge.searching import IndexedEntry, index_for
from yingda.merchants.models import Merchant

AT_ONCE = 32
TEXT_CHARACTERS = 1_000
FINGERPRINT = 32

Stamp = tuple[int, int]
_KEPT: "WeakKeyDictionary[Engine, dict[str, tuple[Stamp, Vectors]]]" = WeakKeyDictionary()


@dataclass(frozen=True)
class Missing:
    """Entries of a shop whose embeddings are missing or old: (id, fingerprint, text)."""

    payer: Payer
    merchant_id: str
    entries: tuple[tuple[str, str, str], ...]


def missing(tx: Tx, resting: frozenset[str]) -> Missing | None:
    """Return some entries to embed of a shop that wants it, tenants that rest left out."""
    for endpoint in tx.session.scalars(select(LiftEndpoint).where(LiftEndpoint.on)):
        if endpoint.tenant_id in resting or not embeds(tx, endpoint):
            continue
        for merchant_id in _shops(tx, endpoint):
            found = _missing_in(tx, merchant_id, endpoint.embedding_model)
            if found:
                return Missing(Payer(endpoint.tenant_id, merchant_id), merchant_id, tuple(found))
    return None


def embeds(tx: Tx, endpoint: LiftEndpoint) -> bool:
    """Tell whether embeddings can be asked for now."""
    wanted = "embed" in endpoint.uses and endpoint.embedding_model != ""
    return wanted and endpoint.paused_until <= tx.now and not is_capped(tx, endpoint)


def keep(tx: Tx, found: Missing, vectors: Sequence[Sequence[float]]) -> int:
    """Store vectors beside the entries they are of; return how many could be used."""
    kept = 0
    for (entry_id, fingerprint, _), vector in zip(found.entries, vectors, strict=True):
        direction = unit(vector)
        if direction is None:
            continue
        row = tx.session.get(LiftVector, entry_id) or LiftVector(entry_id=entry_id)
        row.merchant_id, row.fingerprint = found.merchant_id, fingerprint
        row.vector, row.at = b64encode(direction.tobytes()).decode(), tx.now
        tx.session.add(row)
        kept += 1
    live = [entry.id for entry in index_for(tx, found.merchant_id).entries]
    gone = set(_fingerprints(tx, found.merchant_id)) - set(live)
    tx.connection.execute(delete(LiftVector).where(LiftVector.entry_id.in_(list(gone)[:500])))
    return kept


def vectors_of(tx: Tx, merchant_id: str) -> Vectors:
    """Return a shop's embeddings; read once for as long as they are the same."""
    stamped = select(func.count(), func.coalesce(func.max(LiftVector.at), 0)).where(
        LiftVector.merchant_id == merchant_id
    )
    count, latest = tx.session.execute(stamped).one()
    kept = _KEPT.setdefault(tx.connection.engine, {})
    stamp = (int(count), int(latest))
    if merchant_id not in kept or kept[merchant_id][0] != stamp:
        stored = select(LiftVector.entry_id, LiftVector.vector).where(
            LiftVector.merchant_id == merchant_id
        )
        rows = tx.session.execute(stored.order_by(LiftVector.entry_id)).all()
        kept[merchant_id] = (
            stamp,
            stacked([row[0] for row in rows], [b64decode(row[1]) for row in rows]),
        )
    return kept[merchant_id][1]


def text_of(entry: IndexedEntry) -> str:
    """Return what an entry's embedding is made of: its questions and how its answer begins."""
    text = "\n".join([*entry.questions[:20], entry.answer])[:TEXT_CHARACTERS]
    return Veil().cover(text, links=False)


def _shops(tx: Tx, endpoint: LiftEndpoint) -> Sequence[str]:
    mine = select(Merchant.id).where(Merchant.tenant_id == endpoint.tenant_id).order_by(Merchant.id)
    shops = tx.session.scalars(mine).all()
    return [one for one in shops if endpoint.shops is None or one in endpoint.shops]


def _missing_in(tx: Tx, merchant_id: str, model: str) -> list[tuple[str, str, str]]:
    known = _fingerprints(tx, merchant_id)
    found = []
    for entry in index_for(tx, merchant_id).entries:
        if entry.answer_mode == "internal":
            continue
        words = "\n".join([model, *entry.questions, entry.answer])
        fingerprint = hashlib.sha256(words.encode()).hexdigest()[:FINGERPRINT]
        if known.get(entry.id) != fingerprint:
            found.append((entry.id, fingerprint, text_of(entry)))
        if len(found) == AT_ONCE:
            break
    return found


def _fingerprints(tx: Tx, merchant_id: str) -> Mapping[str, str]:
    stored = select(LiftVector.entry_id, LiftVector.fingerprint).where(
        LiftVector.merchant_id == merchant_id
    )
    return {row[0]: row[1] for row in tx.session.execute(stored)}
