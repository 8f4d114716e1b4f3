"""What became of suggestions: who chose them, whether a person was still needed, what was asked."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select

from yingda.bot.models import BotReply
from yingda.conversations.models import Conversation, Message, QueueStay
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import DAY, MINUTE, Instant
from yingda.foundation.db import Tx
from yingda.helpcenter.models import SuggestedClick, SuggestedList, SuggestionWeights
from yingda.helpcenter.schemas import MethodFigures, SuggestionFigures
from yingda.helpcenter.suggesting.learning import Exposure, learned
from yingda.helpcenter.suggesting.ranking import Weights
from yingda.helpcenter.suggesting.situation import METHODS
from yingda.learning.models import BotTransfer
from yingda.merchants.queries import merchant_meant

SETTLES_WITHIN = DAY
ASKED_WITHIN = 30 * MINUTE
MOST_LISTS = 5_000
LEARNED_FROM = 60 * DAY
MOST_NAMED = 500
GUESSED = {"home", "answer", "typing"}
OF_ONE_METHOD = {"orders", "typing"}
"""Where the ranker has no say, so that it cannot learn."""


def figures_for(tx: Tx, caller: Principal, merchant_id: str | None, days: int) -> SuggestionFigures:
    """Return how each method did in the last days, for a merchant the caller may see."""
    return figures(tx, merchant_meant(tx, caller, merchant_id).id, tx.now - days * DAY, tx.now)


def figures(tx: Tx, merchant_id: str, since: Instant, until: Instant) -> SuggestionFigures:
    """Return M68 and recall at five of each method, and of all together, from stored facts.

    Shown and chosen are counted over the same lists: where there are more than are read, the
    latest, and `since` says how far back those go.
    """
    since = counted_since(tx, merchant_id, since, until)
    lists = _lists(tx, merchant_id, since, until)
    clicks = _clicks_in(tx, merchant_id, lists)
    known = settled(tx, merchant_id, clicks)
    typed = {one.id for one in lists if one.placement == "typing"}
    due = [one for one in clicks if (one.list_id, one.entry_id) in known]
    exposed = _by_method((chip["method"], one.id in typed) for one in lists for chip in one.chips)
    clicked = _by_method((one.method, one.list_id in typed) for one in clicks)
    judged = _by_method((one.method, one.list_id in typed) for one in due)
    fine = _by_method(
        (one.method, one.list_id in typed) for one in due if known[one.list_id, one.entry_id]
    )
    recalled, recalled_of = _recall(tx, merchant_id, lists)
    row = tx.session.get(SuggestionWeights, merchant_id)
    return SuggestionFigures(
        since=since,
        until=until,
        methods=[
            MethodFigures(
                method=name,
                exposures=exposed[name],
                clicks=clicked[name],
                settled=fine[name],
                settled_of=judged[name],
                recalled=recalled[name],
                recalled_of=recalled_of[name],
            )
            for name in (*METHODS, "listed", "all")
        ],
        learned_from=row.exposures if row else 0,
        learned_at=row.learned_at if row else None,
    )


def counted_since(tx: Tx, merchant_id: str, since: Instant, until: Instant) -> Instant:
    """Return from when on lists are counted: later than asked for where there are too many."""
    shown = SuggestedList.merchant_id == merchant_id, SuggestedList.at.between(since, until)
    latest = select(SuggestedList.at).where(*shown).order_by(SuggestedList.at.desc())
    return tx.session.scalar(latest.offset(MOST_LISTS - 1).limit(1)) or since


@dataclass(frozen=True, slots=True)
class Learned:
    """What the ranker learned, and from how many chips shown and chosen."""

    weights: Weights
    exposures: int
    clicks: int


def learned_by(tx: Tx, merchant_id: str) -> Learned:
    """Learn from what this shop's customers were shown and chose; reads only."""
    exposures = exposures_of(tx, merchant_id)
    clicks = sum(one.clicked for one in exposures)
    return Learned(learned(exposures), len(exposures), clicks)


def exposures_of(tx: Tx, merchant_id: str) -> list[Exposure]:
    """Return the latest chips shown, each with what became of it, for the ranker to learn from."""
    lists = _lists(tx, merchant_id, tx.now - LEARNED_FROM, tx.now)
    clicks = _clicks_in(tx, merchant_id, lists)
    known = settled(tx, merchant_id, clicks)
    chosen = {(one.list_id, one.entry_id) for one in clicks}
    return [
        Exposure(
            chip["features"],
            (one.id, chip["entry_id"]) in chosen,
            known.get((one.id, chip["entry_id"])),
        )
        for one in lists
        if one.placement not in OF_ONE_METHOD
        for chip in one.chips
    ]


def _lists(tx: Tx, merchant_id: str, since: Instant, until: Instant) -> Sequence[SuggestedList]:
    latest = (
        select(SuggestedList)
        .where(
            SuggestedList.merchant_id == merchant_id,
            SuggestedList.at >= since,
            SuggestedList.at <= until,
        )
        .order_by(SuggestedList.at.desc(), SuggestedList.id.desc())
        .limit(MOST_LISTS)
    )
    return tx.session.scalars(latest).all()


def _clicks_in(
    tx: Tx, merchant_id: str, lists: Sequence[SuggestedList]
) -> Sequence[SuggestedClick]:
    """Return what was chosen from these lists, and from no older one."""
    if not lists:
        return []
    read = {one.id for one in lists}
    found = (
        select(SuggestedClick)
        .where(SuggestedClick.merchant_id == merchant_id, SuggestedClick.at >= lists[-1].at)
        .order_by(SuggestedClick.at, SuggestedClick.list_id)
    )
    return [one for one in tx.session.scalars(found) if one.list_id in read]


