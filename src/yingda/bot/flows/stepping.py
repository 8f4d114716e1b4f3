"""The machine that runs a flow: a document, where one stands and what came, to what follows. Pure.

Every move ends at a step that waits for the customer or for an action, or at the end of the flow.
There is no input without an answer, and no way to go round for ever: after `MOST_HOPS` steps
without the customer a person is asked.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from yingda.bot.flows.documents import (
    AnyStep,
    AskStep,
    BranchStep,
    CallStep,
    ConfirmStep,
    Document,
    EndStep,
    Given,
    HandOverStep,
    OrderStep,
    SayStep,
    Texts,
    leads_to,
)
from yingda.bot.flows.hearing import (
    MOST_ORDERS,
    asked_value,
    confirmed,
    eligible,
    order_chosen,
    order_known,
)
from yingda.bot.flows.moves import (
    Answered,
    Begin,
    Call,
    Effect,
    Failed,
    Input,
    Move,
    Offer,
    Picked,
    Refused,
    Said,
    State,
    Tell,
    World,
)
from yingda.bot.flows.wording import filled, in_language, value_at
from yingda.foundation.words import say
from yingda.knowledge.conditions import holds, parsed

MOST_HOPS = 50
MOST_TRIES = 2


def advance(document: Document, state: State, came: Input, world: World) -> Move:
    """Return what follows when this came while the flow stood there."""
    if state.step is None:
        return _go(document, document.start, State(values=state.values), world, ())
    step = document.step(state.step)
    by_customer = isinstance(came, Begin | Said | Picked)
    state = replace(state, hops=0) if by_customer else state
    if step is None:
        return _give_up(state, "flow_broken", world)
    if isinstance(came, Begin):
        return Move(state, _asks_again(step, state, world))
    if isinstance(step, CallStep):
        return _after_call(document, step, state, came, world)
    return _after_customer(document, step, state, came, world)


def _after_customer(
    document: Document, step: AnyStep, state: State, came: Input, world: World
) -> Move:
    match step:
        case AskStep():
            value = asked_value(step, came, world)
            if value is None:
                return _not_understood(step, state, world)
            leads = next((one for one in step.choices if one.value == _tapped(value)), None)
            to = (leads and leads.next) or step.next
            return _go(document, to, _with(state, step.slot, value), world, ())
        case OrderStep():
            order = order_chosen(step, came, world)
            if order is None:
                return _not_understood(step, state, world)
            return _go(document, step.next, _with(state, step.slot, dict(order)), world, ())
        case ConfirmStep():
            yes = confirmed(came)
            if yes is None:
                return _not_understood(step, state, world)
            return _go(document, step.yes if yes else step.no, replace(state, tries=0), world, ())
        case _:
            return _give_up(state, "flow_broken", world)


def _after_call(
    document: Document, step: CallStep, state: State, came: Input, world: World
) -> Move:
    match came:
        case Answered(output):
            return _go(document, step.next, _with(state, step.into, dict(output)), world, ())
        case Refused(output):
            if step.refused is None:
                return _give_up(_with(state, step.into, dict(output)), "action_refused", world)
            return _go(document, step.refused, _with(state, step.into, dict(output)), world, ())
        case Failed(problem):
            return _give_up(state, f"action_{problem}", world)
        case _:  # the customer writes while the action is under way
            return Move(state, (Tell(say(world.language, "bot.flow.still_working")),))


def _go(
    document: Document, to: str | None, state: State, world: World, told: tuple[Effect, ...]
) -> Move:
    """Go on from step to step until one has to wait."""
    reached: tuple[str, ...] = ()
    here = state.step
    while True:
        step = document.step(to)
        state = replace(state, step=to, tries=0, hops=state.hops + 1)
        if step is None or state.hops > MOST_HOPS:
            given_up = _give_up(state, "flow_broken", world)
            return replace(given_up, effects=(*told, *given_up.effects), reached=reached)
        reached = (*reached, step.id)
        match step:
            case SayStep():
                told = (*told, *_tells(step.say, state, world))
                to = step.next
            case BranchStep():
                to = _branch(step, state, world)
            case OrderStep() if found := order_known(
                step, state, world, again=leads_to(document, step.id, here)
            ):
                state = _with(state, step.slot, dict(found))
                to = step.next
            case OrderStep() if not eligible(step, world):
                to = step.none
            case _:
                return _stop(step, state, world, told, reached)


def _stop(
    step: AnyStep, state: State, world: World, told: tuple[Effect, ...], reached: tuple[str, ...]
) -> Move:
    match step:
        case EndStep():
            told = (*told, *_tells(step.say, state, world))
            return Move(state, told, "finished", step.solved, None, reached=reached)
        case HandOverStep():
            told = (*told, *_tells(step.say, state, world))
            return Move(state, told, "handed_over", None, "flow_hands_over", reached=reached)
        case CallStep():
            inputs = {name: given_to(one, state.values) for name, one in step.inputs.items()}
            call = Call(step.id, step.action, inputs)
            return Move(state, (*told, *_tells(step.say, state, world), call), reached=reached)
        case _:
            return Move(state, (*told, *_asks(step, state, world)), reached=reached)


def _give_up(state: State, reason: str, world: World) -> Move:
    over_limit = reason == "action_over_limit"
    words = say(world.language, "bot.flow.over_limit" if over_limit else "bot.flow.handing_over")
    return Move(state, (Tell(words),), "handed_over", None, reason)


def _not_understood(step: AnyStep, state: State, world: World) -> Move:
    state = replace(state, tries=state.tries + 1)
    if state.tries >= MOST_TRIES:
        return replace(_give_up(state, "not_understood", world), understood=False)
    kind = step.kind if isinstance(step, AskStep) else step.do
    hint = Tell(say(world.language, f"bot.flow.hint.{kind}"))
    return Move(state, (hint, *_asks(step, state, world)), understood=False)


def is_open_question(document: Document, state: State) -> bool:
    """Tell whether the flow waits for free words, which could be anything."""
    step = document.step(state.step)
    return isinstance(step, AskStep) and step.kind == "text"


def _asks_again(step: AnyStep, state: State, world: World) -> tuple[Effect, ...]:
    if isinstance(step, CallStep):
        return (Tell(say(world.language, "bot.flow.still_working")),)
    return _asks(step, state, world)


def _asks(step: AnyStep, state: State, world: World) -> tuple[Effect, ...]:
    match step:
        case AskStep(kind="choice"):
            options = tuple(
                (one.value, in_language(one.label, world.language)) for one in step.choices
            )
            return (Offer(step.id, "options", _text(step.say, state, world), options),)
        case AskStep():
            return (Offer(step.id, "prompt", _text(step.say, state, world), slot=step.kind),)
        case OrderStep():
            orders = tuple(eligible(step, world))[:MOST_ORDERS]
            return (Offer(step.id, "orders", _text(step.say, state, world), orders=orders),)
        case ConfirmStep():
            yes, no = (say(world.language, f"bot.flow.{one}") for one in ("confirm", "decline"))
            options = (("yes", yes), ("no", no))
            return (Offer(step.id, "confirm", _text(step.say, state, world), options),)
        case _:
            return ()


def _branch(step: BranchStep, state: State, world: World) -> str | None:
    facts = {**world.facts, **flat(state.values)}
    for case in step.cases:
        if holds(parsed(case.when), facts):
            return case.next
    return step.otherwise


def flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as conditions ask for them: `order.status`; of a choice its value."""
    facts: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            facts |= {f"{name}.{part}": one for part, one in value.items()}
            if "value" in value:
                facts[name] = value["value"]
        else:
            facts[name] = value
    return facts


def given_to(given: Given, values: Mapping[str, Any]) -> object:
    """Return what an action is given: what was gathered, of a choice its value."""
    if given.source is None:
        return given.value
    value = value_at(values, given.source)
    return value["value"] if isinstance(value, Mapping) and "value" in value else value


def _tapped(value: object) -> str | None:
    return value.get("value") if isinstance(value, Mapping) else None


def _with(state: State, name: str, value: object) -> State:
    return replace(state, values={**state.values, name: value}, tries=0)


def _text(texts: Texts, state: State, world: World) -> str:
    return filled(texts, state.values, world.language, world.timezone)


def _tells(texts: Texts, state: State, world: World) -> tuple[Effect, ...]:
    text = _text(texts, state, world)
    return (Tell(text),) if text.strip() else ()
