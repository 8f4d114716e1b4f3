"""A run moves: what follows is said, stored and stated, all in one transaction."""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import func, select

from yingda.bot.flows import queries
from yingda.bot.flows.amounts import amount_of
from yingda.bot.flows.calling import OVER_LIMIT, Refusal, begin_call
from yingda.bot.flows.documents import AnyStep, CallStep, Document, HandOverStep
from yingda.bot.flows.events import FlowAbandoned, FlowFinished, FlowHandedOver, FlowStarted
from yingda.bot.flows.labels import to_confirm
from yingda.bot.flows.models import BotRun, BotRunStep
from yingda.bot.flows.moves import (
    Begin,
    Call,
    Failed,
    Input,
    Move,
    Offer,
    Order,
    State,
    Tell,
    World,
)
from yingda.bot.flows.stepping import advance, given_to
from yingda.bot.flows.wording import in_language, value_at
from yingda.conversations import service as conversation
from yingda.conversations.models import Row
from yingda.conversations.service import Need
from yingda.foundation.db import Tx
from yingda.foundation.words import say

MOST_SUSPENDED = 2
Shape = Callable[[Tell | Offer], tuple[str, dict[str, Any]]]


def begin(tx: Tx, row: Row, flow_id: str, version: int, world: World) -> BotRun:
    """Begin a task in a conversation; one under way waits until this is done."""
    before = queries.run_under_way(tx, row["id"], hold=True)
    if before is not None:
        before.status, before.changed_at = "suspended", tx.now
        _forget_too_many(tx, row["id"])
    run = BotRun(
        id=tx.ids.new(),
        tenant_id=row["tenant_id"],
        merchant_id=row["merchant_id"],
        conversation_id=row["id"],
        customer_id=row["customer_id"],
        flow_id=flow_id,
        flow_key=queries.key_of(tx, flow_id),
        version=version,
        language=world.language,
        status="running",
        step=None,
        values={},
        returns_to=None if before is None else before.id,
        started_at=tx.now,
        changed_at=tx.now,
    )
    tx.session.add(run)
    tx.flush()
    tx.emit(FlowStarted(**_about(run)))
    return run


def go_on(tx: Tx, run: BotRun, came: Input, world: World, answers: int | None = None) -> list[str]:
    """Let this come to the run; return the ids of what was said. `answers` is a message's seq.

    A run that waits behind another one tells what came of its action, and asks nothing before it is
    its turn again; the other one then repeats what it had asked.
    """
    ahead = queries.run_under_way(tx, run.conversation_id) if run.status == "suspended" else None
    document = queries.document_of(tx, run.flow_id, run.version)
    run.language = world.language
    said: list[str] = []
    while True:
        move = advance(document, queries.state_of(run), came, world)
        _keep(tx, run, document, move, waits=ahead is not None)
        trouble = _do(tx, run, partial(_message, run, document, world), move, said, answers)
        if trouble is None:
            break
        came = trouble
    if move.ended is not None:
        _end(tx, run, move, need_of(tx, run, document.step(move.state.step)))
    if ahead is not None:
        said += ask_again(tx, ahead, world) if said else []
    elif move.ended == "finished":
        said += _return(tx, run, world)
    return said


def ask_again(tx: Tx, run: BotRun, world: World) -> list[str]:
    """Say again what the run waits for."""
    return go_on(tx, run, Begin(), world) if run.status in queries.UNDER_WAY else []


def abandon(tx: Tx, run: BotRun, reason: str) -> None:
    """The customer has stopped, or somebody else goes on."""
    _close(tx, run, "abandoned", reason)
    tx.emit(FlowAbandoned(**_about(run), reason=reason))


def hand_on(tx: Tx, run: BotRun, reason: str) -> None:
    """A person goes on with it; nothing is said, and nobody is asked once more."""
    _close(tx, run, "handed_over", reason)
    tx.emit(FlowHandedOver(**_about(run), reason=reason))


def _keep(tx: Tx, run: BotRun, document: Document, move: Move, *, waits: bool) -> None:
    state: State = move.state
    run.step, run.values = state.step, dict(state.values)
    run.tries, run.hops, run.changed_at = state.tries, state.hops, tx.now
    calling = isinstance(document.step(state.step), CallStep)
    run.status = "suspended" if waits else "calling" if calling else "running"
    if move.reached:
        count = select(func.count()).where(BotRunStep.run_id == run.id)
        number = tx.session.scalar(count) or 0
        for n, step in enumerate(move.reached, start=number + 1):
            tx.session.add(_step_row(tx, run, n, step))
    tx.flush()


def _step_row(tx: Tx, run: BotRun, number: int, step: str) -> BotRunStep:
    return BotRunStep(
        run_id=run.id,
        number=number,
        flow_id=run.flow_id,
        version=run.version,
        step=step,
        at=tx.now,
    )


