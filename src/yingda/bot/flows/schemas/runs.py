"""What customers and test customers did in tasks, on the wire."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from yingda.bot.flows.documents import Document
from yingda.foundation.shapes import Draft, View
from yingda.orders.models import OrderStatus
from yingda.orders.schemas import Reference

RunStatus = Literal["running", "calling", "suspended", "finished", "handed_over", "abandoned"]


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


class FlowCallView(View):
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


class FlowRunView(View):
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
    calls: list[FlowCallView]
