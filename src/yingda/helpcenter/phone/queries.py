"""Reads of the telephone: its settings, its calls, and what to say next in one."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import cast

from sqlalchemy import Select, select

from yingda.conversations.queries.threads import latest_of_thread, thread_of
from yingda.customers.models import Customer
from yingda.customers.queries import current_customer, customer_for, family_ids
from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.foundation.errors import Forbidden
from yingda.foundation.runtime import visitor
from yingda.foundation.shapes import Page
from yingda.helpcenter.greeting import fact_of, most_urgent
from yingda.helpcenter.phone.after import after_link
from yingda.helpcenter.phone.answering import answered
from yingda.helpcenter.phone.errors import CallOver, CallUnknown, TurnOutOfOrder
from yingda.helpcenter.phone.line import Line, Move
from yingda.helpcenter.phone.menu import BEGINNING, State
from yingda.helpcenter.phone.models import PhoneCall, PhoneSettingsRow
from yingda.helpcenter.phone.schemas import (
    CallsAsked,
    CallView,
    HeardDraft,
    Intent,
    Outcome,
    PhoneSettings,
)
from yingda.helpcenter.queries import visitor_as_person
from yingda.merchants.queries import merchant_by_id, merchant_meant, merchants_of


def settings_of(tx: Tx, merchant_id: str) -> PhoneSettings:
    """Return the merchant's settings, with the defaults of what it never set."""
    row = tx.session.get(PhoneSettingsRow, merchant_id)
    return PhoneSettings() if row is None else PhoneSettings.model_validate(row.settings)


def settings_for(tx: Tx, caller: Principal, merchant_id: str | None) -> PhoneSettings:
    """Return the settings of a merchant the caller may see."""
    return settings_of(tx, merchant_meant(tx, caller, merchant_id).id)


def call_for(tx: Tx, caller: Principal, call_id: str, *, hold: bool = False) -> PhoneCall:
    """Return the call, if it exists for the caller; held, nobody else adds a turn to it."""
    call = tx.session.get(PhoneCall, call_id, with_for_update=hold or None)
    if call is None or not caller.may_see_merchant(call.merchant_id, call.tenant_id):
        raise CallUnknown
    return call


def thought(tx: Tx, call_id: str, heard: HeardDraft, caller: Principal) -> Move | None:
    """Think about what was heard; None where this turn was answered before."""
    call = call_for(tx, caller, call_id)
    if is_answered(call, heard):
        return None
    return answered(line_of(tx, call), heard)


def is_answered(call: PhoneCall, heard: HeardDraft) -> bool:
    """Tell whether a turn was told before; refuse one that cannot be the next."""
    if heard.n < len(call.turns):
        return True
    if call.ended_at is not None:
        raise CallOver
    if heard.n > len(call.turns):
        raise TurnOutOfOrder
    return False


def line_of(tx: Tx, call: PhoneCall) -> Line:
    """Return the call as the thinking sees it."""
    settings = settings_of(tx, call.merchant_id)
    state = call.state or asdict(BEGINNING)
    return Line(
        tx=tx,
        merchant=merchant_by_id(tx, call.merchant_id),
        settings=settings,
        language=call.language,
        began_at=call.started_at,
        customer_id=call.customer_id if settings.trusts_numbers else None,
        can_link=settings.sends_links and call.number is not None,
        state=State(state["asks"], tuple(state["choices"]), state["misses"]),
        said=tuple(one["text"] for one in call.turns if one["text"]),
        intent=None if call.intent is None else Intent.model_validate(call.intent),
    )


def fact_for(line: Line) -> str | None:
    """Return what to say of the caller's most urgent order, where the number proves who calls."""
    if line.customer_id is None:
        return None
    customer = current_customer(line.tx, line.customer_id)
    caller = visitor(line.merchant.tenant_id, line.merchant.id, customer.id, customer.name)
    order = most_urgent(visitor_as_person(line.tx, caller, line.language))
    if order is None:
        return None
    return fact_of(order, line.language, line.merchant.timezone, line.tx.now)


def last_chat_of(tx: Tx, call: PhoneCall) -> str | None:
    """Return the caller's newest conversation with this shop."""
    if call.customer_id is None:
        return None
    customer = current_customer(tx, call.customer_id)
    thread_id = thread_of(tx, call.merchant_id, customer.id)
    row = None if thread_id is None else latest_of_thread(tx, thread_id)
    return None if row is None else str(row["id"])


def find_calls(tx: Tx, caller: Principal, asked: CallsAsked) -> Page[CallView]:
    """Return a page of calls; a trial was no call."""
    found = _asked_about(tx, caller, asked).where(PhoneCall.is_trial.is_(False))
    if asked.outcome is not None:
        found = found.where(PhoneCall.outcome == asked.outcome)
    if asked.cursor is not None:
        found = found.where(PhoneCall.id < asked.cursor)
    newest = found.order_by(PhoneCall.id.desc()).limit(asked.limit + 1)
    calls = tx.session.scalars(newest).all()
    views = call_views(tx, calls[: asked.limit])
    return Page(items=views, next=views[-1].id if len(calls) > asked.limit else None)


def call_views(tx: Tx, calls: Sequence[PhoneCall]) -> list[CallView]:
    """Return the calls as staff see them."""
    names = _names(tx, calls)
    after = after_link(tx, [one for one in calls if one.link_opened_at is not None])
    return [
        CallView(
            id=one.id,
            merchant_id=one.merchant_id,
            customer_id=one.customer_id,
            customer_name=names.get(one.customer_id or ""),
            phone=one.number,
            language=one.language,
            is_trial=one.is_trial,
            started_at=one.started_at,
            ended_at=one.ended_at,
            outcome=cast("Outcome", one.outcome),
            reason=one.reason,
            asked=one.intent["words"] if one.intent else None,
            link_sent_at=one.link_sent_at,
            link_opened_at=one.link_opened_at,
            conversation_id=one.conversation_id,
            after_link=after.get(one.id),
            turns=one.turns,
        )
        for one in calls
    ]


def _asked_about(tx: Tx, caller: Principal, asked: CallsAsked) -> Select[PhoneCall]:
    calls = select(PhoneCall)
    if asked.customer_id is not None:
        family = family_ids(tx, customer_for(tx, caller, asked.customer_id).id)
        return calls.where(PhoneCall.customer_id.in_(family))
    if caller.role == "agent":
        raise Forbidden  # an agent reads the calls of the customer they serve
    if asked.merchant_id is not None:
        shops = [merchant_meant(tx, caller, asked.merchant_id)]
    else:
        shops = list(merchants_of(tx, caller))
    return calls.where(PhoneCall.merchant_id.in_([one.id for one in shops]))


def _names(tx: Tx, calls: Sequence[PhoneCall]) -> dict[str, str]:
    ids = {one.customer_id for one in calls if one.customer_id}
    rows = tx.session.scalars(select(Customer).where(Customer.id.in_(ids))) if ids else ()
    return {one.id: current_customer(tx, one.id).name for one in rows}
