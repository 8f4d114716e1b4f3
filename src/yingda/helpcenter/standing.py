"""How far the bot can stand alone: the measure that decides whether a person may be hidden."""

from sqlalchemy import or_, select

from yingda.bot.models import BotReply
from yingda.conversations.models import Conversation, QueueStay
from yingda.foundation.clock import DAY, HOUR, Instant
from yingda.foundation.db import Tx
from yingda.helpcenter.errors import BotNotGoodEnough, BotTooLittleTried
from yingda.helpcenter.schemas import BotMeasured, HumanEntry, Level

MEASURED = 28 * DAY
COMES_BACK = 72 * HOUR
_QUESTIONS = ("answer", "choices", "unknown", "human")


def measured(tx: Tx, merchant_id: str) -> BotMeasured:
    """Return the bot's resolution over four weeks that nobody can still come back from.

    Resolved is: it dealt with a question, nobody waited for a person, its last word was not that
    it does not know, and the customer did not begin again within 72 hours of the end.
    """
    until = tx.now - COMES_BACK
    since = until - MEASURED
    last = _last_verdicts(tx, merchant_id, since, until)
    for_people = _with_people(tx, merchant_id, since)
    back = _came_back(tx, merchant_id, since)
    resolved = sum(
        1
        for conversation_id, verdict in last.items()
        if verdict == "answer" and conversation_id not in for_people and conversation_id not in back
    )
    share = resolved / len(last) if last else None
    return BotMeasured(
        since=since, until=until, conversations=len(last), resolved=resolved, resolution=share
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


def level_for(entry: HumanEntry, tier: int, traits: dict[str, object]) -> Level:
    """Return how plainly a customer sees the way to a person; the exempt always see it."""
    of_tier = entry.exempt_tier is not None and tier >= entry.exempt_tier
    of_trait = any(traits.get(name) for name in entry.exempt_traits)
    return 0 if of_tier or of_trait else entry.level


def _last_verdicts(tx: Tx, merchant_id: str, since: Instant, until: Instant) -> dict[str, str]:
    replies = (
        select(BotReply.conversation_id, BotReply.verdict)
        .join(Conversation, Conversation.id == BotReply.conversation_id)
        .where(
            BotReply.merchant_id == merchant_id,
            BotReply.at >= since,
            BotReply.at < until,
            BotReply.verdict.in_(_QUESTIONS),
            Conversation.closed_at < until,
        )
        .order_by(BotReply.at, BotReply.id)
    )
    return {row.conversation_id: row.verdict for row in tx.session.execute(replies)}


def _with_people(tx: Tx, merchant_id: str, since: Instant) -> set[str]:
    """Return the conversations in which somebody waited for a person, or a person stepped in."""
    waits = select(QueueStay.conversation_id).where(
        QueueStay.merchant_id == merchant_id, QueueStay.entered_at >= since
    )
    served = select(Conversation.id).where(
        Conversation.merchant_id == merchant_id,
        Conversation.last_message_at >= since,
        or_(Conversation.agent_id.is_not(None), Conversation.last_agent_id.is_not(None)),
    )
    return {*tx.session.scalars(waits), *tx.session.scalars(served)}


def _came_back(tx: Tx, merchant_id: str, since: Instant) -> set[str]:
    """Return the conversations after which their customer began another within 72 hours."""
    talks = (
        select(
            Conversation.id, Conversation.thread_id, Conversation.opened_at, Conversation.closed_at
        )
        .where(Conversation.merchant_id == merchant_id, Conversation.last_message_at >= since)
        .order_by(Conversation.thread_id, Conversation.opened_at, Conversation.id)
    )
    back: set[str] = set()
    before: tuple[str, str, Instant] | None = None
    for one, thread_id, opened_at, closed_at in tx.session.execute(talks):
        if before is not None and before[1] == thread_id and opened_at - before[2] <= COMES_BACK:
            back.add(before[0])
        before = (one, thread_id, closed_at) if closed_at is not None else None
    return back
