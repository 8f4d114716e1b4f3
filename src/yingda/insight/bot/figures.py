"""The bot's figures by code: each is one definition of records, and the total over them."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from yingda.foundation.clock import SECOND
from yingda.insight import handovers
from yingda.insight.bot import conversations, needs, replies, tasks, transfers
from yingda.insight.bot.schemas import BotFigureCode, BotFigureView
from yingda.insight.records import Records
from yingda.insight.schemas import Unit
from yingda.insight.scopes import Scope
from yingda.learning.shares import wilson


@dataclass(frozen=True, slots=True)
class BotFigure:
    """A figure of the bot with its row in metrics.md."""

    id: str
    code: BotFigureCode
    unit: Unit
    records: Callable[[Scope], Records]
    median: bool = False

    def value_of(self, part: float | None) -> float | None:
        """Return what one record adds, in the figure's unit."""
        return part / SECOND if part is not None and self.unit == "seconds" else part

    def view(self, numerator: int, n: int, parts: list[int] | None = None) -> BotFigureView:
        """Return the figure; `parts` are all counted records where it is a median."""
        total = self.value_of(numerator)
        value: float | None = total
        if self.median:
            value = self.value_of(median(parts)) if parts else None
        elif self.unit != "count":
            value = total / n if n and total is not None else None
        low, high = wilson(numerator, n) if self.unit == "ratio" and n else (None, None)
        return BotFigureView(
            id=self.id,
            code=self.code,
            value=value,
            unit=self.unit,
            n=n,
            numerator=total,
            denominator=None if self.unit == "count" else n,
            low=low,
            high=high,
            median=self.median,
        )


BOT_FIGURES: dict[BotFigureCode, BotFigure] = {
    figure.code: figure
    for figure in (
        BotFigure("M57", "bot_received", "count", conversations.received),
        BotFigure("M58", "bot_handled_alone", "ratio", conversations.handled_alone),
        BotFigure("M59", "bot_contained", "ratio", conversations.contained),
        BotFigure("M60", "bot_resolved", "ratio", conversations.resolved),
        BotFigure("M61", "net_self_service", "ratio", conversations.net_self_service),
        BotFigure("M62", "transfer_to_human_rate", "ratio", handovers.transfer_to_human_rate),
        BotFigure("M63", "direct_transfer", "ratio", conversations.direct_transfer),
        BotFigure("M64", "transfer_after_talk", "ratio", conversations.transfer_after_talk),
        BotFigure("M65", "bot_matched", "ratio", replies.matched),
        BotFigure("M66", "bot_precision", "ratio", replies.precision),
        BotFigure("M67", "bot_unanswered", "ratio", replies.unanswered),
        BotFigure("M69", "tasks_completed", "ratio", tasks.completed),
        BotFigure("M70", "transfer_connected", "ratio", transfers.connected),
        BotFigure("M70", "transfer_wait", "seconds", transfers.wait_after_transfer),
        BotFigure("S1.22", "task_hops", "count", tasks.hops, median=True),
        BotFigure("S1.19", "need_question", "ratio", needs.share_of("question")),
        BotFigure("S1.19", "need_task", "ratio", needs.share_of("task")),
        BotFigure("S1.19", "need_chat", "ratio", needs.share_of("chat")),
        BotFigure("M71", "open_gaps", "count", transfers.open_gaps),
        BotFigure("M71", "gap_age", "seconds", transfers.gap_age, median=True),
    )
}
