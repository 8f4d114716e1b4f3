"""Trying a flow out: a test customer with an order in every state, actions that change nothing.

Nothing is stored and nothing is called; the screen keeps where the rehearsal stands.
"""

from typing import Any, get_args

from yingda.bot.flows import queries
from yingda.bot.flows.actions import ActionField, WrongAnswer, example_of, read_answer
from yingda.bot.flows.calling import Heard, Request, judge, opened_secret
from yingda.bot.flows.documents import CallStep, Document
from yingda.bot.flows.errors import FlowFaulty
from yingda.bot.flows.faults import faults_of
from yingda.bot.flows.labels import to_confirm
from yingda.bot.flows.moves import (
    Answered,
    Begin,
    Call,
    Failed,
    Input,
    Move,
    Offer,
    Order,
    Picked,
    Refused,
    Said,
    State,
    World,
)
from yingda.bot.flows.schemas.actions import DryRunView
from yingda.bot.flows.schemas.runs import RehearsalDraft, RehearsalView
from yingda.bot.flows.stepping import advance
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import HOUR
from yingda.foundation.db import Tx
from yingda.merchants.queries import merchant_meant
from yingda.orders.models import OrderStatus

AGE = 20
ORDER = "order"
Fields = tuple[ActionField, ...]


def rehearse(tx: Tx, draft: RehearsalDraft, caller: Principal) -> RehearsalView:
    """Return what would follow; a flow with faults is not played."""
    merchant = merchant_meant(tx, caller, draft.merchant_id)
    promises = queries.promises_of(tx, merchant.id)
    if faults := faults_of(draft.document, promises):
        raise FlowFaulty(count=len(faults))
    statuses = draft.statuses or list(get_args(OrderStatus))
    world = World(
        orders=tuple(_order(n, status, tx.now) for n, status in enumerate(statuses, start=1)),
        facts={"customer.tier": 1, "customer.language": draft.language},
        language=draft.language,
        timezone=merchant.timezone,
        now=tx.now,
    )
    state = State(draft.state.step, dict(draft.state.values), draft.state.tries, draft.state.hops)
    step = draft.document.step(state.step)
    promise = promises.get(step.action) if isinstance(step, CallStep) else None
    came = _came(draft, () if promise is None else promise.outputs)
    return _shown(draft.document, world, advance(draft.document, state, came, world))


def dry_request(tx: Tx, action_id: str, caller: Principal) -> tuple[Request, Fields]:
    """Return a call that changes nothing, with an order nobody has, and what it must answer."""
    action = queries.action_for(tx, caller, action_id)
    fields = queries.fields_of(action.inputs)
    inputs: dict[str, Any] = example_of(fields)
    orders = {one.name: {"id": "test", "number": "TEST0001"} for one in fields if one.kind == ORDER}
    call_id = tx.ids.new()
    body = {
        "key": call_id,
        "action": action.key,
        "dry_run": True,
        "language": "zh-CN",
        "customer": {"id": "test", "external_id": None},
        "inputs": inputs | orders,
    }
    secret = opened_secret(tx, action)
    request = Request(call_id, action.url, secret, body, action.timeout_ms, action.merchant_id)
    return request, queries.fields_of(action.outputs)


def dry_run_shown(fields: Fields, heard: Heard) -> DryRunView:
    """Return what came of it, as the flow would have understood it."""
    meaning = judge(fields, heard)
    failed = isinstance(meaning, Failed)
    refused = isinstance(meaning, Refused)
    return DryRunView(
        outcome="failed" if failed else "refused" if refused else "answered",
        problem=meaning.problem if isinstance(meaning, Failed) else None,
        status=heard.status,
        took_ms=heard.took_ms,
        output=dict(meaning.output) if isinstance(meaning, Answered | Refused) else None,
    )


def _came(draft: RehearsalDraft, outputs: Fields) -> Input:
    match draft.kind:
        case "say":
            return Said(draft.text)
        case "pick":
            return Picked(draft.text)
        case "answer":
            output = example_of(outputs) | (draft.output or {})
            try:
                return Answered(read_answer(outputs, output))
            except WrongAnswer:
                return Failed("garbage")
        case "refuse":
            return Refused({"reason": draft.text})
        case "fail":
            return Failed("timeout")
        case _:
            return Begin()


def _shown(document: Document, world: World, move: Move) -> RehearsalView:
    call = next((one for one in move.effects if isinstance(one, Call)), None)
    state = move.state
    messages = [
        _message(one) | {"given": _given(document, world, state, one)}
        for one in move.effects
        if not isinstance(one, Call)
    ]
    return RehearsalView(
        state={
            "step": state.step,
            "values": dict(state.values),
            "tries": state.tries,
            "hops": state.hops,
        },
        messages=messages,
        call=None if call is None else {"action": call.action, "inputs": dict(call.inputs)},
        ended=move.ended,
        solved=move.solved,
        reason=move.reason,
        reached=list(move.reached),
    )


def _message(effect: object) -> dict[str, Any]:
    if not isinstance(effect, Offer):
        return {"kind": "text", "text": getattr(effect, "text", ""), "options": []}
    options = [{"value": value, "title": title} for value, title in effect.options]
    options += [
        {"value": one["id"], "title": f"{one['number']} · {one['title']}"} for one in effect.orders
    ]
    return {"kind": effect.kind, "text": effect.text, "options": options}


def _given(document: Document, world: World, state: State, effect: object) -> list[dict[str, str]]:
    if not isinstance(effect, Offer) or effect.kind != "confirm":
        return []
    rows = to_confirm(document, effect.step, state.values, world.language, world.timezone)
    return [{"label": label, "text": text} for label, text in rows]


def _order(number: int, status: str, now: int) -> Order:
    on_its_way = status in {"shipped", "delayed", "delivered", "completed"}
    return {
        "id": f"test-{number}",
        "number": f"TEST{number:04d}",
        "status": status,
        "title": "—",
        "image_url": None,
        "amount_cents": 12_900,
        "currency": "CNY",
        "carrier": "SF" if on_its_way else None,
        "tracking_no": f"SF{number:010d}" if on_its_way else None,
        "expected_at": now + AGE * HOUR,
        "created_at": now - AGE * HOUR,
        "address": "***",
        "age_hours": AGE,
    }
