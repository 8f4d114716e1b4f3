"""What goes into a prompt, read on a snapshot: what was said, and what this customer may be told.

Not read, and so never sent: notes, orders and their cards, the page somebody came from, what is
known of a customer, what an action answered, and entries for staff alone.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import select

from yingda.bot import queries
from yingda.bot.engine import Answer, Choices, Facts
from yingda.bot.facts import facts_about
from yingda.bot.languages import language_of
from yingda.bot.lifting.budget import Payer
from yingda.bot.lifting.masking import Veil, known_values
from yingda.bot.lifting.models import LiftEndpoint, LiftQuestion
from yingda.bot.lifting.prompting import Line, Passage
from yingda.bot.replying import Reply, reply_for, text_in
from yingda.conversations.events import MessagePosted
from yingda.conversations.queries.messages import history
from yingda.conversations.schemas.messages import MessageView
from yingda.customers.queries import current_customer, family_ids
from yingda.foundation.transaction import Tx
from yingda.foundation.words import language_of as known_language
from yingda.knowledge.searching import IndexedEntry, index_for
from yingda.merchants.models import Language
from yingda.merchants.queries import merchant_by_id
from yingda.orders.models import Order

MOST_LINES, MOST_CHARACTERS, MOST_PASSAGES = 8, 500, 5
ANSWER_CHARACTERS = 1_500
RRF = 60
ANSWERED_BY = frozenset({"agent_human", "merchant_staff", "platform_agent", "bot_assist_sent"})


@dataclass(frozen=True)
class Candidate:
    """An entry this customer may be told, as they would be told it."""

    entry: IndexedEntry
    title: str
    answer: str


@dataclass(frozen=True)
class Asked:
    """All that is needed to ask about one question; the veil has hidden what must not leave."""

    tenant_id: str
    merchant_id: str
    conversation_id: str
    customer_id: str
    uses: frozenset[str]
    question: str
    language: Language
    before: tuple[Line, ...]
    masked_question: str
    veil: Veil

    @property
    def payer(self) -> Payer:
        """Return who pays, and for what."""
        return Payer(self.tenant_id, self.merchant_id, self.conversation_id)

    @property
    def context(self) -> str:
        """Return everything that was said, masked."""
        return "\n".join([*(one.text for one in self.before), self.masked_question])


def waiting_question(tx: Tx, message_id: str) -> Asked | None:
    """Return what a waiting question needs; None when it is settled or the model is off."""
    row = tx.session.get(LiftQuestion, message_id)
    endpoint = None if row is None else tx.session.get(LiftEndpoint, row.tenant_id)
    if row is None or endpoint is None or not endpoint.on:
        return None
    fact = MessagePosted.model_validate_json(row.fact)
    veil = veil_of(tx, row.merchant_id, fact.customer_id)
    question = str(fact.message.content.get("text", ""))[:MOST_CHARACTERS]
    return Asked(
        tenant_id=row.tenant_id,
        merchant_id=row.merchant_id,
        conversation_id=fact.conversation_id,
        customer_id=fact.customer_id,
        uses=frozenset(endpoint.uses),
        question=question,
        language=language_spoken(tx, row.merchant_id, fact.language, question),
        before=said_before(tx, fact.conversation_id, veil, before=fact.message.seq),
        masked_question=veil.cover(question, own=True),
        veil=veil,
    )


def said_before(
    tx: Tx, conversation_id: str, veil: Veil, *, before: int | None = None
) -> tuple[Line, ...]:
    """Return the last things said, masked: people's words, and the titles the bot gave."""
    found = history(tx, conversation_id, after=None, before=before, limit=2 * MOST_LINES).items
    lines = [line for message in found if (line := _line(message, veil)) is not None]
    return tuple(lines[-MOST_LINES:])


def veil_of(tx: Tx, merchant_id: str, customer_id: str) -> Veil:
    """Return a veil that knows the customer's name and orders."""
    customer = current_customer(tx, customer_id)
    mine = family_ids(tx, customer.id)
    numbers = select(Order.external_id).where(
        Order.merchant_id == merchant_id, Order.customer_id.in_(mine)
    )
    names = [customer.name] if customer.named else []
    return Veil(known_values(names, tx.session.scalars(numbers.limit(100))))


def language_spoken(tx: Tx, merchant_id: str, language: str, text: str) -> Language:
    """Return the language to answer a text in."""
    spoken: Language = merchant_by_id(tx, merchant_id).language
    for known in ("zh-CN", "zh-TW", "en"):
        if known_language(language) == known:
            spoken = known
    return language_of(text, spoken)


