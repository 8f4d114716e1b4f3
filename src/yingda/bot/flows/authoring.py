"""Writing flows and registering actions: drafts may have faults, what is published has none."""

from collections.abc import Callable
from typing import Any

from yingda.bot.flows import queries
from yingda.bot.flows.calling import purpose_of
from yingda.bot.flows.documents import Document
from yingda.bot.flows.errors import (
    ActionKeyTaken,
    FlowChangedMeanwhile,
    FlowFaulty,
    FlowKeyTaken,
    FlowNotLive,
)
from yingda.bot.flows.faults import faults_of
from yingda.bot.flows.models import BotAction, BotFlow, BotFlowVersion
from yingda.bot.flows.schemas.actions import ActionChange, ActionDraft, ActionView
from yingda.bot.flows.schemas.flows import FlowChange, FlowDraft, FlowRelease, FlowView
from yingda.bot.flows.views import action_view, flow_view
from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.merchants.models import Merchant
from yingda.merchants.queries import merchant_meant
from yingda.merchants.service import hold_merchant

CheckAddress = Callable[[str], None]
"""Raises what is wrong with an address that calls would go to."""


def add_flow(tx: Tx, draft: FlowDraft, caller: Principal) -> FlowView:
    """Begin a new flow; nobody meets it before it is published."""
    merchant = merchant_meant(tx, caller, draft.merchant_id)
    return flow_view(tx, store_flow(tx, merchant, draft.key, draft.document, caller.id))


def store_flow(tx: Tx, merchant: Merchant, key: str, document: Document, by: str | None) -> BotFlow:
    """Store a merchant's new flow, with nobody asking for it."""
    hold_merchant(tx, merchant)
    if queries.flow_by_key(tx, merchant.id, key) is not None:
        raise FlowKeyTaken(name=key)
    flow = BotFlow(
        id=tx.ids.new(),
        tenant_id=merchant.tenant_id,
        merchant_id=merchant.id,
        key=key,
        draft=stored(document),
        changed_at=tx.now,
        changed_by=by,
    )
    tx.session.add(flow)
    tx.flush()
    return flow


def change_flow(tx: Tx, flow_id: str, change: FlowChange, caller: Principal) -> FlowView:
    """Keep the draft as it is now, unless somebody else has saved it since it was read."""
    flow = queries.flow_for(tx, caller, flow_id, hold=True)
    if flow.revision != change.revision:
        raise FlowChangedMeanwhile
    update_draft(tx, flow, change.document, caller.id)
    return flow_view(tx, flow)


def update_draft(tx: Tx, flow: BotFlow, document: Document, by: str | None) -> None:
    """Keep a draft, with nobody asking for it."""
    flow.draft, flow.revision = stored(document), flow.revision + 1
    flow.changed_at, flow.changed_by = tx.now, by
    tx.flush()


def publish_flow(tx: Tx, flow_id: str, release: FlowRelease, caller: Principal) -> FlowView:
    """Let customers meet the draft from now on; who is at the old version ends with it."""
    flow = queries.flow_for(tx, caller, flow_id, hold=True)
    if flow.revision != release.revision:
        raise FlowChangedMeanwhile
    put_live(tx, flow, caller.id)
    return flow_view(tx, flow)


def put_live(tx: Tx, flow: BotFlow, by: str | None) -> None:
    """Publish the draft; raises FlowFaulty with everything that is wrong with it."""
    document = Document.model_validate(flow.draft)
    faults = faults_of(document, queries.promises_of(tx, flow.merchant_id))
    if faults:
        errors = [
            {
                "code": one.code,
                "field": ".".join(filter(None, [one.step, one.field])) or "flow",
                "params": dict(one.params),
            }
            for one in faults
        ]
        raise FlowFaulty(errors=errors, count=len(faults))
    flow.newest_version += 1
    flow.live_version = flow.newest_version
    tx.session.add(
        BotFlowVersion(
            flow_id=flow.id,
            version=flow.newest_version,
            document=flow.draft,
            triggers={"phrases": document.phrases, "entry_ids": document.entry_ids},
            published_at=tx.now,
            published_by=by,
        )
    )
    tx.flush()


def withdraw_flow(tx: Tx, flow_id: str, caller: Principal) -> FlowView:
    """Let nobody begin it any more; who has begun goes on."""
    flow = queries.flow_for(tx, caller, flow_id, hold=True)
    if flow.live_version is None:
        raise FlowNotLive
    flow.live_version = None
    tx.flush()
    return flow_view(tx, flow)


def add_action(tx: Tx, draft: ActionDraft, caller: Principal, check: CheckAddress) -> ActionView:
    """Register an action of the shop's own system."""
    check(draft.url)
    merchant = merchant_meant(tx, caller, draft.merchant_id)
    return action_view(store_action(tx, merchant, draft))


def store_action(tx: Tx, merchant: Merchant, draft: ActionDraft) -> BotAction:
    """Store a merchant's new action, with nobody asking for it."""
    hold_merchant(tx, merchant)
    if queries.action_by_key(tx, merchant.id, draft.key) is not None:
        raise ActionKeyTaken(name=draft.key)
    values = draft.model_dump(mode="json", exclude={"merchant_id", "secret"})
    action_id = tx.ids.new()
    action = BotAction(
        id=action_id,
        tenant_id=merchant.tenant_id,
        merchant_id=merchant.id,
        secret=_sealed(tx, action_id, draft.secret),
        changed_at=tx.now,
        **values,
    )
    tx.session.add(action)
    tx.flush()
    return action


def change_action(
    tx: Tx, action_id: str, change: ActionChange, caller: Principal, check: CheckAddress
) -> ActionView:
    """Change what is named; calls under way end as they began."""
    action = queries.action_for(tx, caller, action_id)
    if change.url is not None:
        check(change.url)
    values = change.model_dump(mode="json", exclude_none=True, exclude={"secret", "no_limit"})
    if change.no_limit:
        values["alone_up_to_cents"] = None
    if change.needs is not None:
        values["needs"] = change.needs or None
    for name, value in values.items():
        setattr(action, name, value)
    if change.secret is not None:
        action.secret = _sealed(tx, action.id, change.secret or None)
    action.changed_at = tx.now
    tx.flush()
    return action_view(action)


def stored(document: Document) -> dict[str, Any]:
    """Return a document as its row keeps it."""
    return document.model_dump(mode="json", by_alias=True, exclude_none=True)


def _sealed(tx: Tx, action_id: str, secret: str | None) -> str | None:
    return None if secret is None else tx.sealer.seal(secret, purpose_of(action_id))
