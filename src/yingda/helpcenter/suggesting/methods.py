"""The ways to guess what somebody wants to ask: each gives entries a score between 0 and 1."""

from collections import Counter
from collections.abc import Callable, Mapping

from yingda.customers.folding import fold
from yingda.foundation.clock import DAY
from yingda.helpcenter.suggesting.situation import (
    METHODS,
    Candidate,
    Method,
    Situation,
    pairs_of,
)

Scores = Mapping[str, float]

URGENCY = {
    "delayed": 1.0,
    "refunding": 0.9,
    "unpaid": 0.85,
    "shipped": 0.8,
    "paid": 0.7,
    "delivered": 0.6,
    "refunded": 0.35,
    "cancelled": 0.25,
    "completed": 0.2,
}
"""How much an order in this state makes people ask; ours, until clicks say otherwise."""
OPEN = ("unpaid", "paid", "shipped", "delayed", "refunding")
_HALF_LIFE = 14 * DAY
_MEMORY = 7 * DAY
_SMALL = 3
"""A count this small is half believed."""


def scores_of(situation: Situation) -> dict[Method, Scores]:
    """Return what every method says about every candidate, candidates it says nothing of left out.

    Whatever a method would say of an entry that is not a candidate is dropped: a suggestion never
    leads to something that this customer may not be told.
    """
    known = {one.id for one in situation.candidates} - situation.asked_here
    return {
        name: {one: score for one, score in WAYS[name](situation).items() if one in known and score}
        for name in METHODS
    }


def by_state(situation: Situation) -> Scores:
    """Method 1: what the state of the customer's orders makes people ask."""
    found: dict[str, float] = {}
    for order in situation.orders:
        weight = URGENCY.get(order.status, 0.0)
        if order.status not in OPEN:
            weight *= 0.5 ** (order.age / _HALF_LIFE)
        for place, entry_id in enumerate(situation.of_state.get(order.status, ())):
            found[entry_id] = max(found.get(entry_id, 0.0), weight * (1 - 0.12 * place))
    return found


def by_page(situation: Situation) -> Scores:
    """Method 2: questions that share rare neighbouring characters with the page they come from."""
    here = pairs_of(fold(situation.page))
    few = max(3, len(situation.candidates) // 10)
    spread = {pair: sum(pair in one.pairs for one in situation.candidates) for pair in here}
    rare = {pair for pair, count in spread.items() if 0 < count <= few}
    return {
        one.id: min(1.0, len(one.pairs & rare) / 3)
        for one in situation.candidates
        if one.pairs & rare
    }


def by_hot(situation: Situation) -> Scores:
    """Method 3: what is asked most now; what is asked far more than on the days before counts more.

    A day's count is compared with the mean of the six days before it.
    """
    traffic = situation.traffic
    heat = {
        one: (traffic.today[one] + traffic.before[one] / 6)
        * min(3.0, 1 + traffic.today[one] / (1 + traffic.before[one] / 6))
        for one in {*traffic.today, *traffic.before}
    }
    most = max(heat.values(), default=0.0)
    return {one: value / most for one, value in heat.items()} if most else {}


def by_history(situation: Situation) -> Scores:
    """Method 4: what this customer asked lately, above all what was not settled."""
    found: dict[str, float] = {}
    for asked in situation.history:
        fresh = 0.5 ** (max(0, situation.now - asked.at) / _MEMORY)
        score = fresh * (1.0 if asked.unsettled else 0.6)
        found[asked.entry_id] = max(found.get(asked.entry_id, 0.0), score)
    return found


def by_next(situation: Situation) -> Scores:
    """Method 8: what others asked after the question just answered."""
    if situation.last is None:
        return {}
    counts = situation.traffic.after.get(situation.last) or Counter()
    total = sum(counts.values())
    return {one: count / (total + _SMALL) for one, count in counts.items()}


def by_typed(situation: Situation) -> Scores:
    """Method 8: questions that begin with, contain, or to the engine resemble what is typed."""
    typed = fold(situation.typed).strip()
    if not typed:
        return {}
    found, mine = dict(situation.resembling), pairs_of(typed)
    for one in situation.candidates:
        found[one.id] = max(found.get(one.id, 0.0), _likeness(typed, mine, one))
    return found


def _likeness(typed: str, mine: frozenset[str], one: Candidate) -> float:
    if any(question.startswith(typed) for question in one.folded):
        return 1.0
    if any(typed in question for question in one.folded):
        return 0.85
    shared = len(mine & one.pairs) / len(mine) if mine else 0.0
    return 0.7 * shared if shared > 0.5 else 0.0


WAYS: dict[Method, Callable[[Situation], Scores]] = {
    "state": by_state,
    "page": by_page,
    "hot": by_hot,
    "history": by_history,
    "next": by_next,
    "typed": by_typed,
}
