"""What one can do with the telephone: set it up, take a call through its turns, open its link."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from yingda.bot.flows.models import BotFlow
from yingda.customers.queries import current_customer
from yingda.customers.service import recognise
from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.helpcenter.phone import linking, queries
from yingda.helpcenter.phone.answering import welcomed
from yingda.helpcenter.phone.errors import MenuItemUnusable, MenuKeyTaken
from yingda.helpcenter.phone.events import CallPassedOn
from yingda.helpcenter.phone.line import Move
from yingda.helpcenter.phone.models import PhoneCall, PhoneSettingsRow
from yingda.helpcenter.phone.schemas import (
    CallDraft,
    CallEndDraft,
    CallReply,
    HeardDraft,
    KeyView,
    MenuItem,
    Outcome,
    PhoneSettings,
)
from yingda.knowledge.models import KnowledgeEntry
from yingda.merchants.models import Merchant
from yingda.merchants.queries import merchant_meant
from yingda.merchants.service import hold_merchant
from yingda.team import queries as team

_FARTHEST: tuple[Outcome, ...] = ("left", "told", "linked", "passed_on")


def set_up(
    tx: Tx, merchant_id: str | None, wanted: PhoneSettings, caller: Principal
) -> PhoneSettings:
    """Set up a shop's telephone; every key must lead somewhere."""
    merchant = merchant_meant(tx, caller, merchant_id)
    if len({one.key for one in wanted.menu}) < len(wanted.menu):
        raise MenuKeyTaken
    for item in wanted.menu:
        _refuse_useless(tx, caller, merchant, item)
    row = tx.session.get(PhoneSettingsRow, merchant.id)
    if row is None:
        row = PhoneSettingsRow(merchant_id=merchant.id, settings={})
        tx.session.add(row)
    row.settings = wanted.model_dump()
    return wanted


def begin(tx: Tx, draft: CallDraft, address: str, caller: Principal) -> CallReply:
    """Take a call, or say again how it began when it is told twice.

    `address` is where this installation is reached; links begin with it.
    """
    merchant = merchant_meant(tx, caller, draft.merchant_id)
    hold_merchant(tx, merchant)
    known = _told_before(tx, merchant, draft.external_id)
    if known is not None:
        return reply_of(tx, known, 0, address)
    call = _opened(tx, merchant, draft)
    line = queries.line_of(tx, call)
    _keep(tx, call, HeardDraft(n=1), welcomed(line, queries.fact_for(line)))
    return reply_of(tx, call, 0, address)


def go_on(
    tx: Tx, call_id: str, heard: HeardDraft, move: Move | None, address: str, caller: Principal
) -> CallReply:
    """Store a turn and its answer, or give the answer it had; `move` was thought of beside."""
    call = queries.call_for(tx, caller, call_id, hold=True)
    if not queries.is_answered(call, heard):
        # Whoever told the same turn at the same time has not stored it: this thought counts.
        assert move is not None
        _keep(tx, call, heard, move)
    return reply_of(tx, call, heard.n, address)


def end(tx: Tx, call_id: str, draft: CallEndDraft, caller: Principal) -> None:
    """Note that a call has ended; a second time changes nothing."""
    call = queries.call_for(tx, caller, call_id, hold=True)
    if call.ended_at is None:
        call.ended_at, call.ended_by = tx.now, draft.by


def reply_of(tx: Tx, call: PhoneCall, n: int, address: str) -> CallReply:
    """Return what the telephone system does after turn `n`; 0 is the beginning."""
    turn = call.turns[n]
    settings = queries.settings_of(tx, call.merchant_id)
    return CallReply(
        call_id=call.id,
        n=n,
        say=turn["said"],
        language=call.language,
        keys=[KeyView(key=key, label=label) for key, label in turn["keys"]],
        next=turn["next"],
        transfer_to=settings.transfer_to or None if turn["next"] == "transfer" else None,
        sms=linking.short_message(tx, call, address) if turn["sends_link"] else None,
        profile_path=_profile_path(tx, call),
    )


