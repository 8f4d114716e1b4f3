"""The log is kept for a month; then a delivery is forgotten, and with the last one its event."""

from sqlalchemy import delete, exists, select

from yingda.foundation.clock import DAY, SECOND
from yingda.foundation.transaction import Tx
from yingda.integrations.models import WebhookDelivery, WebhookEndpoint, WebhookEvent

KEPT = 30 * DAY
FORGET_TIMER = "integrations.forget_old"
AT_ONCE = 1_000


def remember_to_forget(tx: Tx, after: int = DAY) -> None:
    """Look at the log again after a while, as long as there is a webhook or a log."""
    tx.schedule(FORGET_TIMER, "all", tx.now + after)


def forget_old(tx: Tx) -> None:
    """Forget what is old, a part at a time so that nobody waits for it."""
    old = select(WebhookEvent.id).where(WebhookEvent.at < tx.now - KEPT)
    ids = tx.session.scalars(old.order_by(WebhookEvent.at).limit(AT_ONCE)).all()
    tx.connection.execute(delete(WebhookDelivery).where(WebhookDelivery.event_id.in_(ids)))
    tx.connection.execute(delete(WebhookEvent).where(WebhookEvent.id.in_(ids)))
    if len(ids) == AT_ONCE:
        remember_to_forget(tx, SECOND)
    elif tx.session.scalar(select(exists(WebhookEndpoint.id) | exists(WebhookEvent.id))):
        remember_to_forget(tx)
