"""Reads what the suggestions rest on: entries, orders, what was asked by whom; nothing is written.

What is the same for all customers of a shop (its entries folded, its traffic) is kept for a while
in this process, because the home page is opened far more often than either changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select

from yingda.bot.engine import Answer, Choices, Facts
from yingda.bot.engine import Engine as BotEngine
from yingda.bot.flows.offering import Task, live_tasks
from yingda.bot.models import BotReply
from yingda.bot.queries import engine_for, entries_of
from yingda.conversations.models import Conversation, QueueStay
from yingda.customers.folding import fold
from yingda.foundation.clock import DAY, MINUTE, Instant
from yingda.foundation.db import Tx
from yingda.helpcenter.schemas import Level, PageSeen
from yingda.helpcenter.suggesting.situation import (
    Asked,
    Candidate,
    PlacedOrder,
    Situation,
    Traffic,
    pairs_of,
    traffic_of,
)
from yingda.helpcenter.suggesting.state_questions import questions_of
from yingda.helpcenter.wording import title_in
from yingda.knowledge.queries import version_of
from yingda.knowledge.rendering.filling import told
from yingda.knowledge.searching import IndexedEntry
from yingda.merchants.models import Language, Merchant
from yingda.orders.schemas import OrderView

WEEK = 7 * DAY
MOST_ANSWERS, MOST_ASKED = 5_000, 30
FRESH = MINUTE
_SURE = 0.35


@dataclass(frozen=True, slots=True)
class Person:
    """The customer, or the persona, for whom something is suggested."""

    merchant: Merchant
    language: Language
    facts: Facts
    orders: tuple[OrderView, ...] = ()
    family: tuple[str, ...] = ()
    page: PageSeen = field(default_factory=PageSeen)
    human_entry: Level = 0


@dataclass(frozen=True, slots=True)
class _Folded:
    folded: tuple[str, ...]
    pairs: frozenset[str]


class _Kept:
    """What one process keeps of one database."""

    def __init__(self) -> None:
        self.folded: dict[str, tuple[int, dict[str, _Folded]]] = {}
        self.of_state: dict[tuple[object, ...], tuple[str, ...]] = {}
        self.traffic: dict[str, tuple[Instant, Traffic]] = {}
        self.tasks: dict[tuple[str, int], Task] = {}


_KEPT: "WeakKeyDictionary[Engine, _Kept]" = WeakKeyDictionary()
_MOST_KEPT = 1_000


def tellable(tx: Tx, person: Person) -> dict[str, IndexedEntry]:
    """Return the live entries with an answer that this person may be told, by id."""
    return {
        one.id: one
        for one in entries_of(tx, person.merchant.id).values()
        if one.answer_mode in {"public", "conditional"}
        and told(one.answer, {"shop_name": person.merchant.name}).strip()
        and one.is_valid(tx.now)
        and one.applies_to(person.facts)
    }


def situation_of(
    tx: Tx, person: Person, entries: Mapping[str, IndexedEntry], *, typed: str = ""
) -> Situation:
    """Return everything the methods may know of this person now."""
    talk = _talk_now(tx, person)
    return Situation(
        candidates=_candidates(tx, person, entries),
        now=tx.now,
        orders=tuple(PlacedOrder(one.status, tx.now - one.created_at) for one in person.orders),
        of_state={one.status: entries_of_state(tx, person, one.status) for one in person.orders},
        page=person.page.title,
        traffic=traffic_now(tx, person.merchant.id),
        history=_history(tx, person),
        last=talk[-1] if talk else None,
        asked_here=frozenset(talk),
        typed=typed,
        resembling=_resembling(tx, person, typed),
    )


def entries_of_state(tx: Tx, person: Person, status: str) -> tuple[str, ...]:
    """Return the entries that answer what an order in this state makes people ask."""
    merchant, kept = person.merchant, _kept(tx)
    facts = {**person.facts, "order.status": (status,)}
    about = tuple(sorted((name, str(value)) for name, value in facts.items()))
    key = (merchant.id, version_of(tx, merchant.id), merchant.language, about)
    found = kept.of_state.get(key)
    if found is None:
        if len(kept.of_state) >= _MOST_KEPT:
            kept.of_state.clear()
        engine = engine_for(tx, merchant.id)
        asked = (_first(engine, one, facts) for one in questions_of(status, merchant.language))
        found = kept.of_state[key] = tuple(dict.fromkeys(one for one in asked if one))
    return found


def traffic_now(tx: Tx, merchant_id: str) -> Traffic:
    """Return what the shop's customers asked in the last week, at most a minute old."""
    kept = _kept(tx).traffic
    at, traffic = kept.get(merchant_id, (None, Traffic()))
    if at is None or not 0 <= tx.now - at < FRESH:
        latest = (
            select(BotReply.conversation_id, BotReply.entry_ids, BotReply.at)
            .where(
                BotReply.merchant_id == merchant_id,
                BotReply.verdict == "answer",
                BotReply.at > tx.now - WEEK,
            )
            .order_by(BotReply.at.desc(), BotReply.id.desc())
            .limit(MOST_ANSWERS)
        )
        rows = [(one[0], one[1][0], one[2]) for one in tx.session.execute(latest) if one[1]]
        traffic = traffic_of(reversed(rows), tx.now)
        kept[merchant_id] = (tx.now, traffic)
    return traffic


