"""Figures and their records on the wire."""

from typing import Literal

from yingda.foundation.clock import Instant
from yingda.foundation.shapes import View

Unit = Literal["count", "seconds", "ratio", "score"]
FigureCode = Literal[
    "customers_received",
    "first_response_time",
    "average_response_time",
    "reply_rate",
    "satisfaction",
    "transfer_to_human_rate",
    "queue_length",
]
Reason = Literal[
    "blocked",
    "same_customer",
    "not_accepted",
    "closing_remark",
    "waiting",
    "unanswered",
    "nothing_said",
    "not_answered",
    "too_early",
    "not_words",
    "not_connected",
]


class FigureView(View):
    """One figure; `value` is None, never 0, when there is nothing to divide by.

    `n` is how many records count. For seconds the numerator is the sum of seconds.
    """

    id: str
    code: FigureCode
    value: float | None
    unit: Unit
    n: int
    numerator: float | None = None
    denominator: int | None = None
    formula_code: str


class TodayView(View):
    """The figures of one day, as the shop's time zone has days."""

    day: str
    timezone: str
    figures: list[FigureView]


class RecordView(View):
    """One record behind a figure, in the figure's unit.

    A count is the sum of the counted values; seconds and ratios are their mean. What is not
    counted is shown too, with the reason. `score` is what a rating said, `note` what the bot's
    figures say of a record: the evidence of a solution, or the reason of a transfer. `cost_micro`
    is what a level of the funnel cost, in millionths of the currency.
    """

    conversation_id: str
    customer_name: str
    agent_name: str | None
    at: Instant
    value: float | None
    counted: bool
    reason: Reason | None = None
    score: int | None = None
    note: str | None = None
    cost_micro: int | None = None
    currency: str | None = None
