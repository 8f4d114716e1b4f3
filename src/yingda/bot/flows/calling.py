"""Calls of actions: written down with the step that wants them, made outside, settled once.

The row is the promise: whoever dies on the way, the next one tries again under the same key, and
when the time is up a timer says so. The customer hears within `TIME_LIMIT` in any case.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import func, select

from yingda.bot.flows import amounts, queries
from yingda.bot.flows.actions import ActionField, WrongAnswer, read_answer
from yingda.bot.flows.models import BotAction, BotCall, BotRun
from yingda.bot.flows.moves import Answered, Call, Failed, Input, Refused
from yingda.customers.queries import identities_of
from yingda.foundation.clock import HOUR, MINUTE, SECOND
from yingda.foundation.db import Tx
from yingda.foundation.due_work import in_turn
from yingda.orders.queries import orders_known_of

OVERDUE_TIMER = "bot.call_overdue"
TIME_LIMIT = 12 * SECOND
MOST_TRIES = 2
PAUSE = SECOND // 2
GRACE = 2 * SECOND
OVER_LIMIT = "over_limit"
REFUSALS = frozenset({409, 422})


class Refusal(Exception):
    """The call is not even made; `problem` says why."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Request:
    """What goes out: the key is the same however often it is tried."""

    call_id: str
    url: str
    secret: str | None
    body: Mapping[str, Any]
    timeout_ms: int
    merchant_id: str


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back: a problem of the way, or a status with what was said."""

    problem: str | None
    status: int | None = None
    said: object = None
    took_ms: int = 0


def begin_call(tx: Tx, run: BotRun, wanted: Call) -> None:
    """Write down that an action is to be called; raises Refusal where it must not be."""
    action = queries.action_by_key(tx, run.merchant_id, wanted.action)
    if action is None or not action.is_on:
        raise Refusal("off")
    _check_limits(tx, run, action)
    fields = queries.fields_of(action.inputs)
    inputs = inputs_of(tx, run.customer_id, fields, wanted.inputs)
    found = _checked_sum(tx, run, action, inputs)
    call_id = tx.ids.new()
    call = BotCall(
        id=call_id,
        tenant_id=run.tenant_id,
        merchant_id=run.merchant_id,
        action_id=action.id,
        run_id=run.id,
        conversation_id=run.conversation_id,
        customer_id=run.customer_id,
        order_id=amounts.order_in(inputs),
        amount_cents=found.own if amounts.moves_money(action) else None,
        step=wanted.step,
        body={
            "key": call_id,
            "action": action.key,
            "dry_run": False,
            "language": run.language,
            "customer": customer_told(tx, run.customer_id),
            "inputs": inputs,
        },
        status="waiting",
        created_at=tx.now,
        due_at=tx.now,
        deadline_at=tx.now + TIME_LIMIT,
    )
    tx.session.add(call)
    tx.flush()
    tx.schedule(OVERDUE_TIMER, call_id, call.deadline_at)


def due_calls(tx: Tx, most: int, share: int) -> Sequence[tuple[str, str]]:
    """Return the ids of the calls to make now with their merchants, each merchant's in turn."""
    waits = BotCall.status == "waiting", BotCall.due_at <= tx.now
    line = in_turn(BotCall.id, BotCall.merchant_id, BotCall.due_at, *waits, share=share, most=most)
    return [(call_id, merchant_id) for call_id, merchant_id in tx.session.execute(line)]


def take_call(tx: Tx, call_id: str) -> Request | None:
    """Take a call for this process until its answer must be here; None when it is not to be made.

    That is so when another process has it, and when it was called off meanwhile.
    """
    run, call = _held(tx, call_id)
    if call.status != "waiting" or call.due_at > tx.now:
        return None
    if _is_called_off(run):
        call.problem = call.problem or "called_off"
        _finish(tx, call, "failed")
        return None
    action = tx.session.get_one(BotAction, call.action_id)
    call.due_at = tx.now + action.timeout_ms + GRACE
    call.attempts += 1
    tx.flush()
    return Request(
        call_id=call_id,
        url=action.url,
        secret=opened_secret(tx, action),
        body=call.body,
        timeout_ms=min(action.timeout_ms, max(call.deadline_at - tx.now, 1)),
        merchant_id=call.merchant_id,
    )


def judge(fields: tuple[ActionField, ...], heard: Heard) -> Input:
    """Return what an answer means to the flow; whatever is not as promised is a failure."""
    if heard.problem is None and heard.status is not None and 200 <= heard.status < 300:
        try:
            return Answered(read_answer(fields, heard.said))
        except WrongAnswer:
            return Failed("garbage")
    if heard.status in REFUSALS and isinstance(heard.said, Mapping):
        reason = read_answer((ActionField(name="reason", needed=False),), _texts(heard.said))
        return Refused({"reason": reason.get("reason", "")})
    return Failed(heard.problem or "status")


