"""Level L0: help pages read, and who asked all the same; with the conversations."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, select
from sqlalchemy.orm import aliased

from yingda.conversations.models import Conversation, Turn
from yingda.foundation.clock import Instant
from yingda.foundation.transaction import Tx
from yingda.insight.bot.schemas import EntryReadsView, ReadsView
from yingda.insight.records import NO_REASON, NOBODY, Clause, Entry, Records, entries, with_customer
from yingda.insight.scopes import Scope
from yingda.knowledge.models import KnowledgeEntry
from yingda.knowledge.reads.models import EntryRead
from yingda.knowledge.reads.service import ASKS_WITHIN

OUTCOMES = ("resolved", "leaked", "watched")
MOST_ENTRIES = 200


def reads_in(tx: Tx, scope: Scope, language: str | None) -> ReadsView:
    """Count the reads of a period and what came of them; every read has one outcome (FUN-1).

    Leaked: whoever read it asked within 24 hours. Watched: it is not that long ago. Resolved: they
    did not ask. Who they are is known of those who open the chat from the page they read.
    """
    read = _reads(scope, language, tx.now).subquery()
    counted = select(read.c.entry_id, read.c.outcome, func.count())
    found: dict[str, dict[str, int]] = {}
    for entry_id, outcome, n in tx.connection.execute(
        counted.group_by(read.c.entry_id, read.c.outcome)
    ):
        found.setdefault(entry_id, dict.fromkeys(OUTCOMES, 0))[outcome] = n
    most = sorted(found, key=lambda one: (-sum(found[one].values()), one))
    titles = _titles(tx, most[:MOST_ENTRIES])
    return ReadsView(
        inflow=sum(sum(one.values()) for one in found.values()),
        outcomes={name: sum(one[name] for one in found.values()) for name in OUTCOMES},
        entries=[
            EntryReadsView(
                entry_id=one,
                question=titles[one],
                inflow=sum(found[one].values()),
                outcomes=found[one],
            )
            for one in most[:MOST_ENTRIES]
        ],
    )


def asked_after(scope: Scope, entry_id: str, language: str | None) -> Records:
    """Return the conversations in which those who read an entry asked within 24 hours."""
    asked = aliased(Turn)
    first = select(asked.id).where(_follows(asked)).order_by(asked.opened_at, asked.id).limit(1)
    return (
        with_customer(
            entries(
                Entry(
                    id=EntryRead.id,
                    at=EntryRead.at,
                    part=literal(1),
                    reason=NO_REASON,
                    agent_name=NOBODY,
                )
            )
            .select_from(EntryRead)
            .join(Turn, Turn.id == first.scalar_subquery())
            .join(Conversation, Conversation.id == Turn.conversation_id)
        )
    ).where(*_within(scope, language), EntryRead.entry_id == entry_id)


def _reads(scope: Scope, language: str | None, now: Instant) -> Select[*tuple[Any, ...]]:
    asked = exists().where(_follows(Turn))
    outcome: Clause = case(
        (asked, "leaked"), (EntryRead.at > now - ASKS_WITHIN, "watched"), else_="resolved"
    )
    columns: tuple[Clause, ...] = (EntryRead.entry_id.label("entry_id"), outcome.label("outcome"))
    return select(*columns).where(*_within(scope, language))


def _within(scope: Scope, language: str | None) -> tuple[Any, ...]:
    spoken = () if language is None else (EntryRead.language == language,)
    return *scope.owns(EntryRead), *scope.on_the_day(EntryRead.at), *spoken


def _follows(turn: type[Turn]) -> ColumnElement[bool]:
    """Return the condition that a turn is a question soon after a read, by whoever read."""
    return and_(
        turn.merchant_id == EntryRead.merchant_id,
        turn.customer_id == EntryRead.customer_id,
        turn.is_remark.is_(False),
        turn.opened_at >= EntryRead.at,
        turn.opened_at <= EntryRead.at + ASKS_WITHIN,
    )


def _titles(tx: Tx, ids: list[str]) -> dict[str, str]:
    named = select(KnowledgeEntry.id, KnowledgeEntry.question).where(KnowledgeEntry.id.in_(ids))
    return {row.id: row.question for row in tx.connection.execute(named)}
