"""What a flow is written as: a document of steps, read by people, the editor and the machine.

A document may be half written: what is missing in it is a fault that forbids publishing, not
saving. Texts hold one wording a language; in them `{order.number}` stands for a value.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from yingda.foundation.shapes import Draft
from yingda.merchants.models import Language
from yingda.orders.models import OrderStatus
from yingda.team.schemas import AuthorityName

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Path = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}(\.[a-z][a-z0-9_]{0,39})?$")]
Wording = Annotated[str, Field(min_length=1, max_length=1_000)]
Texts = dict[Language, Wording]
Label = dict[Language, Annotated[str, Field(min_length=1, max_length=40)]]
"""What a value is called by whoever reads it."""

Phrase = Annotated[str, Field(min_length=2, max_length=100)]
SlotKind = Literal["text", "number", "phone", "date", "choice"]
MOST_STEPS = 100


class Choice(Draft):
    """One tap: what is stored, what it says, and where it leads; `next` of the step otherwise."""

    value: Key
    label: Texts
    next: Key | None = None


class Case(Draft):
    """Where to go when the values meet a condition tree (as conditions of knowledge)."""

    when: dict[str, Any]
    next: Key | None = None


class Given(BaseModel):
    """What an action is given: a value that was gathered before, or always the same."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    source: Path | None = Field(default=None, alias="from")
    value: str | int | bool | None = None


class Step(Draft):
    """Any step; `at` is where the editor draws it."""

    id: Key
    at: tuple[int, int] | None = None


class SayStep(Step):
    """Say something and go on."""

    do: Literal["say"]
    say: Texts = Field(default_factory=dict)
    next: Key | None = None


class AskStep(Step):
    """Ask for one thing; `least` and `most` bound a number, or the length of a text."""

    do: Literal["ask"]
    say: Texts = Field(default_factory=dict)
    slot: Key
    label: Label = Field(default_factory=dict)
    kind: SlotKind = "text"
    choices: list[Choice] = Field(default_factory=list, max_length=10)
    least: int | None = None
    most: int | None = None
    next: Key | None = None


class OrderStep(Step):
    """Let the customer choose one of their own orders; `none` is where to go without any."""

    do: Literal["choose_order"]
    say: Texts = Field(default_factory=dict)
    slot: Key = "order"
    label: Label = Field(default_factory=dict)
    statuses: list[OrderStatus] = Field(default_factory=list)
    next: Key | None = None
    none: Key | None = None


class CallStep(Step):
    """Call a registered action; what it answers is stored under `into`.

    `refused` is where to go when it says no; one that fails hands over to a person.
    """

    do: Literal["call"]
    say: Texts = Field(default_factory=dict)
    action: Key
    inputs: dict[Key, Given] = Field(default_factory=dict)
    into: Key
    label: Label = Field(default_factory=dict)
    next: Key | None = None
    refused: Key | None = None


class BranchStep(Step):
    """Go where the first condition that holds says."""

    do: Literal["branch"]
    cases: list[Case] = Field(default_factory=list, max_length=10)
    otherwise: Key | None = None


class ConfirmStep(Step):
    """Ask for a yes before something is done."""

    do: Literal["confirm"]
    say: Texts = Field(default_factory=dict)
    yes: Key | None = None
    no: Key | None = None


class HandOverStep(Step):
    """Ask for a person, who gets everything that was gathered.

    `needs` is the authority it takes, `amount` the value that says about how much (cents).
    """

    do: Literal["hand_over"]
    say: Texts = Field(default_factory=dict)
    needs: AuthorityName | None = None
    amount: Path | None = None


class EndStep(Step):
    """The end; `solved` says whether the customer got what they came for."""

    do: Literal["end"]
    say: Texts = Field(default_factory=dict)
    solved: bool = True


AnyStep = Annotated[
    SayStep | AskStep | OrderStep | CallStep | BranchStep | ConfirmStep | HandOverStep | EndStep,
    Field(discriminator="do"),
]


class Document(Draft):
    """A flow: what it is called, what starts it, and its steps."""

    title: Texts
    phrases: list[Phrase] = Field(default_factory=list, max_length=200)
    entry_ids: list[str] = Field(default_factory=list, max_length=50)
    start: Key | None = None
    steps: list[AnyStep] = Field(default_factory=list, max_length=MOST_STEPS)

    def step(self, step_id: str | None) -> AnyStep | None:
        """Return a step by its id."""
        return next((step for step in self.steps if step.id == step_id), None)


def asks_consent(step: AnyStep | None) -> bool:
    """Tell whether an answer to this step lets something be done: a yes, or one of several."""
    return isinstance(step, ConfirmStep) or (isinstance(step, AskStep) and step.kind == "choice")


Exit = tuple[str, str | None]


def exits(step: AnyStep) -> list[Exit]:
    """Return every way out of a step: (the field that names it, where it leads)."""
    match step:
        case SayStep():
            return [("next", step.next)]
        case AskStep(kind="choice"):
            return [
                (f"choices.{n}.next", choice.next or step.next)
                for n, choice in enumerate(step.choices)
            ]
        case AskStep():
            return [("next", step.next)]
        case OrderStep():
            return [("next", step.next), ("none", step.none)]
        case CallStep():
            refused = [("refused", step.refused)] if step.refused else []
            return [("next", step.next), *refused]
        case BranchStep():
            cases = [(f"cases.{n}.next", case.next) for n, case in enumerate(step.cases)]
            return [*cases, ("otherwise", step.otherwise)]
        case ConfirmStep():
            return [("yes", step.yes), ("no", step.no)]
        case _:
            return []


def reachable(start: str | None, leads: Mapping[str, list[str]]) -> set[str]:
    """Return every step that one may come to from this one, itself included."""
    seen: set[str] = set()
    ahead = [start] if start else []
    while ahead:
        here = ahead.pop()
        if here not in seen:
            seen.add(here)
            ahead += leads.get(here, [])
    return seen


def leads_to(document: Document, start: str, end: str | None) -> bool:
    """Tell whether one may have come to `end` by `start`."""
    leads = {step.id: [to for _, to in exits(step) if to] for step in document.steps}
    return end in reachable(start, leads)
