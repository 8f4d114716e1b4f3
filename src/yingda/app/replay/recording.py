"""Reads recorded conversations, one JSON object a line: who said what, and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

MOST_MESSAGES = 2_000
LONGEST_TEXT = 20_000
OWN_NAME = "{agent_name}"
"""Stands in recorded texts where the agent who says them gives a name."""


class Said(BaseModel):
    """One message; `at` is in seconds since the conversation began, unknown when left out."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    by: Literal["customer", "agent"] = Field(alias="from")
    text: Annotated[str, Field(max_length=LONGEST_TEXT)]
    at: float | None = Field(default=None, ge=0)
    transferred: bool = False
    """A colleague took over before this message; `to` names the group, when it is known."""

    to: str | None = None


class Verdict(BaseModel):
    """What the customer thought of it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    score: int = Field(ge=1, le=5)
    solved: bool | None = None
    tags: list[str] = []
    comment: str | None = None


class Recording(BaseModel):
    """One conversation as it went; everything beyond `id` and `messages` may be unknown."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Annotated[str, Field(min_length=1, max_length=200)]
    customer: Annotated[str, Field(min_length=1, max_length=200)]
    messages: Annotated[list[Said], Field(min_length=1, max_length=MOST_MESSAGES)]
    started_minutes_ago: float | None = None
    away: list[str] = []
    """Accounts of agents who had a break then."""

    summary: str | None = None
    tags: list[str] = []
    rating: Verdict | None = None
    ended: bool = True

    @property
    def questions(self) -> int:
        """Return how many messages the customer sent."""
        return sum(1 for said in self.messages if said.by == "customer" and said.text.strip())


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line that is not a conversation, and why."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


def read_recordings(path: Path) -> tuple[list[Recording], list[BrokenLine]]:
    """Return the conversations of a file, and the lines that are none."""
    with path.open("rb") as file:
        return parse_lines(file)


def parse_lines(lines: Iterable[bytes]) -> tuple[list[Recording], list[BrokenLine]]:
    """Return what each line holds; one broken line never costs another; empty lines are nothing."""
    recorded: list[Recording] = []
    broken: list[BrokenLine] = []
    first_seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            recording = Recording.model_validate_json(line)
        except ValidationError as error:
            broken.append(BrokenLine(number, _why(error)))
            continue
        if recording.id in first_seen:
            reason = f"id {recording.id!r} was used in line {first_seen[recording.id]}"
            broken.append(BrokenLine(number, reason))
            continue
        first_seen[recording.id] = number
        recorded.append(recording)
    return recorded, broken


def _why(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else str(first["msg"])
