"""What became of the links that callers opened, and how many calls came how far."""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from yingda.bot.flows.models import BotRun
from yingda.conversations.models import Conversation, Message
from yingda.customers.queries import family_ids
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import DAY, Instant
from yingda.foundation.db import Tx
from yingda.helpcenter.phone.models import PhoneCall
from yingda.helpcenter.phone.schemas import OUTCOMES, AfterLink, PhoneFigures
from yingda.learning.following import COMES_BACK_WITHIN
from yingda.merchants.queries import merchant_meant

SAYS_SOMETHING_WITHIN = DAY


def figures_for(tx: Tx, caller: Principal, merchant_id: str | None, days: int) -> PhoneFigures:
    """Count the calls of the last days by how far they came; trials are no calls."""
    merchant = merchant_meant(tx, caller, merchant_id)
    counted = (
        PhoneCall.merchant_id == merchant.id,
        PhoneCall.is_trial.is_(False),
        PhoneCall.started_at > tx.now - days * DAY,
    )
    by_outcome = select(PhoneCall.outcome, func.count()).where(*counted)
    found = {one: n for one, n in tx.session.execute(by_outcome.group_by(PhoneCall.outcome)) if n}
    sent = select(func.count()).where(*counted, PhoneCall.link_sent_at.is_not(None))
    opened = tx.session.scalars(
        select(PhoneCall).where(*counted, PhoneCall.link_opened_at.is_not(None))
    ).all()
    after = list(after_link(tx, opened).values())
    return PhoneFigures(
        calls=sum(found.values()),
        outcomes={one: found.get(one, 0) for one in OUTCOMES},
        links_sent=tx.session.scalar(sent) or 0,
        links_opened=len(opened),
        after={one: after.count(one) for one in _AFTER},
    )


_AFTER: tuple[AfterLink, ...] = ("completed", "came_back", "abandoned", "watched")


def after_link(tx: Tx, opened: Sequence[PhoneCall]) -> dict[str, AfterLink]:
    """Return what came of each opened link, by call.

    Completed is a task that was finished in the chat, or a chat that ended and after which the
    customer neither called nor wrote within 72 hours. Who opens the link and says nothing within a
    day has abandoned it. Before that is certain it is watched.
    """
    return {one.id: _after(tx, one) for one in opened}


def _after(tx: Tx, call: PhoneCall) -> AfterLink:
    assert call.link_opened_at is not None
    chat = tx.session.get(Conversation, call.conversation_id) if call.conversation_id else None
    if chat is None or not _said_something(tx, chat.id, call.link_opened_at):
        late = tx.now - call.link_opened_at >= SAYS_SOMETHING_WITHIN
        return "abandoned" if late else "watched"
    ended = chat.closed_at
    if ended is not None and _came_back(tx, call, chat.id, ended):
        return "came_back"
    if _finished_task(tx, chat.id, call.link_opened_at):
        return "completed"
    return "completed" if ended and tx.now - ended >= COMES_BACK_WITHIN else "watched"


def _said_something(tx: Tx, conversation_id: str, since: Instant) -> bool:
    said = select(Message.seq).where(
        Message.conversation_id == conversation_id,
        Message.sender_kind == "customer",
        Message.sent_at >= since,
    )
    return _any(tx.session.scalars(said.limit(1)))


def _finished_task(tx: Tx, conversation_id: str, since: Instant) -> bool:
    done = select(BotRun.id).where(
        BotRun.conversation_id == conversation_id,
        BotRun.status == "finished",
        BotRun.ended_at >= since,
    )
    return _any(tx.session.scalars(done.limit(1)))


def _came_back(tx: Tx, call: PhoneCall, conversation_id: str, ended: Instant) -> bool:
    people = {one for one in (call.customer_id, call.visitor_id) if one}
    family = {member for one in people for member in family_ids(tx, one)}
    until = ended + COMES_BACK_WITHIN
    called = select(PhoneCall.id).where(
        PhoneCall.customer_id.in_(family),
        PhoneCall.is_trial.is_(False),
        PhoneCall.started_at > ended,
        PhoneCall.started_at <= until,
    )
    wrote = select(Conversation.id).where(
        Conversation.customer_id.in_(family),
        Conversation.id != conversation_id,
        Conversation.opened_at > ended,
        Conversation.opened_at <= until,
    )
    return _any(tx.session.scalars(called.limit(1))) or _any(tx.session.scalars(wrote.limit(1)))


def _any(found: Iterable[object]) -> bool:
    return next(iter(found), None) is not None