_WAYS_TO_PEOPLE = (
    (QueueStay.entered_at, QueueStay.conversation_id),
    (BotTransfer.at, BotTransfer.conversation_id),
)


def settled(
    tx: Tx, merchant_id: str, clicks: Sequence[SuggestedClick]
) -> dict[tuple[str, str], bool]:
    """Tell of every click that is a day old whether no person was asked for within that day."""
    due = [one for one in clicks if one.at <= tx.now - SETTLES_WITHIN]
    if not due:
        return {}
    waits = _waits(tx, merchant_id, {one.customer_id for one in due}, min(one.at for one in due))
    return {
        (one.list_id, one.entry_id): not any(
            one.at <= at <= one.at + SETTLES_WITHIN for at in waits[one.customer_id]
        )
        for one in due
    }


def _waits(
    tx: Tx, merchant_id: str, customers: Collection[str], since: Instant
) -> Mapping[str, list[Instant]]:
    """Return when these customers went to people, whoever they have become since.

    A wait in the queue is one way; a message left and a colleague who takes over are others.
    """
    waits: dict[str, list[Instant]] = defaultdict(list)
    named = sorted(customers)
    for start in range(0, len(named), MOST_NAMED):
        some = named[start : start + MOST_NAMED]
        theirs = or_(Conversation.customer_id.in_(some), Conversation.home_customer_id.in_(some))
        for at, conversation_id in _WAYS_TO_PEOPLE:
            asked = (
                select(Conversation.customer_id, Conversation.home_customer_id, at)
                .join(at.class_, conversation_id == Conversation.id)
                .where(Conversation.merchant_id == merchant_id, theirs, at >= since)
            )
            for now, then, went_at in tx.session.execute(asked):
                for customer_id in {now, then}:
                    waits[customer_id].append(went_at)
    return waits


def _by_method(of: Iterable[tuple[str, bool]]) -> Counter[str]:
    """Count by method; the ranker, which stands behind `all`, has no say while somebody types."""
    counted: Counter[str] = Counter()
    for method, is_typed in of:
        counted[method] += 1
        counted["all"] += not is_typed
    return counted


def _recall(
    tx: Tx, merchant_id: str, lists: Sequence[SuggestedList]
) -> tuple[Counter[str], Counter[str]]:
    """Count, of the questions asked next, how many were among each method's five.

    A method is asked only where it had something to say: recall is over the lists it offered in,
    except for `all`, which counts every question.
    """
    recalled: Counter[str] = Counter()
    of: Counter[str] = Counter()
    guesses = [one for one in lists if one.placement in GUESSED and one.offered]
    if not guesses:
        return recalled, of
    sent = _answered_of(tx, merchant_id, [one for one in guesses if one.question_key])
    asked = _asked(tx, merchant_id, min(one.at for one in guesses))
    for one in guesses:
        if one.question_key:
            entry_id = sent.get((one.customer_id, one.question_key))
        else:
            entry_id = _next_asked(asked[one.customer_id], one.at)
        if entry_id is None:
            continue
        for name, ids in one.offered.items():
            of[name] += 1
            recalled[name] += entry_id in ids
    return recalled, of


def _next_asked(asked: Sequence[tuple[Instant, str]], since: Instant) -> str | None:
    """Return what was asked first after a moment, soon enough to have to do with it."""
    soon = (entry_id for at, entry_id in asked if since < at <= since + ASKED_WITHIN)
    return next(soon, None)


def _answered_of(
    tx: Tx, merchant_id: str, lists: Sequence[SuggestedList]
) -> dict[tuple[str, str], str]:
    """Return what the very questions were answered with before which these lists were shown.

    The answer may have been stored before the list, which travels beside the question.
    """
    if not lists:
        return {}
    found: dict[tuple[str, str], str] = {}
    since = min(one.at for one in lists) - ASKED_WITHIN
    keys = sorted({one.question_key for one in lists if one.question_key})
    for start in range(0, len(keys), MOST_NAMED):
        answered = (
            select(
                Conversation.customer_id,
                Conversation.home_customer_id,
                Message.client_key,
                BotReply.entry_ids,
            )
            .join(Conversation, Conversation.id == BotReply.conversation_id)
            .join(
                Message,
                (Message.conversation_id == BotReply.conversation_id)
                & (Message.id == BotReply.asked_message_id),
            )
            .where(
                BotReply.merchant_id == merchant_id,
                BotReply.at >= since,
                BotReply.verdict == "answer",
                Message.client_key.in_(keys[start : start + MOST_NAMED]),
            )
        )
        for now, then, key, entry_ids in tx.session.execute(answered):
            if key and entry_ids:
                found |= {(one, key): entry_ids[0] for one in (now, then)}
    return found


def _asked(tx: Tx, merchant_id: str, since: Instant) -> dict[str, list[tuple[Instant, str]]]:
    replies = (
        select(Conversation.customer_id, BotReply.at, BotReply.entry_ids)
        .join(Conversation, Conversation.id == BotReply.conversation_id)
        .where(
            BotReply.merchant_id == merchant_id,
            BotReply.at >= since,
            BotReply.verdict == "answer",
        )
        .order_by(BotReply.at, BotReply.id)
    )
    found: dict[str, list[tuple[Instant, str]]] = defaultdict(list)
    for customer_id, at, entry_ids in tx.session.execute(replies):
        if entry_ids:
            found[customer_id].append((at, entry_ids[0]))
    return found
