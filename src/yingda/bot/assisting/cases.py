"""Solved cases like the one at hand, with what became of them; read where they were said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, exists, func, select, tuple_
from sqlalchemy.orm import aliased

from yingda.bot.assisting.likeness import Likeness
from yingda.bot.assisting.models import SolvedCase
from yingda.bot.assisting.schemas import CaseOutcome
from yingda.bot.assisting.veiling import veiled
from yingda.conversations.models import Conversation, Message
from yingda.foundation.clock import HOUR
from yingda.foundation.db import Tx
from yingda.orders.models import Order

LATEST_CASES = 2_000
CAME_BACK_WITHIN = 72 * HOUR
MOST_SHOWN = 5
LEAST_ALIKE = 0.16
_WORTH: Mapping[CaseOutcome, float] = {
    "satisfied": 1.1,
    "quiet": 1.0,
    "came_back": 0.75,
    "dissatisfied": 0.5,
}


@dataclass(frozen=True)
class Case:
    """A case as it can be shown to anybody: nobody's particulars are in it."""

    id: str
    conversation_id: str
    question: str
    answer: str


@dataclass(frozen=True)
class LikeCase:
    """A case, how alike it is (0 to 1), and what became of it."""

    case: Case
    likeness: float
    outcome: CaseOutcome


@dataclass(frozen=True)
class _Kept:
    version: tuple[int, str]
    cases: tuple[Case, ...]
    likeness: Likeness


_KEPT: "WeakKeyDictionary[Engine, dict[str, _Kept]]" = WeakKeyDictionary()


def cases_like(tx: Tx, merchant_id: str, text: str, besides: str) -> list[LikeCase]:
    """Return at most five cases most like a text, the best first; `besides` is left out."""
    kept = _kept(tx, merchant_id)
    scores = kept.likeness.to(text)
    near = sorted(
        (n for n, score in enumerate(scores) if score >= LEAST_ALIKE), key=lambda n: -scores[n]
    )
    best = [n for n in near if kept.cases[n].conversation_id != besides][: 2 * MOST_SHOWN]
    outcomes = _outcomes(tx, [kept.cases[n].conversation_id for n in best])
    found = [
        LikeCase(kept.cases[n], scores[n], outcomes[kept.cases[n].conversation_id])
        for n in best
        if kept.cases[n].conversation_id in outcomes
    ]
    return sorted(found, key=lambda one: -one.likeness * _WORTH[one.outcome])[:MOST_SHOWN]


def case_by_id(tx: Tx, merchant_id: str, case_id: str) -> Case | None:
    """Return the case, if it is the merchant's and its words are still there."""
    return next((one for one in _kept(tx, merchant_id).cases if one.id == case_id), None)


def _kept(tx: Tx, merchant_id: str) -> _Kept:
    of_merchant = SolvedCase.merchant_id == merchant_id
    count, latest = tx.session.execute(
        select(func.count(), func.max(SolvedCase.id)).where(of_merchant)
    ).one()
    version = (count, latest or "")
    by_merchant = _KEPT.setdefault(tx.connection.engine, {})
    kept = by_merchant.get(merchant_id)
    if kept is None or kept.version != version:
        cases = tuple(_read(tx, merchant_id))
        kept = _Kept(version, cases, Likeness([one.question for one in cases]))
        by_merchant[merchant_id] = kept
    return kept


def _read(tx: Tx, merchant_id: str) -> list[Case]:
    latest = (
        select(SolvedCase)
        .where(SolvedCase.merchant_id == merchant_id)
        .order_by(SolvedCase.at.desc(), SolvedCase.id.desc())
        .limit(LATEST_CASES)
    )
    rows = tx.session.scalars(latest).all()
    words = _words(tx, rows)
    people = _people(tx, [row.conversation_id for row in rows])
    cases = []
    for row in rows:
        question = words.get((row.conversation_id, row.asked_seq), "")
        answer = words.get((row.conversation_id, row.answered_seq), "")
        if question and answer:  # what was recalled or forgotten is nobody's example
            names, orders = people[row.conversation_id]
            shown = (veiled(text, names, orders) for text in (question, answer))
            cases.append(Case(row.id, row.conversation_id, *shown))
    return cases


def _words(tx: Tx, rows: Sequence[SolvedCase]) -> dict[tuple[str, int], str]:
    places = [
        (row.conversation_id, seq) for row in rows for seq in (row.asked_seq, row.answered_seq)
    ]
    found: dict[tuple[str, int], str] = {}
    for start in range(0, len(places), 500):
        said = select(Message.conversation_id, Message.seq, Message.content).where(
            tuple_(Message.conversation_id, Message.seq).in_(places[start : start + 500]),
            Message.recalled_at.is_(None),
        )
        for conversation_id, seq, content in tx.session.execute(said):
            found[conversation_id, seq] = str(content.get("text", ""))
    return found


def _people(tx: Tx, conversation_ids: Sequence[str]) -> dict[str, tuple[dict[str, str], list[str]]]:
    """Return who was in each conversation, by the variable of each name, and their orders."""
    talked = select(
        Conversation.id,
        Conversation.customer_id,
        Conversation.customer_name,
        Conversation.agent_name,
    ).where(Conversation.id.in_(conversation_ids))
    rows = tx.session.execute(talked).all()
    bought = select(Order.customer_id, Order.external_id).where(
        Order.customer_id.in_({row.customer_id for row in rows})
    )
    orders: dict[str, list[str]] = {}
    for customer_id, number in tx.session.execute(bought):
        orders.setdefault(customer_id or "", []).append(number)
    return {
        row.id: (
            {row.customer_name: "customer_name", row.agent_name or "": "agent_name"},
            orders.get(row.customer_id, []),
        )
        for row in rows
    }


def _outcomes(tx: Tx, conversation_ids: Sequence[str]) -> dict[str, CaseOutcome]:
    later = aliased(Conversation)
    came_back = exists().where(
        later.thread_id == Conversation.thread_id,
        later.id != Conversation.id,
        later.opened_at >= Conversation.closed_at,
        later.opened_at <= Conversation.closed_at + CAME_BACK_WITHIN,
    )
    ended = select(Conversation.id, Conversation.rated, came_back).where(
        Conversation.id.in_(conversation_ids),
        Conversation.status == "closed",
    )
    return {
        conversation_id: _outcome(rated, came_back=back)
        for conversation_id, rated, back in tx.session.execute(ended)
    }


def _outcome(rated: int | None, *, came_back: bool) -> CaseOutcome:
    if rated is not None and rated <= 2:
        return "dissatisfied"
    if came_back:
        return "came_back"
    return "satisfied" if rated is not None and rated >= 4 else "quiet"
