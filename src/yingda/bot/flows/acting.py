"""People run an action for a customer: who may, for how much, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from yingda.bot.flows import queries
from yingda.bot.flows.actions import WrongAnswer, read_answer
from yingda.bot.flows.calling import (
    Heard,
    Refusal,
    Request,
    amount_of,
    customer_told,
    inputs_of,
    is_too_much,
    judge,
    opened_secret,
)
from yingda.bot.flows.errors import (
    ActionNotAllowed,
    ActionOff,
    ActionUnknown,
    InputWrong,
    OverYourLimit,
)
from yingda.bot.flows.models import BotAction, StaffCall
from yingda.bot.flows.moves import Answered, Failed, Refused
from yingda.bot.flows.schemas.actions import OfferedAction, StaffCallDraft, StaffCallView
from yingda.conversations.errors import KeyReused, NotYours
from yingda.conversations.models import Row
from yingda.conversations.queries.access import conversation_for
from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.orders.queries import orders_known_of
from yingda.team import queries as team
from yingda.team.models import SkillGroup

SETTLED = frozenset({"answered", "refused"})
"""What the shop's system has said; one that failed may have been obeyed, and goes out again."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A call to be made now, or what came of it when it was made before."""

    call_id: str
    request: Request | None
    shown: StaffCallView


def offered(tx: Tx, conversation_id: str, caller: Principal) -> list[OfferedAction]:
    """Return the actions the caller may run for the customer of a conversation."""
    row = conversation_for(tx, caller, conversation_id)
    return [
        OfferedAction(
            key=one.key,
            title=one.title,
            inputs=[field for field in queries.fields_of(one.inputs) if field.kind != "order"],
            for_order=any(field.kind == "order" for field in queries.fields_of(one.inputs)),
            changes=one.changes,
        )
        for one in queries.actions_of(tx, row["merchant_id"])
        if one.is_on and _is_allowed(tx, caller, one)
    ]


def begin(tx: Tx, draft: StaffCallDraft, caller: Principal) -> Begun:
    """Write down that a person runs an action, or refuse it; nothing is called yet."""
    row = conversation_for(tx, caller, draft.conversation_id)
    if row["agent_id"] != caller.id and not caller.leads:
        raise NotYours(by=row["agent_name"])
    action = queries.action_by_key(tx, row["merchant_id"], draft.action)
    if action is None:
        raise ActionUnknown
    tx.session.refresh(action, with_for_update=True)  # two presses of one button are one call
    if not action.is_on:
        raise ActionOff
    body = _body(tx, row, action, draft)
    amount = amount_of(action, body["inputs"] | _orders(tx, row, action, draft))
    if amount is not None and amount < 0:
        raise InputWrong
    _check_right(tx, caller, row, action, _together(tx, row, action, draft, amount))
    call = _named(tx, draft)
    if call is None:
        call = _stored(tx, row, action, draft, caller, body | {"amount_cents": amount})
    elif call.body["inputs"] != body["inputs"] or call.action_id != action.id:
        raise KeyReused
    return Begun(call.id, _request(tx, action, call), shown(call, action))


def settle(tx: Tx, call_id: str, heard: Heard) -> StaffCallView:
    """Write down what came of it; what the shop's system has said stays."""
    call = tx.session.get_one(StaffCall, call_id, with_for_update=True)
    action = tx.session.get_one(BotAction, call.action_id)
    if call.status not in SETTLED:
        meaning = judge(queries.fields_of(action.outputs), heard)
        call.answer_status, call.ended_at = heard.status, tx.now
        if isinstance(meaning, Answered | Refused):
            call.answer = dict(meaning.output)
        call.problem = meaning.problem if isinstance(meaning, Failed) else None
        call.status = {Answered: "answered", Refused: "refused"}.get(type(meaning), "failed")
        tx.flush()
    return shown(call, action)


def shown(call: StaffCall, action: BotAction) -> StaffCallView:
    """Return a call as the person who made it reads it."""
    return StaffCallView.model_validate(
        {
            "id": call.id,
            "action": action.key,
            "title": action.title,
            "status": call.status,
            "problem": call.problem,
            "output": call.answer,
            "created_at": call.created_at,
        }
    )


def moves_money(action: BotAction) -> bool:
    """Tell whether it changes something that has an amount, as a refund does."""
    fields = (*queries.fields_of(action.inputs), *queries.fields_of(action.outputs))
    return action.changes and any(one.kind == "cents" for one in fields)


def movers_of_money(tx: Tx, conversation_id: str) -> frozenset[str]:
    """Return who ran an action that moves money there; what was refused moved none."""
    run = (
        select(StaffCall.staff_id, BotAction)
        .join(BotAction, BotAction.id == StaffCall.action_id)
        .where(StaffCall.conversation_id == conversation_id, StaffCall.status != "refused")
    )
    return frozenset(who for who, action in tx.session.execute(run) if moves_money(action))


