"""How far the bot can stand alone: the measure that decides whether a person may be hidden."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from yingda.conversations.models import Conversation, Message
from yingda.foundation.columns import table_of
from yingda.foundation.days import bounds_of, day_at
from yingda.foundation.db import Tx
from yingda.helpcenter import elders
from yingda.helpcenter.errors import BotNotGoodEnough, BotTooLittleTried
from yingda.helpcenter.schemas import BotMeasured, HumanEntry, Level
from yingda.insight.bot.conversations import resolved
from yingda.insight.records import total
from yingda.insight.scopes import Scope
from yingda.learning.circumstances import HIDDEN_FROM, Circumstance
from yingda.learning.following import COMES_BACK_WITHIN
from yingda.merchants.models import Merchant
from yingda.merchants.queries import merchant_by_id
from yingda.team import queries as team

MEASURED_DAYS = 28
MESSAGE = table_of(Message)


def measured(tx: Tx, merchant_id: str) -> BotMeasured:
    """Return the bot's resolution (M60) over four weeks of whole days.

    They are the last ones from which nobody can still come back, so that nothing is `too_early`
    but a conversation that is still open.
    """
    merchant = merchant_by_id(tx, merchant_id)
    last = day_at(tx.now - COMES_BACK_WITHIN, merchant.timezone) - timedelta(days=1)
    since, _ = bounds_of(last - timedelta(days=MEASURED_DAYS - 1), merchant.timezone)
    _, until = bounds_of(last, merchant.timezone)
    shop = select(Merchant.id).where(Merchant.id == merchant.id)
    scope = Scope(merchant.tenant_id, shop, None, since, until)
    _, part, n = tx.connection.execute(total("bot_resolved", resolved(scope))).one()
    return BotMeasured(
        since=since,
        until=until,
        conversations=n,
        resolved=int(part or 0),
        resolution=int(part or 0) / n if n else None,
    )


def refuse_too_soon(wanted: HumanEntry, present: HumanEntry, found: BotMeasured) -> None:
    """Raise unless the bot has proved that the way to a person may be shown less plainly.

    Showing it more plainly is never refused.
    """
    if wanted.level <= present.level:
        return
    if found.conversations < wanted.least_conversations or found.resolution is None:
        raise BotTooLittleTried(count=found.conversations, needed=wanted.least_conversations)
    if found.resolution < wanted.least_resolution:
        raise BotNotGoodEnough(
            percent=round(found.resolution * 100), needed=round(wanted.least_resolution * 100)
        )


def level_for(
    entry: HumanEntry, tier: int, traits: dict[str, object], *, came_back: bool = False
) -> Level:
    """Return how plainly a customer sees the way to a person; the exempt always see it."""
    of_tier = entry.exempt_tier is not None and tier >= entry.exempt_tier
    returning = entry.exempt_returning and came_back
    of_trait = elders.holds_one_of(traits, entry.exempt_traits) or elders.is_old(traits)
    return 0 if of_tier or returning or of_trait else entry.level


def circumstances_of(
    tx: Tx, tenant_id: str, merchant_id: str, level: Level
) -> tuple[Circumstance, ...]:
    """Return what keeps somebody who begins to talk now from asking for a person."""
    group = team.default_group(tx, tenant_id, merchant_id)
    there = group is not None and team.somebody_on_duty(tx, group.id)
    hidden: tuple[Circumstance, ...] = ("hidden_entry",) if level >= HIDDEN_FROM else ()
    return hidden if there else (*hidden, "nobody_there")


def has_come_back(tx: Tx, family: Sequence[str]) -> bool:
    """Tell whether the customer spoke in a conversation that ended in the last 72 hours."""
    spoke = (
        select(MESSAGE.c.conversation_id)
        .join(Conversation, Conversation.id == MESSAGE.c.conversation_id)
        .where(
            Conversation.customer_id.in_(family),
            Conversation.closed_at >= tx.now - COMES_BACK_WITHIN,
            MESSAGE.c.sender_kind == "customer",
        )
    )
    return tx.connection.execute(spoke.limit(1)).first() is not None
