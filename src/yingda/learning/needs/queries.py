"""Reads of needs: of one conversation, and the teller that has learnt from a shop's corrections."""

from collections import defaultdict
from collections.abc import Sequence
from typing import cast
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select

from yingda.bot.models import BotReply
from yingda.bot.needs.telling import Need, Teller, Told
from yingda.conversations.models import Message
from yingda.conversations.queries.access import conversation_for
from yingda.conversations.states import SAID_BY_CUSTOMERS
from yingda.foundation.auth.principal import Principal
from yingda.foundation.columns import table_of
from yingda.foundation.transaction import Tx
from yingda.learning.history import text_of
from yingda.learning.needs.models import ConversationNeed
from yingda.learning.needs.schemas import ConversationNeedView
from yingda.learning.needs.weighing import Line, Needs, need_in, needs_of
from yingda.team.queries import staff_by_id

LATEST_CORRECTIONS = 300
MOST_SAID = 200
MESSAGE = table_of(Message)

_KEPT: "WeakKeyDictionary[Engine, dict[str, tuple[tuple[int, int], Teller]]]" = WeakKeyDictionary()


def need_for(tx: Tx, caller: Principal, conversation_id: str) -> ConversationNeedView:
    """Return what a conversation is for, as it stands now, for staff who may see it."""
    conversation = conversation_for(tx, caller, conversation_id)
    stored = tx.session.get(ConversationNeed, conversation_id)
    if stored is not None:
        return view_of(tx, stored)
    needs = needs_in(tx, conversation["merchant_id"], conversation_id)
    return ConversationNeedView(
        main=needs.main if needs else None,
        others=list(needs.others) if needs else [],
        corrected_by=None,
    )


def view_of(tx: Tx, stored: ConversationNeed) -> ConversationNeedView:
    """Return what is shown of a stored need."""
    by = stored.corrected_by
    return ConversationNeedView(
        main=cast("Need", stored.main),
        others=stored.others,
        corrected_by=staff_by_id(tx, by).name if by else None,
    )


def needs_in(tx: Tx, merchant_id: str, conversation_id: str) -> Needs | None:
    """Return what a conversation is for, by what was said and what the bot made of it."""
    lines = _lines(tx, [conversation_id])[conversation_id]
    return needs_of(lines, teller_for(tx, merchant_id)) if lines else None


def teller_for(tx: Tx, merchant_id: str) -> Teller:
    """Return the teller of a shop; it is put together anew after a correction."""
    mine = ConversationNeed.merchant_id == merchant_id, ConversationNeed.corrected_by.is_not(None)
    stamp = select(func.count(), func.coalesce(func.max(ConversationNeed.at), 0)).where(*mine)
    count, latest = tx.session.execute(stamp).one()
    by_merchant = _KEPT.setdefault(tx.connection.engine, {})
    known = by_merchant.get(merchant_id)
    if known is None or known[0] != (count, latest):
        newest = select(ConversationNeed).where(*mine).order_by(ConversationNeed.at.desc())
        corrected = tx.session.scalars(newest.limit(LATEST_CORRECTIONS)).all()
        known = (count, latest), Teller(_told(tx, corrected))
        by_merchant[merchant_id] = known
    return known[1]


def _told(tx: Tx, corrected: Sequence[ConversationNeed]) -> list[Told]:
    """Return the words of corrected conversations with what they were for.

    Where there were several needs, what we would have taken for one of them stays that one.
    """
    lines, ours = _lines(tx, [one.conversation_id for one in corrected]), Teller()
    found = []
    for one in corrected:
        needs = {one.main, *one.others}
        for line in lines[one.conversation_id]:
            need = need_in(line, ours)
            if need is not None and line.content_type == "text":
                found.append(Told(need if need in needs else cast("Need", one.main), line.text))
    return found


def _lines(tx: Tx, conversation_ids: Sequence[str]) -> dict[str, list[Line]]:
    said = (
        select(
            MESSAGE.c.conversation_id, MESSAGE.c.content_type, MESSAGE.c.content, BotReply.verdict
        )
        .outerjoin(BotReply, BotReply.asked_message_id == MESSAGE.c.id)
        .where(
            MESSAGE.c.conversation_id.in_(conversation_ids),
            MESSAGE.c.sender_kind == "customer",
            MESSAGE.c.content_type.in_(sorted(SAID_BY_CUSTOMERS)),
            MESSAGE.c.recalled_at.is_(None),
        )
        .order_by(MESSAGE.c.conversation_id, MESSAGE.c.seq)
    )
    lines: dict[str, list[Line]] = defaultdict(list)
    for conversation_id, content_type, content, verdict in tx.connection.execute(said):
        if len(lines[conversation_id]) < MOST_SAID:
            lines[conversation_id].append(Line(text_of(content), content_type, verdict))
    return lines
