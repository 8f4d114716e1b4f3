"""The sample on the wire; nobody is told what the other judge said before both have spoken."""

from typing import Literal

from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, View
from yingda.learning.judging.agreeing import Verdict
from yingda.learning.schemas import EntryTitle


class JudgementDraft(Draft):
    """What somebody found: right, partly, or wrong."""

    verdict: Verdict


class SampledView(View):
    """An answer to judge: what was asked, what the bot said, and the entries it rests on.

    `verdict` says whether the bot answered or let the customer choose among the entries; an answer
    and a question that were forgotten are empty.
    """

    reply_id: str
    conversation_id: str
    at: Instant
    verdict: Literal["answer", "choices"]
    question: str
    answer: str
    entries: list[EntryTitle]


class JudgedBy(View):
    """What one judge said."""

    name: str
    verdict: Verdict


class SplitView(SampledView):
    """An answer on which the two judges do not agree."""

    judges: list[JudgedBy]


class SampleView(View):
    """The sample as one judge sees it; `precision` is M66 over everything that was drawn.

    `low` and `high` hold its 95 % interval (Wilson); `kappa` is Cohen's. `waiting` is what the
    caller may judge, `split` what has to be settled.
    """

    drawn_at: Instant | None
    next_at: Instant | None
    size: int
    among: int
    per_week: int
    judged: int
    right: int
    precision: float | None
    low: float | None
    high: float | None
    judged_by_two: int
    agreement: float | None
    kappa: float | None
    unjudged: int
    waiting: list[SampledView]
    split: list[SplitView]
