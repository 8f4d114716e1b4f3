"""Shadow mode on the wire."""

from typing import Any, Literal

from pydantic import model_validator

from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, View
from yingda.learning.schemas import AnId, EntryTitle, Share
from yingda.learning.shadowing.comparing import Fate, Kind

Candidate = Literal["thresholds", "trained"]


class ShadowDraft(Draft):
    """Which candidate is to answer silently.

    It is what is live, or what training made and nobody published, with thresholds of its own.
    """

    merchant_id: AnId | None = None
    engine: Candidate
    answer_above: Share
    choices_above: Share

    @model_validator(mode="after")
    def _in_order(self) -> "ShadowDraft":
        if self.choices_above > self.answer_above:
            message = "choices_above must not be above answer_above"
            raise ValueError(message)
        return self


class TrainedView(View):
    """What training made and nobody published, and why not."""

    id: str
    created_at: Instant
    figures: dict[str, Any]


class ShadowRunView(View):
    """A candidate beside the live bot."""

    id: str
    engine: Candidate
    answer_above: float
    choices_above: float
    started_at: Instant
    started_by: str
    ended_at: Instant | None
    published: bool


class Counted(View):
    """What became of the questions with one of the two engines."""

    answered: int
    choices: int
    abstained: int


class FateView(View):
    """Questions whose conversation ended so, and how the candidate would have dealt with them.

    `low` and `high` hold the 95 % interval of the candidate's share of answers (Wilson).
    """

    fate: Fate
    n: int
    live_answered: int
    answered: int
    same: int
    low: float | None
    high: float | None


class ComparisonView(View):
    """Live bot and candidate on the same questions; `gap` is by how much more it answers.

    `agreed_low` to `agreed_high` and `gap_low` to `gap_high` are 95 % intervals.
    """

    n: int
    live: Counted
    candidate: Counted
    kinds: dict[Kind, int]
    agreed_low: float | None
    agreed_high: float | None
    gap: float | None
    gap_low: float | None
    gap_high: float | None
    fates: list[FateView]


class ShadowView(View):
    """Shadow mode of a shop: the last run with its comparison, and what could be tried."""

    run: ShadowRunView | None
    comparison: ComparisonView | None
    trained: TrainedView | None
    answer_above: float
    choices_above: float


class ShadowQuestion(View):
    """A question with what was said and what the candidate would have said."""

    id: str
    conversation_id: str
    at: Instant
    question: str
    live: str
    live_entries: list[EntryTitle]
    verdict: str
    entries: list[EntryTitle]
    confidence: float
    kind: Kind
    fate: Fate
