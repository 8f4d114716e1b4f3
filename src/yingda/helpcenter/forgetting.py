"""Forgetting what was suggested long ago; the figures and the ranker look back less far."""

from sqlalchemy import delete, select

from yingda.foundation.clock import DAY, Instant
from yingda.foundation.db import Tx
from yingda.helpcenter.models import SuggestedClick, SuggestedList
from yingda.merchants.models import Merchant

KEPT_FOR = 90 * DAY
PAGE = 1_000


def forget_suggested(tx: Tx, before: Instant) -> int:
    """Delete a page of lists shown before a moment, with their clicks; return how many."""
    old = select(SuggestedList.id).where(
        # The index of lists begins with their shop.
        SuggestedList.merchant_id.in_(select(Merchant.id)),
        SuggestedList.at < before,
    )
    ids = tx.session.scalars(old.limit(PAGE)).all()
    tx.connection.execute(delete(SuggestedClick).where(SuggestedClick.list_id.in_(ids)))
    tx.connection.execute(delete(SuggestedList).where(SuggestedList.id.in_(ids)))
    return len(ids)
