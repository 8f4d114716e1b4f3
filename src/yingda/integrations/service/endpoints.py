"""Setting webhooks up: adding, changing, switching on and off, new secrets."""

from collections.abc import Iterable

from sqlalchemy import delete, func, select

from yingda.foundation.auth.principal import Principal
from yingda.foundation.rotation import OVERLAP
from yingda.foundation.transaction import Tx
from yingda.integrations.addresses import Reach
from yingda.integrations.errors import TooManyWebhooks
from yingda.integrations.models import WebhookDelivery, WebhookEndpoint, WebhookSubscription
from yingda.integrations.queries import endpoint_for, view_of
from yingda.integrations.schemas import (
    NewSecret,
    NewWebhook,
    WebhookChange,
    WebhookDraft,
    WebhookView,
)
from yingda.integrations.secrets import sealed_secret
from yingda.integrations.service.forgetting import remember_to_forget
from yingda.integrations.signing import new_signing_secret
from yingda.merchants.queries import merchant_for

MOST_WEBHOOKS = 50


def add_webhook(tx: Tx, draft: WebhookDraft, reach: Reach, caller: Principal) -> NewWebhook:
    """Let a system listen; its secret is shown this one time."""
    reach.target(draft.url)
    if draft.merchant_id is not None:
        merchant_for(tx, caller, draft.merchant_id)
    mine = select(func.count()).where(WebhookEndpoint.tenant_id == caller.tenant_id)
    if (tx.session.scalar(mine) or 0) >= MOST_WEBHOOKS:
        raise TooManyWebhooks(limit=MOST_WEBHOOKS)
    endpoint_id, secret = tx.ids.new(), new_signing_secret()
    endpoint = WebhookEndpoint(
        id=endpoint_id,
        tenant_id=caller.tenant_id,
        merchant_id=draft.merchant_id,
        name=draft.name,
        url=draft.url,
        secret=sealed_secret(tx, endpoint_id, secret),
        status="on",
        created_at=tx.now,
    )
    tx.session.add(endpoint)
    tx.flush()
    _subscribe(tx, endpoint, draft.kinds)
    remember_to_forget(tx)
    return NewWebhook(**view_of(tx, endpoint).model_dump(), secret=secret)


def change_webhook(
    tx: Tx, webhook_id: str, change: WebhookChange, reach: Reach, caller: Principal
) -> WebhookView:
    """Change what `change` names and leave the rest."""
    endpoint = endpoint_for(tx, caller, webhook_id)
    if change.url is not None and change.url != endpoint.url:
        reach.target(change.url)
        endpoint.url = change.url
        _give_another_chance(endpoint)
    if change.name is not None:
        endpoint.name = change.name
    if change.kinds is not None:
        _subscribe(tx, endpoint, change.kinds)
    if change.on is not None and change.on != (endpoint.status == "on"):
        _switch(tx, endpoint, on=change.on)
    return view_of(tx, endpoint)


def remove_webhook(tx: Tx, webhook_id: str, caller: Principal) -> None:
    """Forget a webhook, its log, and what was still to be sent."""
    endpoint = endpoint_for(tx, caller, webhook_id)
    for table in (WebhookDelivery, WebhookSubscription):
        tx.connection.execute(delete(table).where(table.endpoint_id == endpoint.id))
    tx.session.delete(endpoint)


def rotate_secret(tx: Tx, webhook_id: str, caller: Principal, *, keep_previous: bool) -> NewSecret:
    """Replace the secret; the old one may sign beside the new one for a day."""
    endpoint = endpoint_for(tx, caller, webhook_id)
    endpoint.previous_secret = endpoint.secret if keep_previous else None
    endpoint.previous_secret_until = tx.now + OVERLAP if keep_previous else None
    secret = new_signing_secret()
    endpoint.secret = sealed_secret(tx, endpoint.id, secret)
    return NewSecret(secret=secret, previous_valid_until=endpoint.previous_secret_until)


def _subscribe(tx: Tx, endpoint: WebhookEndpoint, kinds: Iterable[str]) -> None:
    mine = delete(WebhookSubscription).where(WebhookSubscription.endpoint_id == endpoint.id)
    tx.connection.execute(mine)
    tx.session.add_all(
        WebhookSubscription(endpoint_id=endpoint.id, kind=kind) for kind in sorted(set(kinds))
    )


def _switch(tx: Tx, endpoint: WebhookEndpoint, *, on: bool) -> None:
    endpoint.status = "on" if on else "off"
    endpoint.off_reason = None if on else "admin"
    endpoint.off_at = None if on else tx.now
    _give_another_chance(endpoint)


def _give_another_chance(endpoint: WebhookEndpoint) -> None:
    endpoint.failing_since = None
    endpoint.failures_in_row = 0
    endpoint.paused_until = 0
