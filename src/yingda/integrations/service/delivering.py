"""Sending: who sends to an endpoint now, what goes next, and what came of it.

An endpoint is lent to one process at a time. What it sent is marked in a transaction afterwards:
a process that dies in between leaves the delivery waiting, and it is sent again under its id.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select, update

from yingda.foundation.clock import SECOND, Instant
from yingda.foundation.transaction import Tx
from yingda.integrations.events import WebhookSwitchedOff
from yingda.integrations.models import WebhookDelivery, WebhookEndpoint, WebhookEvent
from yingda.integrations.schedule import OFF_AFTER, is_over, pause_after, wait_after
from yingda.integrations.schemas import message_id
from yingda.integrations.secrets import signing_secrets
from yingda.team.queries import admin_ids

LEASE = 20 * SECOND
AT_ONCE = 8
GONE = 410


@dataclass(frozen=True, slots=True)
class Parcel:
    """A delivery to send: the id its receiver knows it by, and its body."""

    delivery_id: str
    message_id: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """What goes to one endpoint now, and what signs it."""

    url: str
    secrets: tuple[str, ...]
    parcels: tuple[Parcel, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a try; `problem` is None when it was taken, `retry_after` in milliseconds."""

    problem: str | None
    status: int | None = None
    text: str | None = None
    took_ms: int = 0
    retry_after: int | None = None

    @property
    def is_trouble(self) -> bool:
        """Tell whether the endpoint itself is in trouble, and not only with this delivery."""
        return self.problem is not None and (self.status is None or not self.is_refusal)

    @property
    def is_refusal(self) -> bool:
        """Tell whether the endpoint is well and does not like this delivery."""
        return (
            self.status is not None and 400 <= self.status < 500 and self.status not in {408, 429}
        )


def take_on(tx: Tx, endpoint_id: str) -> str | None:
    """Borrow an endpoint for this process; None when another one has it."""
    lease = tx.ids.new()
    taken = tx.connection.execute(
        update(WebhookEndpoint)
        .where(WebhookEndpoint.id == endpoint_id, WebhookEndpoint.leased_until <= tx.now)
        .values(lease=lease, leased_until=tx.now + LEASE)
    )
    return lease if taken.rowcount == 1 else None


def let_go(tx: Tx, endpoint_id: str, lease: str) -> None:
    """Give an endpoint back, if it is still ours."""
    tx.connection.execute(
        update(WebhookEndpoint)
        .where(WebhookEndpoint.id == endpoint_id, WebhookEndpoint.lease == lease)
        .values(lease=None, leased_until=0)
    )


def next_batch(tx: Tx, endpoint_id: str, lease: str) -> Batch | None:
    """Return what is due, and keep the endpoint longer; None when there is nothing for us to do.

    An endpoint that did not serve lately is tried with a single delivery.
    """
    kept = tx.connection.execute(
        update(WebhookEndpoint)
        .where(
            WebhookEndpoint.id == endpoint_id,
            WebhookEndpoint.lease == lease,
            WebhookEndpoint.status == "on",
            WebhookEndpoint.paused_until <= tx.now,
        )
        .values(leased_until=tx.now + LEASE)
    )
    endpoint = tx.session.get(WebhookEndpoint, endpoint_id)
    if kept.rowcount == 0 or endpoint is None:
        return None
    secrets = signing_secrets(tx, endpoint)
    if not secrets:
        _switch_off(tx, endpoint, "secret_lost")
        return None
    parcels = _due(tx, endpoint, 1 if endpoint.failures_in_row else AT_ONCE)
    return Batch(endpoint.url, secrets, parcels) if parcels else None


def settle(tx: Tx, endpoint_id: str, answers: Sequence[tuple[str, Answer]]) -> None:
    """Write down what came of a batch: (delivery id, answer)."""
    endpoint = tx.session.get(WebhookEndpoint, endpoint_id, with_for_update=True)
    if endpoint is None:
        return  # removed meanwhile, and its log with it
    for delivery_id, answer in answers:
        delivery = tx.session.get(WebhookDelivery, delivery_id)
        if delivery is not None:
            _note(tx, delivery, answer)
    tx.flush()
    _judge(tx, endpoint, [answer for _, answer in answers])


