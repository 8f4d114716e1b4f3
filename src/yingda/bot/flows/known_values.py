"""Which values a flow has gathered by the time it comes to a step. Pure."""

from collections.abc import Iterator, Mapping

from yingda.bot.flows.documents import (
    AnyStep,
    AskStep,
    BranchStep,
    CallStep,
    Document,
    HandOverStep,
    OrderStep,
    exits,
)
from yingda.bot.flows.wording import places

ORDER_PARTS = frozenset(
    [
        "id",
        "number",
        "status",
        "title",
        "amount_cents",
        "currency",
        "carrier",
        "tracking_no",
        "expected_at",
        "created_at",
        "address",
        "age_hours",
    ]
)
CUSTOMER = "customer"
Outputs = Mapping[str, set[str]]


def gathered(step: AnyStep, outputs: Outputs) -> dict[str, set[str]]:
    """Return the names a step stores, each with its parts."""
    match step:
        case AskStep():
            return {step.slot: {"value", "label"} if step.kind == "choice" else set()}
        case OrderStep():
            return {step.slot: set(ORDER_PARTS)}
        case CallStep():
            return {step.into: {*outputs.get(step.action, ()), "reason"}}
        case _:
            return {}


def ever_known(document: Document, outputs: Outputs) -> set[str]:
    """Return every path that some step of the flow stores."""
    found: set[str] = set()
    for step in document.steps:
        for name, parts in gathered(step, outputs).items():
            found |= {name} | {f"{name}.{part}" for part in parts}
    return found


def always_known(document: Document, outputs: Outputs) -> dict[str, set[str]]:
    """Return, for each step, the names that are stored on every way to it."""
    everything = {name for step in document.steps for name in gathered(step, outputs)}
    known = {step.id: set(everything) for step in document.steps}
    if document.start in known:
        known[document.start or ""] = set()
    changed = True
    while changed:
        changed = False
        for step in document.steps:
            after = known[step.id] | set(gathered(step, outputs))
            for field, to in exits(step):
                # Who has no order has chosen none.
                arriving = known[step.id] if field == "none" else after
                if to in known and not known[to] <= arriving:
                    known[to] &= arriving
                    changed = True
    return known


def wanted_values(step: AnyStep) -> Iterator[tuple[str, str]]:
    """Yield (field, path) of every value that a step asks for."""
    for path in sorted(places(getattr(step, "say", {}))):
        yield "say", path
    if isinstance(step, CallStep):
        for name, given in step.inputs.items():
            if given.source is not None:
                yield f"inputs.{name}", given.source
    if isinstance(step, HandOverStep) and step.amount is not None:
        yield "amount", step.amount
    if isinstance(step, BranchStep):
        for n, case in enumerate(step.cases):
            for path in sorted(_fields(case.when)):
                if path.partition(".")[0] != CUSTOMER:
                    yield f"cases.{n}.when", path


def _fields(tree: object) -> set[str]:
    match tree:
        case {"field": str(field)}:
            return {field}
        case dict():
            return set().union(*(_fields(part) for part in tree.values()), set())
        case list():
            return set().union(*(_fields(part) for part in tree), set())
        case _:
            return set()
