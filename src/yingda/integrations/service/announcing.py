"""Something happened that other systems listen to: written down once, with a delivery for each."""

from yingda.foundation.auth.principal import Principal
from yingda.foundation.bulk import insert_rows
from yingda.foundation.clock import Instant
from yingda.foundation.columns import table_of
from yingda.foundation.transaction import Tx
from yingda.integrations.errors import WebhookOff
from yingda.integrations.models import WebhookDelivery, WebhookEvent
from yingda.integrations.payloads import TestCall, Told, body_of
from yingda.integrations.queries import endpoint_for, listeners
from yingda.integrations.schemas import TEST, DeliveryView, Kind


def announce(tx: Tx, kind: Kind, tenant_id: str, merchant_id: str, at: Instant, told: Told) -> None:
    """Tell every endpoint that listens; in a transaction with the receipt of the fact."""
    endpoints = listeners(tx, kind, tenant_id, merchant_id)
    if endpoints:
        event = _keep_event(tx, kind, tenant_id, at, told)
        rows = [_delivery(tx, one, event) for one in endpoints]
        insert_rows(tx.connection, table_of(WebhookDelivery), rows)


def send_test(tx: Tx, webhook_id: str, caller: Principal) -> DeliveryView:
    """Send an event that means nothing, to see whether it arrives."""
    endpoint = endpoint_for(tx, caller, webhook_id)
    if endpoint.status != "on":
        raise WebhookOff
    told = TestCall(webhook_id=endpoint.id)
    event = _keep_event(tx, TEST, endpoint.tenant_id, tx.now, told)
    endpoint.paused_until = 0
    row = WebhookDelivery(**_delivery(tx, endpoint.id, event))
    tx.session.add(row)
    tx.flush()
    return DeliveryView.model_validate(DeliveryView.values(row))


def _keep_event(tx: Tx, kind: str, tenant_id: str, at: Instant, told: Told) -> WebhookEvent:
    body = body_of(kind, at, told)
    event = WebhookEvent(id=tx.ids.new(), tenant_id=tenant_id, kind=kind, body=body, at=tx.now)
    tx.session.add(event)
    tx.flush()
    return event


def _delivery(tx: Tx, endpoint_id: str, event: WebhookEvent) -> dict[str, object]:
    return {
        "id": tx.ids.new(),
        "endpoint_id": endpoint_id,
        "event_id": event.id,
        "kind": event.kind,
        "status": "waiting",
        "attempts": 0,
        "created_at": tx.now,
        "began_at": tx.now,
        "due_at": tx.now,
    }
