"""The records behind M68: each suggested question that was chosen, and what came of it."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from yingda.conversations.models import Conversation, Message
from yingda.customers.models import Customer
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import DAY, MINUTE
from yingda.foundation.columns import table_of
from yingda.foundation.cursors import read_cursor, write_cursor
from yingda.foundation.db import Tx
from yingda.foundation.shapes import Page
from yingda.helpcenter.models import SuggestedClick, SuggestedList
from yingda.helpcenter.results import counted_since, settled
from yingda.helpcenter.schemas import ClickRecord
from yingda.knowledge.models import KnowledgeEntry
from yingda.merchants.queries import merchant_meant

SENT_WITHIN = 2 * MINUTE
"""How far apart a tap and the message it sends may be stored; they travel beside one another."""
MESSAGE = table_of(Message)
_ORDERED_BY = (SuggestedClick.at, SuggestedClick.list_id, SuggestedClick.entry_id)
Key = tuple[str, str]
"""A list and the entry chosen of it."""


def clicks_for(
    tx: Tx,
    caller: Principal,
    merchant_id: str | None,
    asked: tuple[str, int],
    part: tuple[str | None, int],
) -> Page[ClickRecord]:
    """Return a page of what was chosen, newest first, as the figures count it.

    `asked` is the method (`all`: the ranker's order) and the days, `part` the cursor and the size.
    """
    (method, days), (cursor, limit) = asked, part
    merchant = merchant_meant(tx, caller, merchant_id)
    since = counted_since(tx, merchant.id, tx.now - days * DAY, tx.now)
    found = (
        select(SuggestedClick, SuggestedList.placement)
        .join(SuggestedList, SuggestedList.id == SuggestedClick.list_id)
        .where(SuggestedClick.merchant_id == merchant.id, SuggestedList.at >= since)
        .where(
            SuggestedList.placement != "typing"
            if method == "all"
            else SuggestedClick.method == method
        )
    )
    if cursor is not None:
        place = tuple_(*_ORDERED_BY)
        found = found.where(place < _last_of(cursor))
    newest = found.order_by(*(column.desc() for column in _ORDERED_BY))
    rows = tx.session.execute(newest.limit(limit + 1)).all()
    shown, following = rows[:limit], None
    if len(rows) > limit:
        last = shown[-1][0]
        following = write_cursor(last.at, f"{last.list_id} {last.entry_id}")
    return Page(items=_records(tx, merchant.id, shown), next=following)


def _last_of(cursor: str) -> tuple[int, str, str]:
    at, key = read_cursor(cursor, int, str)
    list_id, _, entry_id = key.partition(" ")
    return at, list_id, entry_id


def _records(tx: Tx, merchant_id: str, rows: Sequence[Any]) -> list[ClickRecord]:
    clicks = [click for click, _ in rows]
    fine = settled(tx, merchant_id, clicks)
    names = _named(tx, Customer.id, Customer.name, {one.customer_id for one in clicks})
    entries = {one.entry_id for one in clicks}
    titles = _named(tx, KnowledgeEntry.id, KnowledgeEntry.question, entries)
    talks = _conversations(tx, merchant_id, clicks)
    return [
        ClickRecord(
            at=one.at,
            customer_id=one.customer_id,
            customer_name=names.get(one.customer_id, ""),
            method=one.method,
            placement=placement,
            question=titles.get(one.entry_id, ""),
            settled=fine.get((one.list_id, one.entry_id)),
            conversation_id=talks.get((one.list_id, one.entry_id)),
        )
        for one, placement in rows
    ]


def _named(
    tx: Tx, key: InstrumentedAttribute[str], name: InstrumentedAttribute[str], wanted: set[str]
) -> dict[str, str]:
    rows = tx.session.execute(select(key, name).where(key.in_(sorted(wanted))))
    return {str(one): str(text) for one, text in rows}


def _conversations(tx: Tx, merchant_id: str, clicks: Sequence[SuggestedClick]) -> dict[Key, str]:
    """Return in which conversation the question that was tapped was sent, where it was."""
    if not clicks:
        return {}
    people = sorted({one.customer_id for one in clicks})
    theirs = or_(Conversation.customer_id.in_(people), Conversation.home_customer_id.in_(people))
    tapped = (
        select(
            MESSAGE.c.conversation_id,
            MESSAGE.c.sent_at,
            MESSAGE.c.content,
            Conversation.customer_id,
            Conversation.home_customer_id,
        )
        .join(Conversation, Conversation.id == MESSAGE.c.conversation_id)
        .where(
            Conversation.merchant_id == merchant_id,
            theirs,
            MESSAGE.c.content_type == "choice",
            MESSAGE.c.sent_at >= min(one.at for one in clicks) - SENT_WITHIN,
            MESSAGE.c.sent_at <= max(one.at for one in clicks) + SENT_WITHIN,
        )
    )
    sent = [
        (talk, at, str(content.get("entry_id") or ""), {now, then})
        for talk, at, content, now, then in tx.connection.execute(tapped)
    ]
    return {
        (click.list_id, click.entry_id): talk
        for click in clicks
        for talk, at, entry_id, people in sent
        if entry_id == click.entry_id
        and click.customer_id in people
        and abs(at - click.at) <= SENT_WITHIN
    }