def settle_call(tx: Tx, call_id: str, heard: Heard) -> tuple[BotCall, Input] | None:
    """Write down what came of a try; returns what it means, None while it is tried again."""
    run, call = _held(tx, call_id)
    action = tx.session.get_one(BotAction, call.action_id)
    meaning = judge(queries.fields_of(action.outputs), heard)
    call.problem = meaning.problem if isinstance(meaning, Failed) else None
    call.answer_status, call.took_ms = heard.status, heard.took_ms
    if isinstance(meaning, Answered | Refused):
        call.answer = dict(meaning.output)
    if isinstance(meaning, Answered):
        call.amount_cents = amounts.came_to(action, call)
    if call.status != "waiting":
        call.late = True
        return None
    again = tx.now + PAUSE
    may_try_again = _may_try_again(call, heard, again) and not _is_called_off(run)
    if isinstance(meaning, Failed) and may_try_again:
        call.due_at = again
        return None
    _finish(tx, call, _status(meaning))
    return call, meaning


def overdue_call(tx: Tx, call_id: str) -> BotCall | None:
    """Give up a call whose time is up, wherever it is; None when it has been settled."""
    _, call = _held(tx, call_id)
    if call.status != "waiting":
        return None
    call.problem = "timeout"
    _finish(tx, call, "failed")
    return call


def is_sent(tx: Tx, run_id: str) -> bool:
    """Tell whether the call a run waits for has gone out, and may have been obeyed."""
    sent = BotCall.run_id == run_id, BotCall.status == "waiting", BotCall.attempts > 0
    return tx.session.scalar(select(BotCall.id).where(*sent).limit(1)) is not None


def opened_secret(tx: Tx, action: BotAction) -> str | None:
    """Return the secret an action is called with."""
    return None if action.secret is None else tx.sealer.open(action.secret, purpose_of(action.id))


def purpose_of(action_id: str) -> str:
    """Return what an action's secret is sealed for."""
    return f"secret of action {action_id}"


def _held(tx: Tx, call_id: str) -> tuple[BotRun, BotCall]:
    """Keep everyone else from a call and its run, the run first, as whoever stops a run does.

    What else the customer is at is kept too, the newest first, as whoever goes back to a run does.
    """
    about = select(BotCall.run_id, BotCall.conversation_id).where(BotCall.id == call_id)
    run_id, conversation_id = tx.session.execute(about).one()
    queries.runs_not_ended(tx, conversation_id)
    run = queries.run_by_id(tx, run_id)
    assert run is not None
    return run, tx.session.get_one(BotCall, call_id, with_for_update=True)


def _is_called_off(run: BotRun) -> bool:
    """Tell whether the customer stopped or a person goes on; who just went away wants it done."""
    return run.status == "handed_over" or run.reason == "customer_left"


def _finish(tx: Tx, call: BotCall, status: Literal["answered", "refused", "failed"]) -> None:
    call.status, call.ended_at = status, tx.now
    tx.cancel(OVERDUE_TIMER, call.id)
    tx.flush()


def _status(meaning: Input) -> Literal["answered", "refused", "failed"]:
    if isinstance(meaning, Answered):
        return "answered"
    return "refused" if isinstance(meaning, Refused) else "failed"


def _may_try_again(call: BotCall, heard: Heard, again: int) -> bool:
    refused = heard.status is not None and 400 <= heard.status < 500 and heard.status != 429
    return not refused and call.attempts < MOST_TRIES and again + SECOND < call.deadline_at


def _check_limits(tx: Tx, run: BotRun, action: BotAction) -> None:
    calls = select(func.count()).where(BotCall.action_id == action.id)
    lately = calls.where(BotCall.created_at > tx.now - MINUTE)
    theirs = calls.where(BotCall.created_at > tx.now - HOUR, BotCall.customer_id == run.customer_id)
    too_many = (tx.session.scalar(lately) or 0) >= action.per_minute
    if too_many or (tx.session.scalar(theirs) or 0) >= action.per_customer:
        raise Refusal("limit")


def _checked_sum(tx: Tx, run: BotRun, action: BotAction, inputs: Mapping[str, Any]) -> amounts.Sum:
    """Return what it is about; too much, alone or with what was paid before, is for a person."""
    subject = amounts.Subject(run.conversation_id, amounts.order_in(inputs))
    if amounts.moves_money(action):
        amounts.hold(tx, run.merchant_id, run.conversation_id, subject.order_id)
    found = amounts.summed(tx, run.customer_id, action, inputs, subject)
    if found.is_over_order or amounts.is_too_much(action, found.together):
        raise Refusal(OVER_LIMIT)
    return found


def inputs_of(
    tx: Tx, customer_id: str, fields: tuple[ActionField, ...], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the declared inputs and no others; an order is looked up anew among their own."""
    inputs: dict[str, Any] = {}
    for field in fields:
        value = given.get(field.name)
        if value is None or value == "":
            if field.needed:
                raise Refusal("input_missing")
            continue
        inputs[field.name] = _own_order(tx, customer_id, value) if field.kind == "order" else value
    return inputs


def _own_order(tx: Tx, customer_id: str, value: object) -> dict[str, str]:
    wanted = value.get("id") if isinstance(value, Mapping) else None
    for order in orders_known_of(tx, customer_id):
        if order.id == wanted:
            return {"id": order.id, "number": order.external_id}
    raise Refusal("not_their_order")


def customer_told(tx: Tx, customer_id: str) -> dict[str, str | None]:
    """Return the customer as the shop's own system knows them."""
    known = [one.value for one in identities_of(tx, customer_id) if one.kind == "external"]
    return {"id": customer_id, "external_id": known[0] if known else None}


def _texts(said: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if isinstance(value, str)}
