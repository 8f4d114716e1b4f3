"""Sending again: one delivery, or everything that failed since a moment."""

from sqlalchemy import update

from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import Instant
from yingda.foundation.transaction import Tx
from yingda.integrations.errors import WebhookOff
from yingda.integrations.models import WebhookDelivery, WebhookEndpoint
from yingda.integrations.queries import delivery_for, endpoint_for
from yingda.integrations.schemas import DeliveryView


def replay_delivery(tx: Tx, webhook_id: str, delivery_id: str, caller: Principal) -> DeliveryView:
    """Send a delivery again, under the same id, with all the tries of a new one."""
    endpoint, delivery = delivery_for(tx, caller, webhook_id, delivery_id)
    _refuse_off(endpoint)
    delivery.status, delivery.attempts = "waiting", 0
    delivery.began_at = delivery.due_at = tx.now
    endpoint.paused_until = 0
    return DeliveryView.model_validate(DeliveryView.values(delivery))


def replay_since(tx: Tx, webhook_id: str, since: Instant, caller: Principal) -> int:
    """Send everything again that has failed since then; return how many."""
    endpoint = endpoint_for(tx, caller, webhook_id)
    _refuse_off(endpoint)
    endpoint.paused_until = 0
    revived = tx.connection.execute(
        update(WebhookDelivery)
        .where(
            WebhookDelivery.endpoint_id == endpoint.id,
            WebhookDelivery.status == "failed",
            WebhookDelivery.created_at >= since,
        )
        .values(status="waiting", attempts=0, began_at=tx.now, due_at=tx.now)
    )
    return revived.rowcount


def _refuse_off(endpoint: WebhookEndpoint) -> None:
    if endpoint.status != "on":
        raise WebhookOff
