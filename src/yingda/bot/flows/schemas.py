"""Flows and actions on the wire."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from yingda.bot.flows.actions import Fields
from yingda.bot.flows.documents import Document, Key
from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, View
from yingda.orders.models import OrderStatus
from yingda.orders.schemas import Reference
from yingda.team.schemas import MOST_CENTS, AuthorityName

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Url = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2_000)]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Amount = Annotated[int, Field(ge=0, le=MOST_CENTS)]
InputValue = bool | int | Annotated[str, StringConstraints(max_length=1_000)]
RunStatus = Literal["running", "calling", "suspended", "finished", "handed_over", "abandoned"]


class FaultView(View):
    """One thing wrong with a flow, as the web translates it."""

    code: str
    step: str | None
    field: str | None
    params: dict[str, Any]


class FlowDraft(Draft):
    """A new flow."""

    merchant_id: Reference | None = None
    key: Key
    document: Document


class FlowChange(Draft):
    """The draft as it is now; `revision` is the one it was made from."""

    revision: int
    document: Document


class FlowRelease(Draft):
    """What is to go live: the draft as it was read, and nothing saved since."""

    revision: int


class FlowRow(View):
    """A flow in the list."""

    id: str
    merchant_id: str
    key: str
    title: dict[str, str]
    phrases: int
    steps: int
    live_version: int | None
    is_changed: bool
    faults: int
    changed_at: int
    started: int
    finished: int
    handed_over: int
    abandoned: int


class FlowView(View):
    """A flow as the editor opens it."""

    id: str
    merchant_id: str
    key: str
    revision: int
    document: Document
    live_version: int | None
    is_changed: bool
    faults: list[FaultView]
    labels: dict[str, dict[str, str]]
    """What the usual values are called where a step gives no label of its own."""


class StepCount(View):
    """How many customers came to a step, and how many of them stopped there for good."""

    step: str
    came: int
    stopped: int


class BranchView(View):
    """One answer to a question with choices: who gave it, how it ended, and how they rated it.

    `rated` conversations have a rating, `satisfied` ones one of 4 or 5; `conversation_ids` are the
    newest that took the branch.
    """

    step: str
    choice: str
    label: dict[str, str]
    taken: int
    finished: int
    handed_over: int
    rated: int
    satisfied: int
    conversation_ids: list[str]


class FlowPaths(View):
    """The ways customers took through a flow in the last `days`."""

    days: int
    steps: list[StepCount]
    branches: list[BranchView]


class FlowCheck(Draft):
    """A document to be looked at, stored nowhere."""

    merchant_id: Reference | None = None
    document: Document


class ActionDraft(Draft):
    """Something the shop's own system does when asked."""

    merchant_id: Reference | None = None
    key: Key
    title: Title
    url: Url
    secret: Secret | None = None
    inputs: Fields = Field(default_factory=list)
    outputs: Fields = Field(default_factory=list)
    changes: bool = True
    timeout_ms: Annotated[int, Field(ge=500, le=5_000)] = 4_000
    per_minute: Annotated[int, Field(ge=1, le=10_000)] = 600
    per_customer: Annotated[int, Field(ge=1, le=1_000)] = 20
    needs: AuthorityName | None = None
    alone_up_to_cents: Amount | None = None


class ActionChange(Draft):
    """What differs; what is not named stays. An empty secret takes it away, so do empty `needs`.

    `no_limit` lets the bot do it whatever the amount.
    """

    title: Title | None = None
    url: Url | None = None
    secret: Annotated[str, StringConstraints(max_length=500)] | None = None
    inputs: Fields | None = None
    outputs: Fields | None = None
    changes: bool | None = None
    timeout_ms: Annotated[int, Field(ge=500, le=5_000)] | None = None
    per_minute: Annotated[int, Field(ge=1, le=10_000)] | None = None
    per_customer: Annotated[int, Field(ge=1, le=1_000)] | None = None
    needs: AuthorityName | Literal[""] | None = None
    alone_up_to_cents: Amount | None = None
    no_limit: bool = False
    is_on: bool | None = None


class ActionView(View):
    """An action; its secret is told to nobody."""

    id: str
    merchant_id: str
    key: str
    title: str
    url: str
    has_secret: bool
    inputs: Fields
    outputs: Fields
    changes: bool
    timeout_ms: int
    per_minute: int
    per_customer: int
    needs: str | None
    alone_up_to_cents: int | None
    is_on: bool


class Rehearsed(Draft):
    """Where a rehearsal stands; it is kept by the screen, not by us."""

    step: str | None = None
    values: dict[str, Any] = Field(default_factory=dict)
    tries: Annotated[int, Field(ge=0, le=100)] = 0
    hops: Annotated[int, Field(ge=0, le=1_000)] = 0


class RehearsalDraft(Draft):
    """One move of a test customer, or of an action that answers as the tester says."""

    merchant_id: Reference | None = None
    document: Document
    state: Rehearsed = Field(default_factory=Rehearsed)
    language: Literal["zh-CN", "zh-TW", "en"] = "zh-CN"
    statuses: list[OrderStatus] = Field(default_factory=list, max_length=9)
    kind: Literal["begin", "say", "pick", "answer", "refuse", "fail"] = "begin"
    text: Annotated[str, StringConstraints(max_length=1_000)] = ""
    output: dict[str, Any] | None = None


class RehearsalView(View):
    """What the customer would see, what would be called, and where the flow stands then."""

    state: dict[str, Any]
    messages: list[dict[str, Any]]
    call: dict[str, Any] | None
    ended: Literal["finished", "handed_over"] | None
    solved: bool | None
    reason: str | None
    reached: list[str]


class CallView(View):
    """One call of an action as staff see it."""

    step: str
    status: str
    problem: str | None
    attempts: int
    late: bool
    answer: dict[str, Any] | None


class GivenView(View):
    """One value that was gathered: what it is called and how it reads, in each language."""

    path: str
    label: dict[str, str]
    text: dict[str, str]


class RunView(View):
    """What a customer did in a task, with everything that was gathered."""

    id: str
    flow_key: str
    title: dict[str, str]
    status: RunStatus
    step: str | None
    reason: str | None
    solved: bool | None
    values: dict[str, Any]
    given: list[GivenView]
    started_at: int
    ended_at: int | None
    calls: list[CallView]


class ActionCallView(View):
    """One of the latest calls of an action; `id` is the key that every try of it carried."""

    id: str
    conversation_id: str
    step: str
    status: Literal["waiting", "answered", "refused", "failed"]
    problem: str | None
    answer_status: int | None
    attempts: int
    late: bool
    took_ms: int | None
    created_at: Instant


class StaffCallDraft(Draft):
    """An action that a person runs for the customer of a conversation they have.

    The same `client_key` again is the same call, and is never done twice.
    """

    conversation_id: Reference
    client_key: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    action: Key
    order_id: Reference | None = None
    inputs: dict[Key, InputValue] = Field(default_factory=dict, max_length=30)


class StaffCallView(View):
    """What came of it."""

    id: str
    action: str
    title: str
    status: Literal["waiting", "answered", "refused", "failed"]
    problem: str | None
    output: dict[str, Any] | None
    created_at: Instant


class OfferedAction(View):
    """An action the caller may run here; what is about an order needs one chosen."""

    key: str
    title: str
    inputs: Fields
    for_order: bool
    changes: bool


class DryRunView(View):
    """What an action answered to a call that changes nothing."""

    outcome: Literal["answered", "refused", "failed"]
    problem: str | None
    status: int | None
    took_ms: int
    output: dict[str, Any] | None
