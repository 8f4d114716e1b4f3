"""Reads of webhooks; `endpoint_for` is the guarded door."""

from collections.abc import Collection, Sequence
from functools import lru_cache

from sqlalchemy import Connection, exists, func, or_, select
from sqlalchemy.engine import Dialect

from yingda.foundation.auth.principal import Principal
from yingda.foundation.bulk import execute
from yingda.foundation.cursors import read_cursor, write_cursor
from yingda.foundation.outbox import Question
from yingda.foundation.shapes import Page
from yingda.foundation.transaction import Tx
from yingda.integrations.errors import DeliveryUnknown, WebhookUnknown
from yingda.integrations.models import (
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
    WebhookSubscription,
)
from yingda.integrations.schemas import (
    DeliveryDetail,
    DeliveryStatus,
    DeliveryView,
    Kind,
    WebhookView,
)

PAGE = 50


def wanted(kind: Kind) -> Question:
    """Return the question whether anybody on this installation listens to this kind."""

    def ask(connection: Connection) -> bool:
        (found,) = execute(connection, _listening(kind, connection.dialect), ()).fetchone()
        return bool(found)

    return ask


@lru_cache
def _listening(kind: Kind, dialect: Dialect) -> str:
    """Return the question as text: it is asked in every commit of a message."""
    listening = exists(
        select(WebhookSubscription.kind)
        .join(WebhookEndpoint, WebhookEndpoint.id == WebhookSubscription.endpoint_id)
        .where(WebhookSubscription.kind == kind, WebhookEndpoint.status == "on")
    )
    return str(select(listening).compile(dialect=dialect, compile_kwargs={"literal_binds": True}))


def listeners(tx: Tx, kind: Kind, tenant_id: str, merchant_id: str) -> Sequence[str]:
    """Return the ids of the endpoints to tell: of this tenant, for this shop or for all."""
    mine = (
        select(WebhookEndpoint.id)
        .join(WebhookSubscription, WebhookEndpoint.id == WebhookSubscription.endpoint_id)
        .where(
            WebhookSubscription.kind == kind,
            WebhookEndpoint.tenant_id == tenant_id,
            WebhookEndpoint.status == "on",
            or_(WebhookEndpoint.merchant_id.is_(None), WebhookEndpoint.merchant_id == merchant_id),
        )
    )
    return tx.session.scalars(mine.order_by(WebhookEndpoint.id)).all()


def endpoint_for(tx: Tx, caller: Principal, webhook_id: str) -> WebhookEndpoint:
    """Return the endpoint, if it is of the caller's tenant and the caller administers it."""
    endpoint = tx.session.get(WebhookEndpoint, webhook_id)
    if endpoint is None or endpoint.tenant_id != caller.tenant_id or not caller.administers:
        raise WebhookUnknown
    return endpoint


def delivery_for(
    tx: Tx, caller: Principal, webhook_id: str, delivery_id: str
) -> tuple[WebhookEndpoint, WebhookDelivery]:
    """Return a delivery and its endpoint, if the endpoint exists for the caller."""
    endpoint = endpoint_for(tx, caller, webhook_id)
    delivery = tx.session.get(WebhookDelivery, delivery_id)
    if delivery is None or delivery.endpoint_id != endpoint.id:
        raise DeliveryUnknown
    return endpoint, delivery


def webhooks_of(tx: Tx, caller: Principal) -> list[WebhookView]:
    """Return the webhooks of the caller's tenant, the oldest first."""
    mine = select(WebhookEndpoint).where(WebhookEndpoint.tenant_id == caller.tenant_id)
    return views_of(tx, tx.session.scalars(mine.order_by(WebhookEndpoint.id)).all())