def _opened(tx: Tx, merchant: Merchant, draft: CallDraft) -> PhoneCall:
    number, customer = linking.normal_number(merchant, draft.number), None
    if number and not draft.is_trial:
        customer = recognise(tx, merchant, "phone", number, language=draft.language)
    spoken = draft.language or (customer.language if customer else merchant.language)
    call = PhoneCall(
        id=tx.ids.new(),
        tenant_id=merchant.tenant_id,
        merchant_id=merchant.id,
        external_id=draft.external_id,
        number=number,
        customer_id=customer.id if customer else None,
        language=spoken,
        is_trial=draft.is_trial,
        state={"asks": "menu", "choices": [], "misses": 0},
        turns=[],
        outcome="left",
        started_at=tx.now,
    )
    tx.session.add(call)
    tx.flush()
    return call


def _keep(tx: Tx, call: PhoneCall, heard: HeardDraft, move: Move) -> None:
    call.turns = [*call.turns, _turn(tx, call, heard, move)]
    call.state = asdict(move.state)
    call.language = move.language
    call.reason = move.reason or call.reason
    if move.intent is not None:
        call.intent = move.intent.model_dump()
    if move.tells is not None:
        _came_to(call, "told")
    if move.sends_link:
        linking.make_link(tx, call)
        _came_to(call, "linked")
    if move.next == "transfer" and move.group_id is not None:
        _came_to(call, "passed_on")
        _tell_group(tx, call, move.group_id)


def _turn(tx: Tx, call: PhoneCall, heard: HeardDraft, move: Move) -> dict[str, Any]:
    return {
        "n": len(call.turns),
        "at": tx.now,
        "digits": heard.digits,
        "text": None if heard.digits else heard.text,
        "said": move.say,
        "entry_id": move.tells,
        "next": move.next,
        "keys": list(move.keys),
        "sends_link": move.sends_link,
    }


def _came_to(call: PhoneCall, outcome: Outcome) -> None:
    before: Any = call.outcome
    if _FARTHEST.index(outcome) > _FARTHEST.index(before):
        call.outcome = outcome


def _tell_group(tx: Tx, call: PhoneCall, group_id: str) -> None:
    customer = current_customer(tx, call.customer_id) if call.customer_id else None
    if call.is_trial:
        return
    tx.emit(
        CallPassedOn(
            tenant_id=call.tenant_id,
            merchant_id=call.merchant_id,
            group_id=group_id,
            call_id=call.id,
            customer_id=customer.id if customer else None,
            customer_name=customer.name if customer else None,
            conversation_id=queries.last_chat_of(tx, call),
            asked=call.intent["words"] if call.intent else None,
        )
    )


def _profile_path(tx: Tx, call: PhoneCall) -> str | None:
    """Return where the desk shows the caller: in their last chat, else on their own page."""
    if call.customer_id is None:
        return None
    chat = queries.last_chat_of(tx, call)
    if chat is not None:
        return f"/desk/conversations/{chat}"
    return f"/desk/customers/{current_customer(tx, call.customer_id).id}"


def _told_before(tx: Tx, merchant: Merchant, external_id: str) -> PhoneCall | None:
    return tx.session.scalar(
        select(PhoneCall).where(
            PhoneCall.merchant_id == merchant.id, PhoneCall.external_id == external_id
        )
    )


def _refuse_useless(tx: Tx, caller: Principal, merchant: Merchant, item: MenuItem) -> None:
    if item.does == "answer":
        entry = tx.session.get(KnowledgeEntry, item.entry_id or "")
        if entry is None or entry.merchant_id != merchant.id or entry.answer_mode == "internal":
            raise MenuItemUnusable
    if item.does == "task":
        flow = tx.session.get(BotFlow, item.flow_id or "")
        if flow is None or flow.merchant_id != merchant.id or flow.live_version is None:
            raise MenuItemUnusable
    if item.does == "person" and item.group_id is not None:
        group = team.group_for(tx, caller, item.group_id)
        if group.merchant_id not in {None, merchant.id}:
            raise MenuItemUnusable