def tasks_of(tx: Tx, merchant_id: str) -> Sequence[Task]:
    """Return the tasks that the shop's customers can begin now and that can be carried through."""
    return live_tasks(tx, merchant_id, _kept(tx).tasks)


def _candidates(
    tx: Tx, person: Person, entries: Mapping[str, IndexedEntry]
) -> tuple[Candidate, ...]:
    folded = _folded(tx, person.merchant.id)
    return tuple(
        Candidate(
            one.id, title_in(one, person.language), folded[one.id].folded, folded[one.id].pairs
        )
        for one in entries.values()
        if one.id in folded
    )


def _folded(tx: Tx, merchant_id: str) -> dict[str, _Folded]:
    kept, version = _kept(tx).folded, version_of(tx, merchant_id)
    if merchant_id not in kept or kept[merchant_id][0] != version:
        kept[merchant_id] = (
            version,
            {
                one.id: _Folded(
                    tuple(map(fold, one.questions)),
                    frozenset().union(*(pairs_of(fold(text)) for text in one.questions)),
                )
                for one in entries_of(tx, merchant_id).values()
            },
        )
    return kept[merchant_id][1]


def _talk_now(tx: Tx, person: Person) -> list[str]:
    """Return what was answered in the conversation that is open, oldest first."""
    if not person.family:
        return []
    answered = (
        select(BotReply.entry_ids)
        .join(Conversation, Conversation.id == BotReply.conversation_id)
        .where(
            Conversation.customer_id.in_(person.family),
            Conversation.merchant_id == person.merchant.id,
            Conversation.status == "open",
            BotReply.verdict == "answer",
        )
        .order_by(BotReply.at.desc(), BotReply.id.desc())
        .limit(MOST_ASKED)
    )
    return [ids[0] for ids in reversed(tx.session.scalars(answered).all()) if ids]


def _history(tx: Tx, person: Person) -> tuple[Asked, ...]:
    """Return what this customer was answered in earlier conversations, newest first."""
    if not person.family:
        return ()
    waited = select(QueueStay.conversation_id).where(QueueStay.conversation_id == Conversation.id)
    answered = (
        select(BotReply.entry_ids, BotReply.at, waited.exists())
        .join(Conversation, Conversation.id == BotReply.conversation_id)
        .where(
            Conversation.customer_id.in_(person.family),
            Conversation.merchant_id == person.merchant.id,
            Conversation.status == "closed",
            BotReply.verdict == "answer",
            BotReply.at > tx.now - 90 * DAY,
        )
        .order_by(BotReply.at.desc(), BotReply.id.desc())
        .limit(MOST_ASKED)
    )
    return tuple(
        Asked(ids[0], at, bool(unsettled))
        for ids, at, unsettled in tx.session.execute(answered)
        if ids
    )


def _resembling(tx: Tx, person: Person, typed: str) -> dict[str, float]:
    if len(typed.strip()) < 2:
        return {}
    verdict = engine_for(tx, person.merchant.id).ask(typed, person.facts)
    options: Sequence[Answer] = ()
    if isinstance(verdict, Answer):
        options = (verdict,)
    elif isinstance(verdict, Choices):
        options = verdict.options
    return {one.entry_id: one.confidence for one in options if one.confidence >= _SURE}


def _first(engine: BotEngine, question: str, facts: Facts) -> str | None:
    verdict = engine.ask(question, facts)
    if isinstance(verdict, Choices):
        verdict = verdict.options[0]
    return verdict.entry_id if isinstance(verdict, Answer) else None


def _kept(tx: Tx) -> _Kept:
    return _KEPT.setdefault(tx.connection.engine, _Kept())
