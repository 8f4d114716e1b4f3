"""What is wrong with a flow and where: each fault has a code the web translates. Pure."""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from yingda.bot.flows.actions import ActionField
from yingda.bot.flows.documents import (
    AnyStep,
    AskStep,
    BranchStep,
    CallStep,
    ConfirmStep,
    Document,
    EndStep,
    HandOverStep,
    OrderStep,
    asks_consent,
    exits,
    reachable,
)
from yingda.bot.flows.known_values import always_known, ever_known, wanted_values
from yingda.knowledge.conditions import faults as condition_faults

WAITING = (AskStep, OrderStep, ConfirmStep)


@dataclass(frozen=True, slots=True)
class Promise:
    """What a registered action takes and answers; `changes` says that it does something."""

    inputs: tuple[ActionField, ...] = ()
    outputs: tuple[ActionField, ...] = ()
    changes: bool = True


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: what, at which step, in which of its fields."""

    code: str
    step: str | None = None
    field: str | None = None
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def faults_of(document: Document, actions: Mapping[str, Promise]) -> list[Fault]:
    """Return everything that forbids publishing the flow, in the order of its steps."""
    found = [*_of_whole(document)]
    for step in document.steps:
        found += _of_exits(document, step)
        found += _of_texts(step)
        found += _of_branch(step)
        if isinstance(step, CallStep):
            found += _of_call(document, step, actions)
    if not found:
        # Walks make sense only where every way leads somewhere.
        found += _of_ways(document)
        found += _of_values(document, actions)
        found += _of_consent(document, actions)
    return found


def _of_whole(document: Document) -> Iterable[Fault]:
    if not document.title:
        yield Fault("title_missing")
    if not document.phrases and not document.entry_ids:
        yield Fault("trigger_missing")
    if document.step(document.start) is None:
        yield Fault("start_missing")
    seen: set[str] = set()
    for step in document.steps:
        if step.id in seen:
            yield Fault("step_twice", step.id)
        seen.add(step.id)


def _of_exits(document: Document, step: AnyStep) -> Iterable[Fault]:
    for name, to in exits(step):
        if to is None:
            yield Fault("branch_missing", step.id, name)
        elif document.step(to) is None:
            yield Fault("step_unknown", step.id, name, {"to": to})


def _of_texts(step: AnyStep) -> Iterable[Fault]:
    optional = isinstance(step, CallStep | EndStep | HandOverStep | BranchStep)
    if not optional and not getattr(step, "say", None):
        yield Fault("text_missing", step.id, "say")
    if isinstance(step, AskStep) and step.kind == "choice":
        if not step.choices:
            yield Fault("choices_missing", step.id, "choices")
        values = [choice.value for choice in step.choices]
        for n, choice in enumerate(step.choices):
            if not choice.label:
                yield Fault("text_missing", step.id, f"choices.{n}.label")
            if values.index(choice.value) != n:
                yield Fault("choice_twice", step.id, f"choices.{n}", {"value": choice.value})


def _of_branch(step: AnyStep) -> Iterable[Fault]:
    if isinstance(step, BranchStep):
        if not step.cases:
            yield Fault("cases_missing", step.id, "cases")
        for n, case in enumerate(step.cases):
            if condition_faults(case.when):
                yield Fault("condition_wrong", step.id, f"cases.{n}.when")


def _of_call(document: Document, step: CallStep, actions: Mapping[str, Promise]) -> Iterable[Fault]:
    action = actions.get(step.action)
    if action is None:
        yield Fault("action_unknown", step.id, "action", {"action": step.action})
        return
    known = {one.name: one for one in action.inputs}
    order_slots = {one.slot for one in document.steps if isinstance(one, OrderStep)}
    for name, given in step.inputs.items():
        field_of = known.get(name)
        if field_of is None:
            yield Fault("input_unknown", step.id, f"inputs.{name}", {"input": name})
        elif field_of.kind == "order" and given.source not in order_slots:
            yield Fault("input_not_an_order", step.id, f"inputs.{name}", {"input": name})
    for one in action.inputs:
        source = step.inputs.get(one.name)
        if one.needed and (source is None or (source.source is None and source.value is None)):
            yield Fault("input_missing", step.id, f"inputs.{one.name}", {"input": one.name})


def _of_ways(document: Document) -> Iterable[Fault]:
    leads = {step.id: [to for _, to in exits(step) if to] for step in document.steps}
    reached = reachable(document.start, leads)
    ends = {one.id for one in document.steps if isinstance(one, EndStep | HandOverStep)}
    backwards: dict[str, list[str]] = {}
    for here, there in leads.items():
        for to in there:
            backwards.setdefault(to, []).append(here)
    can_end = set().union(*(reachable(end, backwards) for end in ends)) if ends else set()
    waits = {one.id for one in document.steps if isinstance(one, WAITING)}
    hurried = {here: there for here, there in leads.items() if here not in waits}
    for step in document.steps:
        if step.id not in reached:
            yield Fault("unreachable", step.id)
        elif step.id in hurried and _returns(step.id, hurried):
            yield Fault("loop_without_input", step.id)
        elif step.id not in can_end:
            yield Fault("never_ends", step.id)


def _of_values(document: Document, actions: Mapping[str, Promise]) -> Iterable[Fault]:
    outputs = {name: {one.name for one in action.outputs} for name, action in actions.items()}
    ever = ever_known(document, outputs)
    always = always_known(document, outputs)
    for step in document.steps:
        for field_name, path in wanted_values(step):
            if path not in ever:
                yield Fault("value_unknown", step.id, field_name, {"value": path})
            elif path.partition(".")[0] not in always[step.id]:
                yield Fault("value_may_be_missing", step.id, field_name, {"value": path})


def _of_consent(document: Document, actions: Mapping[str, Promise]) -> Iterable[Fault]:
    """Whatever changes something needs a tap before it: a yes, or a choice among several."""
    asks = {step.id for step in document.steps if asks_consent(step)}
    leads = {
        step.id: [to for _, to in exits(step) if to] if step.id not in asks else []
        for step in document.steps
    }
    hasty = reachable(document.start, leads)
    for step in document.steps:
        if isinstance(step, CallStep) and actions[step.action].changes and step.id in hasty:
            yield Fault("unconfirmed", step.id, "action", {"action": step.action})


def _returns(start: str, leads: Mapping[str, list[str]]) -> bool:
    return any(start in reachable(to, leads) for to in leads.get(start, []))
