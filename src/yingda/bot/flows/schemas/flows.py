"""Flows on the wire."""

from typing import Any

from yingda.bot.flows.documents import Document, Key
from yingda.foundation.shapes import Draft, View
from yingda.orders.schemas import Reference


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
