"""The figures of a day: each is one definition of records, and the total over those that count."""

from collections.abc import Callable
from dataclasses import dataclass

from yingda.foundation.clock import SECOND
from yingda.insight import handovers, opinions, receptions, responses
from yingda.insight.records import Records
from yingda.insight.schemas import FigureCode, FigureView, Unit
from yingda.insight.scopes import Scope


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its row in metrics.md; `personal` ones are counted for one person too."""

    id: str
    code: FigureCode
    unit: Unit
    records: Callable[[Scope], Records]
    personal: bool = False

    def value_of(self, part: int | None) -> float | None:
        """Return what one record adds, in the figure's unit."""
        return part / SECOND if part is not None and self.unit == "seconds" else part

    def view(self, numerator: int, n: int) -> FigureView:
        """Return the figure; a mean or a ratio of nothing is None, never 0."""
        total = self.value_of(numerator)
        if self.unit == "count":
            value, denominator = total, None
        else:
            value, denominator = (total / n if n and total is not None else None), n
        return FigureView(
            id=self.id,
            code=self.code,
            value=value,
            unit=self.unit,
            n=n,
            numerator=total,
            denominator=denominator,
            formula_code=self.code,
        )


FIGURES: dict[FigureCode, Figure] = {
    figure.code: figure
    for figure in (
        Figure("M03", "customers_received", "count", receptions.customers_received, personal=True),
        Figure(
            "M10", "first_response_time", "seconds", responses.first_response_time, personal=True
        ),
        Figure(
            "M11",
            "average_response_time",
            "seconds",
            responses.average_response_time,
            personal=True,
        ),
        Figure("M16", "reply_rate", "ratio", receptions.reply_rate),
        Figure("M51", "satisfaction", "ratio", opinions.satisfaction, personal=True),
        Figure("M62", "transfer_to_human_rate", "ratio", handovers.transfer_to_human_rate),
        Figure("live", "queue_length", "count", handovers.queue_length),
    )
}