def _do(
    tx: Tx, run: BotRun, shape: Shape, move: Move, said: list[str], answers: int | None
) -> Failed | None:
    """Let the effects happen; returns what goes wrong at once with a call."""
    for effect in move.effects:
        if isinstance(effect, Call):
            try:
                begin_call(tx, run, effect)
            except Refusal as refusal:
                return Failed(refusal.problem)
            continue
        if isinstance(effect, Offer) and run.status == "suspended":
            continue
        content_type, content = shape(effect)
        message = conversation.say(
            tx,
            run.conversation_id,
            content_type=content_type,
            content=content,
            answers_seq=answers,
        )
        if message is None:
            continue
        said.append(message.id)
        if isinstance(effect, Offer) and move.reached:
            run.asked_seq = message.seq
    return None


def _message(
    run: BotRun, document: Document, world: World, effect: Tell | Offer
) -> tuple[str, dict[str, Any]]:
    if isinstance(effect, Tell):
        return "text", {"text": effect.text}
    language, zone = world.language, world.timezone
    confirms = effect.kind == "confirm"
    given = to_confirm(document, effect.step, run.values, language, zone) if confirms else ()
    return "task", {
        "text": effect.text,
        "title": in_language(document.title, language),
        "run_id": run.id,
        "step": effect.step,
        "kind": effect.kind,
        "slot": effect.slot,
        "options": [{"value": value, "title": words} for value, words in effect.options],
        "orders": [_card(order) for order in effect.orders],
        "given": [{"label": label, "text": text} for label, text in given],
    }


def _card(order: Order) -> dict[str, Any]:
    shown = ("status", "title", "amount_cents", "currency", "image_url")
    return {
        "order_id": order["id"],
        "external_id": order["number"],
        **{name: order[name] for name in shown},
    }


def need_of(tx: Tx, run: BotRun, step: AnyStep | None) -> Need | None:
    """Return the authority that goes on with a run at this step, if one is named there."""
    if isinstance(step, HandOverStep) and step.needs is not None:
        amount = None if step.amount is None else value_at(run.values, step.amount)
        return Need(step.needs, amount if isinstance(amount, int) else None)
    if isinstance(step, CallStep):
        action = queries.action_by_key(tx, run.merchant_id, step.action)
        if action is not None and action.needs is not None:
            given = {name: given_to(one, run.values) for name, one in step.inputs.items()}
            return Need(action.needs, amount_of(action, given))
    return None


def _end(tx: Tx, run: BotRun, move: Move, need: Need | None) -> None:
    if move.ended == "finished":
        _close(tx, run, "finished", None, solved=move.solved)
        tx.emit(FlowFinished(**_about(run), solved=bool(move.solved)))
        return
    reason = move.reason or "flow_hands_over"
    hand_on(tx, run, reason)
    for other in queries.runs_not_ended(tx, run.conversation_id):
        hand_on(tx, other, "customer_word")
    conversation.ask_human(tx, run.conversation_id, reason=handing_over(reason), need=need)


def handing_over(reason: str) -> str:
    """Return the reason a conversation queues with: the shop's wish, or something went wrong."""
    wished = reason in {"flow_hands_over", f"action_{OVER_LIMIT}"}
    return "task_hands_over" if wished else "task_failed"


def _return(tx: Tx, run: BotRun, world: World) -> list[str]:
    """Go back to the task that this one came between."""
    before: BotRun | None = run
    while before is not None and before.status != "suspended":
        before = tx.session.get(BotRun, before.returns_to) if before.returns_to else None
    if before is None:
        return []
    before.status = "running"
    title = queries.document_of(tx, before.flow_id, before.version).title
    words = say(world.language, "bot.flow.back_to", title=in_language(title, world.language))
    message = conversation.say(
        tx, run.conversation_id, content_type="text", content={"text": words}
    )
    if message is not None:
        before.asked_seq = message.seq
    return [*([message.id] if message else []), *ask_again(tx, before, world)]


def _forget_too_many(tx: Tx, conversation_id: str) -> None:
    waiting = [
        one for one in queries.runs_not_ended(tx, conversation_id) if one.status == "suspended"
    ]
    for run in waiting[MOST_SUSPENDED:]:
        abandon(tx, run, "another_task")


def _close(
    tx: Tx, run: BotRun, status: str, reason: str | None, *, solved: bool | None = None
) -> None:
    run.status, run.reason, run.solved = status, reason, solved
    run.changed_at = run.ended_at = tx.now
    tx.flush()


def _about(run: BotRun) -> dict[str, Any]:
    return {
        "conversation_id": run.conversation_id,
        "merchant_id": run.merchant_id,
        "run_id": run.id,
        "flow_id": run.flow_id,
        "flow_key": run.flow_key,
        "version": run.version,
        "step": run.step,
    }
