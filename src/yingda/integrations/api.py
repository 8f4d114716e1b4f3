"""Webhooks over HTTP, for admins."""

from fastapi import APIRouter

from yingda.foundation.rotation import SecretRotation
from yingda.foundation.shapes import Page
from yingda.foundation.web import AdminCaller, CurrentRuntime, Db
from yingda.integrations import queries, service
from yingda.integrations.addresses import Reach
from yingda.integrations.schemas import (
    DeliveryDetail,
    DeliveryStatus,
    DeliveryView,
    NewSecret,
    NewWebhook,
    Replayed,
    ReplaySince,
    WebhookChange,
    WebhookDraft,
    WebhookView,
)

router = APIRouter(prefix="/api/webhooks", tags=["integrations"])


@router.get("")
async def list_webhooks(db: Db, caller: AdminCaller) -> list[WebhookView]:
    """Return the tenant's webhooks and how they fare."""
    return await db.read(queries.webhooks_of, caller)


@router.post("", status_code=201)
async def add_webhook(
    runtime: CurrentRuntime, caller: AdminCaller, draft: WebhookDraft
) -> NewWebhook:
    """Let another system listen; the secret is in this answer only."""
    reach = Reach.of(runtime.settings)
    return await runtime.db.write(service.add_webhook, draft, reach, caller)


@router.patch("/{webhook_id}")
async def change_webhook(
    runtime: CurrentRuntime, caller: AdminCaller, webhook_id: str, change: WebhookChange
) -> WebhookView:
    """Change a webhook, or switch it on or off."""
    reach = Reach.of(runtime.settings)
    return await runtime.db.write(service.change_webhook, webhook_id, change, reach, caller)


@router.delete("/{webhook_id}", status_code=204)
async def remove_webhook(db: Db, caller: AdminCaller, webhook_id: str) -> None:
    """Remove a webhook with its log."""
    await db.write(service.remove_webhook, webhook_id, caller)


@router.post("/{webhook_id}/secret")
async def rotate_secret(
    db: Db, caller: AdminCaller, webhook_id: str, rotation: SecretRotation
) -> NewSecret:
    """Make a new secret; it is in this answer only."""
    return await db.write(
        service.rotate_secret, webhook_id, caller, keep_previous=rotation.keep_previous
    )


@router.post("/{webhook_id}/test", status_code=201)
async def send_test(db: Db, caller: AdminCaller, webhook_id: str) -> DeliveryView:
    """Send a test event; the log says what came of it."""
    return await db.write(service.send_test, webhook_id, caller)


@router.post("/{webhook_id}/replay")
async def replay_since(
    db: Db, caller: AdminCaller, webhook_id: str, replay: ReplaySince
) -> Replayed:
    """Send everything again that has failed since a moment."""
    return Replayed(count=await db.write(service.replay_since, webhook_id, replay.since, caller))


@router.get("/{webhook_id}/deliveries")
async def list_deliveries(
    db: Db,
    caller: AdminCaller,
    webhook_id: str,
    status: DeliveryStatus | None = None,
    cursor: str | None = None,
) -> Page[DeliveryView]:
    """Return a page of the log, the newest first."""
    return await db.read(queries.deliveries_of, caller, webhook_id, status, cursor)


@router.get("/{webhook_id}/deliveries/{delivery_id}")
async def read_delivery(
    db: Db, caller: AdminCaller, webhook_id: str, delivery_id: str
) -> DeliveryDetail:
    """Return what was sent and how the last answer began."""
    return await db.read(queries.delivery_detail, caller, webhook_id, delivery_id)


@router.post("/{webhook_id}/deliveries/{delivery_id}/replay")
async def replay_delivery(
    db: Db, caller: AdminCaller, webhook_id: str, delivery_id: str
) -> DeliveryView:
    """Send a delivery again, under the same id."""
    return await db.write(service.replay_delivery, webhook_id, delivery_id, caller)
