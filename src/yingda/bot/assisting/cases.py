"""Solved cases like the one at hand, with what became of them; read where they were said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Select, exists, func, select, tuple_
from sqlalchemy.orm import aliased

from yingda.bot.assisting.likeness import Features, Likeness, features_of, most_alike
from yingda.bot.assisting.models import SolvedCase
from yingda.bot.assisting.particulars import particulars_of
from yingda.bot.assisting.schemas import CaseOutcome
from yingda.conversations.models import Conversation, Message
from yingda.conversations.satisfaction import DISSATISFIED_UP_TO, SATISFIED_FROM
from yingda.foundation.clock import HOUR
from yingda.foundation.db import Tx

LATEST_CASES = 2_000
CAME_BACK_WITHIN = 72 * HOUR
MOST_SHOWN = 5
_WORTH: Mapping[CaseOutcome, float] = {
    "satisfied": 1.1,
    "quiet": 1.0,
    "watched": 1.0,
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
class _Place:
    """Where a case was said."""

    id: str
    conversation_id: str
    asked_seq: int
    answered_seq: int


@dataclass(frozen=True)
class _Kept:
    """What finds a merchant's cases; what is shown of them is read when it is shown."""

    version: tuple[int, str, int]
    features: Mapping[_Place, Features]
    places: Sequence[_Place]
    likeness: Likeness


_KEPT: "WeakKeyDictionary[Engine, dict[str, _Kept]]" = WeakKeyDictionary()


def cases_like(tx: Tx, merchant_id: str, text: str, besides: str) -> list[LikeCase]:
    """Return at most five cases most like a text, the best first; `besides` is left out."""
    kept = _kept(tx, merchant_id)
    alike = kept.likeness.to(text)
    scores = {kept.places[number]: alike[number] for number in most_alike(alike)}
    best = [one for one in scores if one.conversation_id != besides][: 2 * MOST_SHOWN]
    outcomes = _outcomes(tx, [one.conversation_id for one in best])
    cases = _read(tx, [one for one in best if one.conversation_id in outcomes])
    found = [
        LikeCase(cases[one], scores[one], outcomes[one.conversation_id])
        for one in best
        if one in cases
    ]
    return sorted(found, key=lambda one: -one.likeness * _WORTH[one.outcome])[:MOST_SHOWN]


def case_by_id(tx: Tx, merchant_id: str, case_id: str) -> Case | None:
    """Return the case, if it is the merchant's and its words are still there."""
    named = select(SolvedCase).where(
        SolvedCase.merchant_id == merchant_id, SolvedCase.id == case_id
    )
    return next(iter(_read(tx, _places(tx, named)).values()), None)


def _kept(tx: Tx, merchant_id: str) -> _Kept:
    stamp = select(
        func.count(),
        func.coalesce(func.max(SolvedCase.id), ""),
        func.coalesce(func.max(SolvedCase.at), 0),
    )
    count, latest, at = tx.session.execute(stamp.where(SolvedCase.merchant_id == merchant_id)).one()
    version = (int(count), str(latest), int(at))
    by_merchant = _KEPT.setdefault(tx.connection.engine, {})
    kept = by_merchant.get(merchant_id)
    if kept is None or kept.version != version:
        features = _features(tx, merchant_id, kept.features if kept else {})
        kept = _Kept(version, features, list(features), Likeness(list(features.values())))
        by_merchant[merchant_id] = kept
    return kept


def _features(
    tx: Tx, merchant_id: str, known: Mapping[_Place, Features]
) -> Mapping[_Place, Features]:
    """Return what each of the latest cases asks; only what is not known is read."""
    latest = (
        select(SolvedCase)
        .where(SolvedCase.merchant_id == merchant_id)
        .order_by(SolvedCase.at.desc(), SolvedCase.id.desc())
        .limit(LATEST_CASES)
    )
    places = _places(tx, latest)
    new = _read(tx, [one for one in places if one not in known])
    return {
        one: known[one] if one in known else features_of(new[one].question if one in new else "")
        for one in places
    }


def _places(tx: Tx, wanted: Select[SolvedCase]) -> list[_Place]:
    rows = tx.session.scalars(wanted)
    return [_Place(row.id, row.conversation_id, row.asked_seq, row.answered_seq) for row in rows]


def _read(tx: Tx, places: Sequence[_Place]) -> dict[_Place, Case]:
    words = _words(tx, places)
    people = particulars_of(tx, [one.conversation_id for one in places])
    cases = {}
    for one in places:
        question = words.get((one.conversation_id, one.asked_seq), "")
        answer = words.get((one.conversation_id, one.answered_seq), "")
        if question and answer:  # what was recalled or forgotten is nobody's example
            shown = map(people[one.conversation_id].taken_from, (question, answer))
            cases[one] = Case(one.id, one.conversation_id, *shown)
    return cases


def _words(tx: Tx, rows: Sequence[_Place]) -> dict[tuple[str, int], str]:
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


def _outcomes(tx: Tx, conversation_ids: Sequence[str]) -> dict[str, CaseOutcome]:
    later = aliased(Conversation)
    came_back = exists().where(
        later.thread_id == Conversation.thread_id,
        later.id != Conversation.id,
        later.opened_at >= Conversation.closed_at,
        later.opened_at <= Conversation.closed_at + CAME_BACK_WITHIN,
    )
    too_early = Conversation.closed_at > tx.now - CAME_BACK_WITHIN
    ended = select(Conversation.id, Conversation.rated, came_back, too_early).where(
        Conversation.id.in_(conversation_ids),
        Conversation.status == "closed",
    )
    return {
        conversation_id: _outcome(rated, came_back=back, too_early=early)
        for conversation_id, rated, back, early in tx.session.execute(ended)
    }


def _outcome(rated: int | None, *, came_back: bool, too_early: bool) -> CaseOutcome:
    if rated is not None and rated <= DISSATISFIED_UP_TO:
        return "dissatisfied"
    if came_back:
        return "came_back"
    if rated is not None and rated >= SATISFIED_FROM:
        return "satisfied"
    return "watched" if too_early else "quiet"