def asked_again(tx: Tx, asked: Asked, question: str) -> Reply | None:
    """Ask the sparse engine with a clearer question; None unless it answers or offers a choice.

    A model hands nobody over: what takes a person is left to the customer's own words.
    """
    engine = queries.engine_in(tx, asked.merchant_id, asked.conversation_id)
    verdict = engine.ask(question, facts_about(tx, asked.customer_id))
    if not isinstance(verdict, Answer | Choices):
        return None
    reply = reply_for(verdict, queries.entries_of(tx, asked.merchant_id), asked.language)
    return None if reply.hand_over else reply


def candidates_for(
    tx: Tx,
    merchant_id: str,
    customer_id: str,
    questions: Sequence[str],
    language: Language,
    cosines: Mapping[str, float] | None = None,
) -> list[Candidate]:
    """Return the entries nearest to the questions among those that this customer may be told.

    `cosines` tell by entry id how near an entry is by its embedding; an entry that is among the
    first by either counts. What takes a person is left out: a model does not stand in for one.
    """
    facts = facts_about(tx, customer_id)
    index = index_for(tx, merchant_id)
    told = np.array([may_be_told(entry, facts, tx.now) for entry in index.entries], dtype=np.bool_)
    best: dict[int, float] = {}
    for question in questions:
        for match in index.ranking.matches(question, told):
            best[match.document] = max(best.get(match.document, 0.0), match.score)
    by_words = sorted(best, key=lambda number: -best[number])
    near = {
        number: cosines[entry.id]
        for number, entry in enumerate(index.entries)
        if cosines and told[number] and entry.id in cosines
    }
    by_meaning = sorted(near, key=lambda number: -near[number])[: 2 * MOST_PASSAGES]
    nearest = fused([by_words, by_meaning])[:MOST_PASSAGES]
    return [candidate_of(index.entries[number], language) for number in nearest]


def fused(rankings: Sequence[Sequence[int]]) -> list[int]:
    """Return what any ranking has, best first, by the sum of 1 / (60 + place) (RRF)."""
    scores: dict[int, float] = {}
    for ranking in rankings:
        for place, one in enumerate(ranking, 1):
            scores[one] = scores.get(one, 0.0) + 1 / (RRF + place)
    return sorted(scores, key=lambda one: -scores[one])


def may_be_told(entry: IndexedEntry, facts: Facts, now: int) -> bool:
    """Tell whether an entry may reach the model for a customer with these facts."""
    return entry.answer_mode != "human" and entry.is_valid(now) and entry.applies_to(facts)


def candidate_of(entry: IndexedEntry, language: Language) -> Candidate:
    """Return an entry in the words of a language."""
    title = text_in(entry, "question", language)
    return Candidate(entry, title, text_in(entry, "answer", language)[:ANSWER_CHARACTERS])


def passages_of(candidates: Sequence[Candidate], veil: Veil) -> list[Passage]:
    """Return entries as the model sees them."""
    return [
        Passage(veil.cover(one.title, links=False), veil.cover(one.answer, links=False))
        for one in candidates
    ]


def reply_stored(row: LiftQuestion) -> Reply:
    """Return the sparse engine's reply as it was put by."""
    values: dict[str, Any] = dict(row.reply)
    values["entry_ids"] = tuple(values["entry_ids"])
    if values.get("clarifies") is not None:
        values["clarifies"] = tuple(values["clarifies"])
    return Reply(**values)


def _line(message: MessageView, veil: Veil) -> Line | None:
    content = message.content
    if message.recalled_at is not None:
        return None
    if message.sender_kind == "customer" and message.content_type in {"text", "choice"}:
        text = str(content.get("text") or content.get("title") or "")[:MOST_CHARACTERS]
        return Line("customer", veil.cover(text, own=True))
    if message.sender_kind in ANSWERED_BY and message.content_type == "text":
        return Line("shop", veil.cover(str(content.get("text", ""))[:MOST_CHARACTERS]))
    if message.sender_kind == "bot_auto" and message.content_type in {"answer", "choices"}:
        listed = content.get("sources") or content.get("choices") or []
        titles = [str(one.get("title", "")) for one in listed if isinstance(one, dict)]
        return Line("shop", veil.cover(json.dumps(titles, ensure_ascii=False))) if titles else None
    return None