def _due(tx: Tx, endpoint: WebhookEndpoint, limit: int) -> tuple[Parcel, ...]:
    rows = tx.connection.execute(
        select(WebhookDelivery.id, WebhookEvent.id, WebhookEvent.body)
        .join(WebhookEvent, WebhookEvent.id == WebhookDelivery.event_id)
        .where(
            WebhookDelivery.endpoint_id == endpoint.id,
            WebhookDelivery.status == "waiting",
            WebhookDelivery.due_at <= tx.now,
        )
        .order_by(WebhookDelivery.due_at, WebhookDelivery.id)
        .limit(limit)
    )
    return tuple(Parcel(one, message_id(event), body.encode()) for one, event, body in rows)


def _note(tx: Tx, delivery: WebhookDelivery, answer: Answer) -> None:
    delivery.attempts += 1
    delivery.tried_at = tx.now
    delivery.problem, delivery.answer_status = answer.problem, answer.status
    delivery.answer, delivery.took_ms = answer.text, answer.took_ms
    if answer.problem is None:
        delivery.status = "delivered"
    elif delivery.status == "waiting" and is_over(delivery.attempts, delivery.began_at, tx.now):
        delivery.status = "failed"
    elif delivery.status == "waiting":
        wait = wait_after(delivery.attempts, delivery.id)
        delivery.due_at = tx.now + max(wait, answer.retry_after or 0)


def _judge(tx: Tx, endpoint: WebhookEndpoint, answers: Sequence[Answer]) -> None:
    if any(answer.status == GONE for answer in answers):
        _switch_off(tx, endpoint, "gone")
        return
    asked = max((answer.retry_after or 0 for answer in answers), default=0)
    if asked:
        endpoint.paused_until = tx.now + asked
    if any(answer.problem is None for answer in answers):
        _welcome_back(tx, endpoint)
        return
    endpoint.failing_since = endpoint.failing_since or tx.now
    if endpoint.status == "on" and tx.now - endpoint.failing_since >= OFF_AFTER:
        _switch_off(tx, endpoint, "failing")
    elif any(answer.is_trouble for answer in answers):
        endpoint.failures_in_row += 1
        endpoint.paused_until = tx.now + max(pause_after(endpoint.failures_in_row), asked)


def _welcome_back(tx: Tx, endpoint: WebhookEndpoint) -> None:
    if endpoint.failures_in_row:
        _hurry(tx, endpoint, tx.now)
    endpoint.failures_in_row, endpoint.failing_since = 0, None
    endpoint.last_success_at = tx.now


def _hurry(tx: Tx, endpoint: WebhookEndpoint, now: Instant) -> None:
    """Let what met the trouble go now; what the endpoint refused keeps its own time."""
    tx.connection.execute(
        update(WebhookDelivery)
        .where(
            WebhookDelivery.endpoint_id == endpoint.id,
            WebhookDelivery.status == "waiting",
            WebhookDelivery.due_at > now,
            or_(WebhookDelivery.answer_status.is_(None), WebhookDelivery.answer_status >= 500),
        )
        .values(due_at=now)
    )


def _switch_off(tx: Tx, endpoint: WebhookEndpoint, reason: str) -> None:
    endpoint.status, endpoint.off_reason, endpoint.off_at = "off", reason, tx.now
    tx.connection.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.endpoint_id == endpoint.id, WebhookDelivery.status == "waiting")
        .values(status="failed")
    )
    tx.emit(
        WebhookSwitchedOff(
            tenant_id=endpoint.tenant_id,
            webhook_id=endpoint.id,
            name=endpoint.name,
            reason=reason,
            admin_ids=tuple(admin_ids(tx, endpoint.tenant_id)),
        )
    )
