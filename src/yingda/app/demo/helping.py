"""Puts the demo shop's tasks, telephone and costs in place; leaves alone what was changed."""

from yingda.app.demo import reading
from yingda.app.demo.shapes import PhoneKey
from yingda.bot.flows import queries
from yingda.bot.flows.authoring import put_live, store_action, store_flow, stored, update_draft
from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.helpcenter.phone import service as phone
from yingda.helpcenter.phone.models import PhoneSettingsRow
from yingda.helpcenter.phone.schemas import MenuItem, PhoneSettings
from yingda.knowledge.queries import entry_by_question
from yingda.learning.costing.queries import rates_for
from yingda.learning.costing.service import set_rate
from yingda.merchants.models import Merchant


def install(tx: Tx, merchant: Merchant, owner: Principal) -> None:
    """Store and publish the shop's tasks as its files say; set its telephone and costs up."""
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
    if tx.session.get(PhoneSettingsRow, merchant.id) is None:
        phone.set_up(tx, merchant.id, _phone(tx, merchant), owner)
    if not rates_for(tx, owner, merchant.id).rates:
        set_rate(tx, reading.costs().model_copy(update={"merchant_id": merchant.id}), owner)


def _phone(tx: Tx, merchant: Merchant) -> PhoneSettings:
    wanted = reading.phone()
    menu = [_menu_item(tx, merchant, key) for key in wanted.menu]
    return PhoneSettings(menu=menu, sends_links=wanted.sends_links)


def _menu_item(tx: Tx, merchant: Merchant, key: PhoneKey) -> MenuItem:
    entry = entry_by_question(tx, merchant.id, key.question) if key.question else None
    flow = queries.flow_by_key(tx, merchant.id, key.flow) if key.flow else None
    return MenuItem(
        key=key.key,
        label=key.label,
        does="answer" if entry else "task",
        entry_id=entry.id if entry else None,
        flow_id=flow.id if flow else None,
    )
