"""The bot's figures on the wire."""

from datetime import date
from typing import Literal

from pydantic import Field

from yingda.foundation.shapes import View
from yingda.insight.bot.designs import Service
from yingda.insight.bot.shifting import Verdict
from yingda.insight.schemas import Unit

BotFigureCode = Literal[
    "bot_received",
    "bot_handled_alone",
    "bot_contained",
    "bot_resolved",
    "net_self_service",
    "transfer_to_human_rate",
    "direct_transfer",
    "transfer_after_talk",
    "bot_matched",
    "bot_precision",
    "bot_unanswered",
    "tasks_completed",
    "transfer_connected",
    "transfer_wait",
    "task_hops",
    "need_question",
    "need_task",
    "need_chat",
    "open_gaps",
    "gap_age",
]


class BotFigureView(View):
    """One figure; `value` is None, never 0, when there is nothing to divide by.

    `low` and `high` hold the 95 % interval of a ratio (Wilson); `median` says that the value is
    one, and no mean.
    """

    id: str
    code: BotFigureCode
    value: float | None
    unit: Unit
    n: int
    numerator: float | None
    denominator: int | None
    low: float | None = None
    high: float | None = None
    median: bool = False


class LevelCost(View):
    """What `n` conversations cost at a level together, in millionths of the currency."""

    currency: str
    n: int
    micro: int


class LevelView(View):
    """One level of the funnel: how many came, what became of them, and their mean time there.

    `csat` is the mean score of the `rated` conversations that ended at this level. `costs` has one
    row for each currency that rates were set in; it is empty where nobody said what a level costs.
    """

    level: int
    inflow: int
    outcomes: dict[str, int]
    mean_seconds: float | None
    rated: int = 0
    csat: float | None = None
    costs: list[LevelCost] = Field(default_factory=list)


class ServedCount(View):
    """Conversations meant for one level (None where nobody can tell) that came as high as another.

    `service` is designs.Service.
    """

    designed: int | None
    reached: int
    service: Service
    n: int


class ShareView(View):
    """Of `n` conversations over since 72 hours: which share ended at level 1, and came back."""

    n: int
    bot_share: float | None
    repeat_share: float | None


class ShiftView(View):
    """This period and the one as long before it: whether a rise of level 1 solved anything."""

    now: ShareView
    before: ShareView
    verdict: Verdict


class ReasonCount(View):
    """How many transfers had this reason."""

    reason: str
    n: int


class EvidenceCount(View):
    """How many conversations count as solved for this reason."""

    evidence: str
    n: int


class FlagCount(View):
    """How many conversations that nobody left for a person have this against them."""

    flag: str
    n: int


class EntryReadsView(View):
    """One help page: how often it was read, and what came of it (resolved, leaked, watched)."""

    entry_id: str
    question: str
    inflow: int
    outcomes: dict[str, int]


class ReadsView(View):
    """Level L0 of a period: the help pages read; the sum of the outcomes is the inflow."""

    inflow: int
    outcomes: dict[str, int]
    entries: list[EntryReadsView]


class BotView(View):
    """The bot in a period of days, as the shop's time zone has days; the last one included."""

    from_day: date
    to_day: date
    timezone: str
    figures: list[BotFigureView]
    funnel: list[LevelView]
    served: list[ServedCount]
    shift: ShiftView
    reasons: list[ReasonCount]
    evidence: list[EvidenceCount]
    flags: list[FlagCount]