def views_of(tx: Tx, endpoints: Sequence[WebhookEndpoint]) -> list[WebhookView]:
    """Return the endpoints with what they listen to and how many deliveries lie before them."""
    ids = [one.id for one in endpoints]
    kinds, counts = _kinds_of(tx, ids), _counts_of(tx, ids)
    return [
        WebhookView.of(
            one,
            kinds.get(one.id, []),
            counts.get((one.id, "waiting"), 0),
            counts.get((one.id, "failed"), 0),
        )
        for one in endpoints
    ]


def view_of(tx: Tx, endpoint: WebhookEndpoint) -> WebhookView:
    """Return one endpoint as its admin sees it."""
    tx.flush()
    (view,) = views_of(tx, [endpoint])
    return view


def deliveries_of(
    tx: Tx,
    caller: Principal,
    webhook_id: str,
    status: DeliveryStatus | None,
    cursor: str | None,
) -> Page[DeliveryView]:
    """Return a page of the log, the newest first."""
    endpoint = endpoint_for(tx, caller, webhook_id)
    log = select(WebhookDelivery).where(WebhookDelivery.endpoint_id == endpoint.id)
    if status is not None:
        log = log.where(WebhookDelivery.status == status)
    if cursor is not None:
        before, _ = read_cursor(cursor, str, str)
        log = log.where(WebhookDelivery.id < before)
    rows = tx.session.scalars(log.order_by(WebhookDelivery.id.desc()).limit(PAGE + 1)).all()
    more = write_cursor(rows[PAGE - 1].id, "") if len(rows) > PAGE else None
    lines = [DeliveryView.model_validate(DeliveryView.values(row)) for row in rows[:PAGE]]
    return Page(items=lines, next=more)


def delivery_detail(tx: Tx, caller: Principal, webhook_id: str, delivery_id: str) -> DeliveryDetail:
    """Return what was sent and what was answered."""
    _, delivery = delivery_for(tx, caller, webhook_id, delivery_id)
    event = tx.session.get_one(WebhookEvent, delivery.event_id)
    values = DeliveryView.values(delivery)
    return DeliveryDetail.model_validate(values | {"body": event.body, "answer": delivery.answer})


def due_endpoints(tx: Tx, limit: int) -> Sequence[str]:
    """Return the endpoints to which something is due now and nobody is sending."""
    due = exists().where(
        WebhookDelivery.endpoint_id == WebhookEndpoint.id,
        WebhookDelivery.status == "waiting",
        WebhookDelivery.due_at <= tx.now,
    )
    free = select(WebhookEndpoint.id).where(
        WebhookEndpoint.status == "on",
        WebhookEndpoint.paused_until <= tx.now,
        WebhookEndpoint.leased_until <= tx.now,
        due,
    )
    return tx.session.scalars(free.order_by(WebhookEndpoint.leased_until).limit(limit)).all()


def _kinds_of(tx: Tx, ids: Collection[str]) -> dict[str, list[str]]:
    rows = tx.connection.execute(
        select(WebhookSubscription.endpoint_id, WebhookSubscription.kind)
        .where(WebhookSubscription.endpoint_id.in_(ids))
        .order_by(WebhookSubscription.kind)
    )
    kinds: dict[str, list[str]] = {}
    for endpoint_id, kind in rows:
        kinds.setdefault(endpoint_id, []).append(kind)
    return kinds


def _counts_of(tx: Tx, ids: Collection[str]) -> dict[tuple[str, str], int]:
    rows = tx.connection.execute(
        select(WebhookDelivery.endpoint_id, WebhookDelivery.status, func.count())
        .where(
            WebhookDelivery.endpoint_id.in_(ids),
            WebhookDelivery.status.in_(("waiting", "failed")),
        )
        .group_by(WebhookDelivery.endpoint_id, WebhookDelivery.status)
    )
    return {(endpoint_id, status): count for endpoint_id, status, count in rows}


def dead_count(tx: Tx) -> int:
    """Return how many deliveries were given up and wait for somebody to send them again."""
    failed = select(func.count()).where(WebhookDelivery.status == "failed")
    return tx.connection.scalar(failed) or 0