def _together(
    tx: Tx, row: Row, action: BotAction, draft: StaffCallDraft, amount: int | None
) -> int | None:
    """Return what is moved by this and by earlier presses, for one order or else one conversation.

    Otherwise many small refunds would be one that nobody may give.
    """
    if amount is None or not moves_money(action):
        return amount
    earlier = (
        select(StaffCall, BotAction)
        .join(BotAction, BotAction.id == StaffCall.action_id)
        .where(
            StaffCall.customer_id == row["customer_id"],
            StaffCall.status != "refused",
            StaffCall.client_key != draft.client_key,
        )
    )
    return amount + sum(
        call.amount_cents or 0
        for call, of in tx.session.execute(earlier)
        if moves_money(of) and _is_about(call, row, draft)
    )


def _is_about(call: StaffCall, row: Row, draft: StaffCallDraft) -> bool:
    inputs = call.body["inputs"].values()
    orders = {one.get("id") for one in inputs if isinstance(one, Mapping)}
    if draft.order_id or orders:
        return draft.order_id in orders
    return bool(call.conversation_id == row["id"])


def _is_allowed(tx: Tx, caller: Principal, action: BotAction) -> bool:
    limits = _limits(tx, caller)
    return not limits or any(action.key in one.allowed_actions for one in limits)


def _check_right(
    tx: Tx, caller: Principal, row: Row, action: BotAction, amount: int | None
) -> None:
    """Refuse what the caller's group may not run, and what is about more than they may decide."""
    limits = [one for one in _limits(tx, caller) if action.key in one.allowed_actions]
    if not _is_allowed(tx, caller, action):
        raise ActionNotAllowed(name=action.title)
    if limits and moves_money(action):
        most = max(one.limit_cents for one in limits)
        if amount is None or amount > most:
            raise OverYourLimit(name=action.title, limit=_money(most))
    if action.needs is not None and is_too_much(action, amount) and not caller.leads:
        held = team.holder_of(tx, row["tenant_id"], row["merchant_id"], action.needs, amount)
        if held is None or held.id not in caller.group_ids:
            limit = _money(action.alone_up_to_cents or 0)
            raise OverYourLimit(name=action.title, limit=limit)


def _limits(tx: Tx, caller: Principal) -> list[SkillGroup]:
    return list(team.restrictions_of(tx, caller.group_ids)) if caller.veiled else []


def _body(tx: Tx, row: Row, action: BotAction, draft: StaffCallDraft) -> dict[str, Any]:
    fields = queries.fields_of(action.inputs)
    given: dict[str, Any] = dict(draft.inputs)
    given |= {one.name: {"id": draft.order_id} for one in fields if one.kind == "order"}
    typed = tuple(one for one in fields if one.kind != "order")
    try:
        read_answer([one.model_copy(update={"needed": False}) for one in typed], given)
        inputs = inputs_of(tx, row["customer_id"], fields, given)
    except (WrongAnswer, Refusal):
        raise InputWrong from None
    return {"inputs": inputs}


def _orders(
    tx: Tx, row: Row, action: BotAction, draft: StaffCallDraft
) -> Mapping[str, dict[str, Any]]:
    """Return the order with its amount as we know it, whatever the caller says of it."""
    known = {one.id: one.amount_cents for one in orders_known_of(tx, row["customer_id"])}
    amount = known.get(draft.order_id or "")
    fields = queries.fields_of(action.inputs)
    return {one.name: {"amount_cents": amount} for one in fields if one.kind == "order"}


def _named(tx: Tx, draft: StaffCallDraft) -> StaffCall | None:
    same = StaffCall.conversation_id == draft.conversation_id
    return tx.session.scalar(
        select(StaffCall).where(same, StaffCall.client_key == draft.client_key).with_for_update()
    )


def _stored(
    tx: Tx,
    row: Row,
    action: BotAction,
    draft: StaffCallDraft,
    caller: Principal,
    body: dict[str, Any],
) -> StaffCall:
    call_id = tx.ids.new()
    amount = body.pop("amount_cents")
    call = StaffCall(
        id=call_id,
        tenant_id=row["tenant_id"],
        merchant_id=row["merchant_id"],
        action_id=action.id,
        conversation_id=row["id"],
        customer_id=row["customer_id"],
        staff_id=caller.id,
        client_key=draft.client_key,
        amount_cents=amount,
        body=body
        | {
            "key": call_id,
            "action": action.key,
            "dry_run": False,
            "language": row["language"],
            "customer": customer_told(tx, row["customer_id"]),
        },
        status="waiting",
        created_at=tx.now,
    )
    tx.session.add(call)
    tx.flush()
    return call


def _request(tx: Tx, action: BotAction, call: StaffCall) -> Request | None:
    """Return what goes out; one without an answer goes out again under its key."""
    if call.status in SETTLED:
        return None
    secret = opened_secret(tx, action)
    return Request(call.id, action.url, secret, call.body, action.timeout_ms, action.merchant_id)


def _money(cents: int) -> str:
    return f"{cents / 100:.2f}"
