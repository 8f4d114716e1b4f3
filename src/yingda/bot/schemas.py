"""The bot on the wire."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from yingda.foundation.shapes import Draft, View

Share = Annotated[float, Field(ge=0, le=1)]
VerdictName = Literal["answer", "choices", "unknown", "human", "pleasantry", "task"]


class BotSettings(Draft):
    """How sure the bot must be, how soon it gives way, how many answers a week two people judge."""

    answer_above: Share = 0.85
    choices_above: Share = 0.35
    most_choices: Annotated[int, Field(ge=1, le=5)] = 3
    unknowns_before_human: Annotated[int, Field(ge=1, le=10)] = 2
    judged_per_week: Annotated[int, Field(ge=0, le=500)] = 50

    @model_validator(mode="after")
    def _in_order(self) -> "BotSettings":
        if self.choices_above > self.answer_above:
            message = "choices_above must not be above answer_above"
            raise ValueError(message)
        return self


class Trial(Draft):
    """A question to try on the bot, without any conversation."""

    merchant_id: str | None = None
    text: Annotated[str, StringConstraints(min_length=1, max_length=5_000)]


class TriedEntry(View):
    """An entry the bot would answer from, or offer."""

    entry_id: str
    question: str
    score: float


class TrialView(View):
    """What the bot would do."""

    verdict: VerdictName
    reason: str | None
    confidence: float
    engine: str
    entries: list[TriedEntry]
