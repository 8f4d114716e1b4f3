"""Inspections on the wire."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, View

Reason = Literal["by_lot", "dissatisfied", "moved_money", "came_back"]
Verdict = Literal["right", "faulty"]
Fault = Literal["wrong_answer", "incomplete", "manner", "against_rules", "private_data", "other"]
State = Literal["waiting", "inspected", "faulty", "drawn", "served"]


class FindingDraft(Draft):
    """What a lead found: right, or with a fault that has a name; a remark is free."""

    verdict: Verdict
    fault: Fault | None = None
    remark: Annotated[str, StringConstraints(max_length=500)] = ""

    @model_validator(mode="after")
    def _named(self) -> Self:
        if (self.verdict == "faulty") != (self.fault is not None):
            message = "what is faulty has a fault, and what is right has none"
            raise ValueError(message)
        return self


class InspectionQuery(Draft):
    """Which of them: by default what waits for a lead; `days` back from now, else all."""

    state: State = "waiting"
    group_id: Annotated[str, StringConstraints(max_length=32)] | None = None
    agent_id: Annotated[str, StringConstraints(max_length=32)] | None = None
    days: Annotated[int, Field(ge=1, le=90)] | None = None
    cursor: Annotated[str, StringConstraints(max_length=400)] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 50


class FiguresQuery(Draft):
    """How many days to look back from now."""

    days: Annotated[int, Field(ge=1, le=90)] = 30


class InspectionFinding(View):
    """What a lead found."""

    verdict: Verdict
    fault: Fault | None
    remark: str
    inspector_name: str
    at: Instant


class InspectionView(View):
    """What one person of an L3 group did in one conversation; `is_own` that it was the caller."""

    conversation_id: str
    agent_id: str
    agent_name: str
    group_id: str
    group_name: str
    customer_name: str
    ended_at: Instant
    reasons: list[Reason]
    finding: InspectionFinding | None
    is_own: bool


class InspectedAgentView(View):
    """How one person of an L3 group does.

    `share` is faulty / inspected, None when nothing was; those drawn for a reason are worse than
    the rest, so `lot_share` tells it of those alone that were drawn by lot.
    """

    group_id: str
    group_name: str
    agent_id: str
    agent_name: str
    served: int
    drawn: int
    inspected: int
    faulty: int
    share: float | None
    lot_inspected: int
    lot_faulty: int
    lot_share: float | None


class InspectionFigures(View):
    """How the people of L3 groups do, and how many conversations wait for a lead."""

    days: int
    waiting: int
    agents: list[InspectedAgentView]
