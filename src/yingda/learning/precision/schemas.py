"""Thresholds by target precision on the wire."""

from typing import Annotated

from pydantic import Field

from yingda.bot.schemas import Share
from yingda.foundation.shapes import Draft, View
from yingda.learning.schemas import AnId


class PrecisionQuery(Draft):
    """How many answers shall be right, and whether the lower end of the interval must be."""

    merchant_id: AnId | None = None
    target: Annotated[float, Field(ge=0.5, le=0.995)] = 0.95
    certain: bool = False


class SureDraft(Draft):
    """How sure the bot shall be; `confirmed` is a lead's word where golden questions break."""

    merchant_id: AnId | None = None
    answer_above: Share
    confirmed: bool = False


class StepView(View):
    """Precision (95 % interval) of `n` known answers above a threshold, and what is covered."""

    threshold: float
    n: int
    precision: float
    low: float
    high: float
    coverage: float | None


class PrecisionView(View):
    """What this shop's evidence says; nothing is `proposed` where it is too little.

    `golden` questions were put to the bot as it is, those it `knows` word for word left out;
    `judged` answers are of the weekly sample, and `asked` are customers' questions of four weeks.
    `needed` is how many answers a threshold must rest on, `most` how many the widest one has.
    """

    answer_above: float
    golden: int
    knows: int
    judged: int
    asked: int
    needed: int
    most: int
    steps: list[StepView]
    proposed: StepView | None
