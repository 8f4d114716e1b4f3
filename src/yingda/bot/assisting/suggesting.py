"""Words for the agent's next answer: from knowledge, canned replies and solved cases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from yingda.bot.assisting.cases import case_by_id, cases_like
from yingda.bot.assisting.handover import latest_messages, said_by_customer
from yingda.bot.assisting.likeness import Likeness, features_of
from yingda.bot.assisting.schemas import (
    CaseView,
    ProposalKind,
    SuggestionsView,
    SuggestionView,
)
from yingda.bot.assisting.summarising import Said, asks_something
from yingda.bot.assisting.track_record import Record, Source, records_of
from yingda.bot.clarifying.queries import open_question
from yingda.bot.clarifying.reading import question_in
from yingda.bot.engine import Answer, Choices, Facts
from yingda.bot.facts import facts_about
from yingda.bot.languages import language_of
from yingda.bot.queries import engine_for, entry_to_tell
from yingda.bot.replying import text_in
from yingda.bot.values import Values, values_for
from yingda.conversations.models import Row
from yingda.conversations.queries.access import conversation_for
from yingda.conversations.schemas.messages import MessageView
from yingda.conversations.states import EFFECTIVE_KINDS
from yingda.foundation.auth.principal import Principal
from yingda.foundation.db import Tx
from yingda.foundation.words import language_of as known_language
from yingda.knowledge.queries import canned_replies_of
from yingda.knowledge.rendering.filling import filled
from yingda.knowledge.rendering.forms import plain_of
from yingda.knowledge.searching import search
from yingda.merchants.models import Language
from yingda.orders.queries import orders_of

MOST_SHOWN = 3
MOST_FOUND = 5
LONGEST_QUESTION = 300
LEAST_TYPED = 2
# A reply kept ready is short and says little of what it answers: its likeness runs lower.
_LEAST_LIKE = 0.18
_FOUND_WEIGHT = 0.6
_BEGUN = 1.5


@dataclass(frozen=True)
class Moment:
    """The conversation as it is while somebody answers."""

    row: Row
    messages: Sequence[MessageView]
    asked: Said | None
    language: Language
    values: Values
    facts: Facts


@dataclass(frozen=True)
class Offer:
    """Something to say, before what became of it earlier is weighed in."""

    kind: ProposalKind
    source_id: str
    title: str
    text: str
    score: float
    likeness: float


def suggestions_for(tx: Tx, caller: Principal, conversation_id: str, typed: str) -> SuggestionsView:
    """Return at most three replies for what the customer asked last, fitting what is typed.

    What only staff may know is never among them; what holds on a condition is, where it holds.
    """
    moment = moment_of(tx, caller, conversation_id)
    question = moment.asked.text[:LONGEST_QUESTION] if moment.asked else ""
    wanted = " ".join(filter(None, (typed if len(typed) >= LEAST_TYPED else "", question)))
    offers = list(_offers(tx, caller, moment, wanted)) if wanted else []
    records = records_of(
        tx, moment.row["merchant_id"], [(one.kind, one.source_id) for one in offers]
    )
    ranked = sorted(offers, key=lambda one: -_weight(one, records, typed))
    return SuggestionsView(
        asked=question or None,
        asked_seq=moment.asked.seq if moment.asked else None,
        suggestions=[_view(one, moment, records) for one in _different(ranked)[:MOST_SHOWN]],
        ask=_question_more(tx, moment),
    )


def similar_cases(tx: Tx, caller: Principal, conversation_id: str) -> list[CaseView]:
    """Return solved cases like this one, with what became of them and how often they helped."""
    moment = moment_of(tx, caller, conversation_id)
    if moment.asked is None:
        return []
    merchant_id = moment.row["merchant_id"]
    found = cases_like(tx, merchant_id, moment.asked.text[:LONGEST_QUESTION], conversation_id)
    records = records_of(tx, merchant_id, [("case", one.case.id) for one in found])
    return [
        CaseView(
            id=one.case.id,
            conversation_id=one.case.conversation_id,
            question=one.case.question,
            answer=one.case.answer,
            text=filled(one.case.answer, moment.values).text,
            likeness=round(one.likeness, 3),
            outcome=one.outcome,
            used=records.get(("case", one.case.id), Record()).used,
        )
        for one in found
    ]


def variables_of(tx: Tx, caller: Principal, conversation_id: str) -> Values:
    """Return what the variables of canned replies stand for in this conversation."""
    return moment_of(tx, caller, conversation_id).values


def moment_of(tx: Tx, caller: Principal, conversation_id: str) -> Moment:
    """Return the conversation as it is now, for staff who may see it."""
    row = conversation_for(tx, caller, conversation_id)
    messages = latest_messages(tx, conversation_id)
    asked = _asked(messages)
    spoken = cast("Language", known_language(row["language"]))
    language = language_of(asked.text, spoken) if asked else spoken
    said = [
        str(one.content.get("external_id") or one.content.get("text") or "")
        for one in messages
        if one.sender_kind == "customer"
    ]
    values = values_for(tx, row["merchant_id"], row["customer_id"], said, language)
    if "order_no" not in values and (latest := orders_of(tx, caller, row["customer_id"])):
        values["order_no"] = latest[0].external_id  # an agent reads it before anybody else does
    return Moment(
        row,
        messages,
        asked,
        language,
        values | {"agent_name": caller.name},
        facts_about(tx, row["customer_id"]),
    )


def text_of(tx: Tx, caller: Principal, moment: Moment, kind: str, source_id: str) -> str | None:
    """Return what a source says in this conversation now; None where it may not be said."""
    merchant_id = moment.row["merchant_id"]
    if kind == "entry":
        entry = entry_to_tell(tx, merchant_id, source_id, moment.facts)
        text = plain_of(text_in(entry, "answer", moment.language)) if entry else ""
    elif kind == "canned":
        replies = canned_replies_of(tx, caller, merchant_id)
        text = next((one.text for one in replies if one.id == source_id), "")
    elif kind == "case":
        case = case_by_id(tx, merchant_id, source_id)
        text = case.answer if case else ""
    else:
        stored = open_question(tx, merchant_id, moment.messages)
        known = stored is not None and stored.id == source_id
        return question_in(stored, moment.language) if stored and known else None
    return filled(text, moment.values).text or None


def _question_more(tx: Tx, moment: Moment) -> SuggestionView | None:
    merchant_id = moment.row["merchant_id"]
    stored = open_question(tx, merchant_id, moment.messages)
    if stored is None:
        return None
    records = records_of(tx, merchant_id, [("ask", stored.id)])
    text, about = question_in(stored, moment.language), str(stored.products[0])
    return _view(Offer("ask", stored.id, about, text, 1.0, 1.0), moment, records)


def _asked(messages: Sequence[MessageView]) -> Said | None:
    """Return what waits for an answer: the questions since the last reply, else the last one."""
    replied = max((one.seq for one in messages if one.sender_kind in EFFECTIVE_KINDS), default=0)
    said = [one for one in said_by_customer(messages) if asks_something(one.text)]
    open_ = [one for one in said if one.seq > replied][-3:] or said[-1:]
    if not open_:
        return None
    return Said(open_[-1].seq, "\n".join(one.text for one in open_))


def _offers(tx: Tx, caller: Principal, moment: Moment, wanted: str) -> Iterable[Offer]:
    yield from _from_knowledge(tx, caller, moment, wanted)
    yield from _from_replies(tx, caller, moment, wanted)
    for one in cases_like(tx, moment.row["merchant_id"], wanted, moment.row["id"]):
        case = one.case
        yield Offer("case", case.id, case.question, case.answer, one.likeness, one.likeness)


def _from_knowledge(tx: Tx, caller: Principal, moment: Moment, wanted: str) -> Iterable[Offer]:
    """Give what the bot would answer, as sure as it is, then what else a search finds."""
    merchant_id = moment.row["merchant_id"]
    verdict = engine_for(tx, merchant_id).ask(wanted, moment.facts)
    sure = {}
    if isinstance(verdict, Answer):
        sure = {verdict.entry_id: verdict.confidence}
    elif isinstance(verdict, Choices):
        sure = {one.entry_id: one.confidence for one in verdict.options}
    found = search(tx, caller, wanted, merchant_id, MOST_FOUND)
    most = max((one.score for one in found), default=1.0) or 1.0
    likeness = {one.entry_id: _FOUND_WEIGHT * min(1.0, one.score / max(most, 1.0)) for one in found}
    for entry_id in dict.fromkeys([*sure, *likeness]):
        entry = entry_to_tell(tx, merchant_id, entry_id, moment.facts)
        text = plain_of(text_in(entry, "answer", moment.language)) if entry else ""
        if entry and text:
            score = max(sure.get(entry_id, 0.0), likeness.get(entry_id, 0.0))
            title = text_in(entry, "question", moment.language)
            yield Offer("entry", entry_id, title, text, score, score)


def _from_replies(tx: Tx, caller: Principal, moment: Moment, wanted: str) -> Iterable[Offer]:
    replies = [
        one
        for one in canned_replies_of(tx, caller, moment.row["merchant_id"])
        if one.language == moment.language
    ]
    scores = Likeness([features_of(f"{one.title} {one.text}") for one in replies]).to(wanted)
    for reply, score in zip(replies, scores, strict=True):
        if score >= _LEAST_LIKE:
            yield Offer("canned", reply.id, reply.title, reply.text, score, score)


def _weight(offer: Offer, records: Mapping[Source, Record], typed: str) -> float:
    record = records.get((offer.kind, offer.source_id))
    begun = len(typed) >= LEAST_TYPED and offer.text.lower().startswith(typed.strip().lower())
    return offer.score * (record or Record()).factor * (_BEGUN if begun else 1.0)


def _different(offers: Sequence[Offer]) -> list[Offer]:
    """Leave out what says the same as a better one."""
    kept: dict[str, Offer] = {}
    for one in offers:
        kept.setdefault("".join(one.text.split()), one)
    return list(kept.values())


def _view(offer: Offer, moment: Moment, records: Mapping[Source, Record]) -> SuggestionView:

    done = filled(offer.text, moment.values)
    return SuggestionView(
        kind=offer.kind,
        source_id=offer.source_id,
        title=filled(offer.title, moment.values).text,
        text=done.text,
        likeness=round(min(1.0, offer.likeness), 3),
        used=records.get((offer.kind, offer.source_id), Record()).used,
        missing=list(done.missing),
    )
