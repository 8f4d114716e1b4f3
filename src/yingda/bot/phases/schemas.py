"""Phases on the wire."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from yingda.bot.phases.models import BotPhase
from yingda.bot.schemas import Share
from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, View

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
Level = Literal[0, 1, 2, 3]
State = Literal["planned", "running", "over"]
Moment = Annotated[Instant, Field(ge=0, le=2**53)]


class PhaseChanges(Draft):
    """What is other than usual; what is left out is as usual.

    `entry_level` is how plainly the way to a person is shown at the least: a phase can show it more
    plainly, never less.
    """

    answer_above: Share | None = None
    choices_above: Share | None = None
    most_choices: Annotated[int, Field(ge=1, le=5)] | None = None
    unknowns_before_human: Annotated[int, Field(ge=1, le=10)] | None = None
    entry_level: Level | None = None

    @model_validator(mode="after")
    def _something_in_order(self) -> "PhaseChanges":
        if not self.model_dump(exclude_none=True):
            message = "a phase must change something"
            raise ValueError(message)
        both = self.answer_above is not None and self.choices_above is not None
        if both and (self.choices_above or 0) > (self.answer_above or 0):
            message = "choices_above must not be above answer_above"
            raise ValueError(message)
        return self


class PhaseDraft(Draft):
    """A phase as it is to be; one that would have begun earlier begins now."""

    merchant_id: Annotated[str | None, Field(max_length=32)] = None
    name: Name
    begins_at: Moment
    ends_at: Moment
    changes: PhaseChanges


class PhaseView(View):
    """A phase; `state` is planned, running or over."""

    id: str
    name: str
    begins_at: Instant
    ends_at: Instant
    changes: PhaseChanges
    state: State
    set_by: str

    @classmethod
    def of(cls, phase: BotPhase, now: Instant, by: str) -> "PhaseView":
        """Return the view of a phase that somebody of this name has set."""
        begun: State = "over" if phase.ends_at <= now else "running"
        return cls(
            id=phase.id,
            name=phase.name,
            begins_at=phase.begins_at,
            ends_at=phase.ends_at,
            changes=PhaseChanges.model_validate(phase.changes),
            state="planned" if now < phase.begins_at else begun,
            set_by=by,
        )
