"""Forgetting what was said in calls long ago, and by whom; how far each came stays counted."""

from sqlalchemy import select

from yingda.foundation.clock import Instant
from yingda.foundation.db import Tx
from yingda.helpcenter.phone.models import PhoneCall

PAGE = 500


def forget_calls(tx: Tx, tenant_id: str, before: Instant) -> int:
    """Forget the words and numbers of a page of calls begun before a moment; return how many."""
    old = select(PhoneCall).where(
        PhoneCall.tenant_id == tenant_id,
        PhoneCall.started_at < before,
        PhoneCall.state.is_not(None),
    )
    calls = tx.session.scalars(old.limit(PAGE)).all()
    for call in calls:
        call.turns, call.state, call.intent, call.number = [], None, None, None
        call.link_hash, call.link_sealed, call.awaited_id = None, None, None
        call.ended_at = call.ended_at or tx.now
    return len(calls)
