"""Whose figures, and of which day: what every definition of a figure is handed."""

from dataclasses import dataclass

from sqlalchemy import Select
from sqlalchemy.sql import ColumnElement, SQLColumnExpression

from yingda.bot.flows.models import BotRun
from yingda.bot.models import BotReply
from yingda.conversations.models import Conversation, Leg, Turn
from yingda.foundation.clock import Instant
from yingda.knowledge.reads.models import EntryRead
from yingda.learning.judging.models import SampledReply
from yingda.learning.models import AnswerOutcome, BotTransfer, PathHop
from yingda.learning.needs.models import ConversationNeed
from yingda.quality.models import Rating
from yingda.routing.models import StaffTask

Condition = ColumnElement[bool]
OfBot = (
    type[BotReply]
    | type[BotRun]
    | type[BotTransfer]
    | type[PathHop]
    | type[AnswerOutcome]
    | type[SampledReply]
    | type[StaffTask]
    | type[ConversationNeed]
    | type[EntryRead]
)
OfShop = type[Conversation] | type[Leg] | type[Turn] | type[Rating] | OfBot


@dataclass(frozen=True, slots=True)
class Scope:
    """Shops of one tenant, perhaps one person, and the time from `start` until before `end`."""

    tenant_id: str
    shops: Select[str]
    staff_id: str | None
    start: Instant
    end: Instant

    def owns(self, model: OfShop) -> tuple[Condition, ...]:
        """Return the condition that a row is of these shops; tenants never touch."""
        return model.tenant_id == self.tenant_id, model.merchant_id.in_(self.shops)

    def on_the_day(
        self, moment: SQLColumnExpression[Instant] | SQLColumnExpression[Instant | None]
    ) -> tuple[Condition, ...]:
        """Return the condition that something happened on the day."""
        return moment >= self.start, moment < self.end

    def by_person(self, person: SQLColumnExpression[str | None]) -> tuple[Condition, ...]:
        """Return the condition that it was this person's, when only one person is asked for."""
        return () if self.staff_id is None else (person == self.staff_id,)
