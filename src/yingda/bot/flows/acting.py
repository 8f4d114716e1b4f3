"""People run an action for a customer: who may, for how much, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from yingda.bot.flows import amounts, queries
from yingda.bot.flows.actions import WrongAnswer, read_answer
from yingda.bot.flows.calling import (
    Heard,
    Refusal,
    Request,
    customer_told,
    inputs_of,
    judge,
    opened_secret,
)
from yingda.bot.flows.errors import (
    ActionNotAllowed,
    ActionOff,
    ActionUnknown,
    InputWrong,
    OverTheOrder,
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
    amounts.hold(tx, row["merchant_id"], row["id"], draft.order_id)  # two presses are one by one
    action = queries.action_by_key(tx, row["merchant_id"], draft.action)
    if action is None:
        raise ActionUnknown
    if not action.is_on:
        raise ActionOff
    body = _body(tx, row, action, draft)
    call = _named(tx, draft)
    if call is not None and (
        call.body.get("inputs") != body["inputs"] or call.action_id != action.id
    ):
        raise KeyReused
    _check_allowed(tx, caller, action)
    if call is None or call.status not in SETTLED:
        found = _sum(tx, row, action, body, call)
        _check_right(tx, caller, row, action, found)
        call = call or _stored(tx, row, action, draft, caller, body)
        call.status = "waiting"
        call.amount_cents = found.own if amounts.moves_money(action) else None
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
        if isinstance(meaning, Answered):
            call.amount_cents = amounts.came_to(action, call)
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


def movers_of_money(tx: Tx, conversation_id: str) -> frozenset[str]:
    """Return who ran an action that moves money there; what was refused moved none."""
    run = (
        select(StaffCall.staff_id, BotAction)
        .join(BotAction, BotAction.id == StaffCall.action_id)
        .where(StaffCall.conversation_id == conversation_id, StaffCall.status != "refused")
    )
    return frozenset(who for who, action in tx.session.execute(run) if amounts.moves_money(action))


def _sum(
    tx: Tx, row: Row, action: BotAction, body: Mapping[str, Any], call: StaffCall | None
) -> amounts.Sum:
    """Return what this press is about, together with what was moved before it."""
    inputs = body["inputs"]
    itself = None if call is None else call.id
    subject = amounts.Subject(row["id"], amounts.order_in(inputs), itself)
    found = amounts.summed(tx, row["customer_id"], action, inputs, subject)
    if found.own is not None and found.own < 0:
        raise InputWrong
    return found


def _is_allowed(tx: Tx, caller: Principal, action: BotAction) -> bool:
    limits = _limits(tx, caller)
    return not limits or any(action.key in one.allowed_actions for one in limits)


def _check_allowed(tx: Tx, caller: Principal, action: BotAction) -> None:
    if not _is_allowed(tx, caller, action):
        raise ActionNotAllowed(name=action.title)


def _check_right(
    tx: Tx, caller: Principal, row: Row, action: BotAction, found: amounts.Sum
) -> None:
    """Refuse what is about more than the caller may decide, or than the order came to."""
    limits = [one for one in _limits(tx, caller) if action.key in one.allowed_actions]
    if limits and amounts.moves_money(action):
        most = max(one.limit_cents for one in limits)
        if found.together is None or found.together > most:
            raise _over(action, most, found)
    if amounts.is_too_much(action, found.together) and not _holds(tx, caller, row, action, found):
        raise _over(action, action.alone_up_to_cents or 0, found)
    if found.is_over_order:
        left, whole = found.left_of_order or 0, found.whole or 0
        raise OverTheOrder(name=action.title, amount=_money(whole), left=_money(left))


def _holds(tx: Tx, caller: Principal, row: Row, action: BotAction, found: amounts.Sum) -> bool:
    """Tell whether the caller may decide so much; without an authority named, everybody may."""
    if action.needs is None or caller.leads:
        return True
    held = team.holder_of(tx, row["tenant_id"], row["merchant_id"], action.needs, found.together)
    return held is not None and held.id in caller.group_ids


def _over(action: BotAction, most: int, found: amounts.Sum) -> OverYourLimit:
    left = _money(found.left_of(most))
    return OverYourLimit(name=action.title, limit=_money(most), left=left)


def _limits(tx: Tx, caller: Principal) -> list[SkillGroup]:
    return list(team.restrictions_of(tx, caller.group_ids)) if caller.veiled else []


def _body(tx: Tx, row: Row, action: BotAction, draft: StaffCallDraft) -> Mapping[str, Any]:
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
    body: Mapping[str, Any],
) -> StaffCall:
    call_id = tx.ids.new()
    call = StaffCall(
        id=call_id,
        tenant_id=row["tenant_id"],
        merchant_id=row["merchant_id"],
        action_id=action.id,
        conversation_id=row["id"],
        customer_id=row["customer_id"],
        order_id=amounts.order_in(body["inputs"]),
        staff_id=caller.id,
        client_key=draft.client_key,
        body={
            **body,
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
