"""Puts the demo shop's tasks and actions in place, and leaves alone what somebody has changed."""

from yingda.app.demo import reading
from yingda.bot.flows import queries
from yingda.bot.flows.authoring import put_live, store_action, store_flow, stored, update_draft
from yingda.foundation.db import Tx
from yingda.merchants.models import Merchant


def install(tx: Tx, merchant: Merchant) -> None:
    """Store and publish the shop's tasks as its files say them now."""
    for draft in reading.actions():
        if queries.action_by_key(tx, merchant.id, draft.key) is None:
            store_action(tx, merchant, draft)
    for flow in reading.flows():
        known = queries.flow_by_key(tx, merchant.id, flow.key)
        if known is None:
            put_live(tx, store_flow(tx, merchant, flow.key, flow.document, None), None)
        elif known.changed_by is None and known.draft != stored(flow.document):
            update_draft(tx, known, flow.document, None)
            put_live(tx, known, None)
