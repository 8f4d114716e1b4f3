"""What people make of proposals, kept as facts; and which conversations became cases."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from yingda.bot.assisting.errors import ProposalUnknown
from yingda.bot.assisting.handover import latest_messages
from yingda.bot.assisting.models import Proposal, SolvedCase
from yingda.bot.assisting.schemas import SettledDraft, SourceDraft, TakenView
from yingda.bot.assisting.suggesting import moment_of, text_of
from yingda.bot.assisting.summarising import Said, asks_something
from yingda.bot.clarifying import service as clarifying
from yingda.conversations.models import Row
from yingda.conversations.queries.access import conversation_by_id, conversation_for
from yingda.conversations.queries.messages import named_messages
from yingda.conversations.schemas.messages import MessageView
from yingda.conversations.states import EFFECTIVE_KINDS
from yingda.foundation.auth.principal import Principal
from yingda.foundation.bulk import rows_of
from yingda.foundation.db import Tx

SHORTEST_ANSWER = 6
LONGEST_ANSWER = 1_000


@dataclass(frozen=True)
class Chosen:
    """A proposal as it is said in its conversation, and the message that it answers."""

    text: str
    asked_message_id: str | None


def choose(tx: Tx, conversation_id: str, source: SourceDraft, caller: Principal) -> Chosen:
    """Return what a source says here now; nothing is written, so nobody's message waits for it."""
    moment = moment_of(tx, caller, conversation_id)
    text = text_of(tx, caller, moment, source.kind, source.source_id)
    if text is None:
        raise ProposalUnknown
    return Chosen(text, next((one.id for one in moment.messages if _is(one, moment.asked)), None))


def take(
    tx: Tx, conversation_id: str, source: SourceDraft, chosen: Chosen, caller: Principal
) -> TakenView:
    """Note that somebody put a proposal into the composer, as it was chosen a moment ago."""
    row = _row(tx, conversation_for(tx, caller, conversation_id), source, caller) | {
        "text_hash": hash_of(chosen.text),
        "outcome": "taken",
        "asked_message_id": chosen.asked_message_id,
    }
    tx.session.add(Proposal(**row))
    return TakenView(id=row["id"], text=chosen.text)


def settle(tx: Tx, conversation_id: str, draft: SettledDraft, caller: Principal) -> None:
    """Note what was sent in the end: as proposed, changed, or something else altogether.

    Told twice, the first account stays.
    """
    conversation = conversation_for(tx, caller, conversation_id)
    named = named_messages([(conversation_id, draft.client_key)])
    message = next(iter(rows_of(tx.connection, named)[0]), None)
    if message is None or message["sender_id"] != caller.id:
        raise ProposalUnknown
    told = select(Proposal.id).where(
        Proposal.conversation_id == conversation_id, Proposal.message_id == message["id"]
    )
    if tx.session.scalar(told.limit(1)) is not None:
        return
    if draft.taken_id is not None:
        taken = _taken(tx, conversation_id, draft.taken_id, caller)
        taken.outcome = "sent" if message["sender_kind"] == "bot_assist_sent" else "edited"
        taken.message_id = message["id"]
        if taken.kind == "ask":
            clarifying.note(tx, conversation, taken.source_id, "asked", "agent")
    for source in draft.ignored:
        outcome = "ignored"
        if source.kind == "ask" and clarifying.note_in_sight(
            tx, conversation, source.source_id, str(message["content"].get("text", ""))
        ):
            outcome = "edited"
        row = _row(tx, conversation, source, caller)
        tx.session.add(Proposal(**row | {"outcome": outcome, "message_id": message["id"]}))


def is_as_proposed(
    tx: Tx, caller: Principal, conversation_id: str, taken_id: str, text: str
) -> bool:
    """Tell whether this text is, word for word, what this person took from a proposal here."""
    taken = tx.session.get(Proposal, taken_id)
    return (
        taken is not None
        and taken.conversation_id == conversation_id
        and taken.staff_id == caller.id
        and taken.text_hash == hash_of(text)
    )


def keep_case(tx: Tx, conversation_id: str) -> None:
    """Remember a conversation that a person has ended by an answer, for others like it."""
    row = conversation_by_id(tx, conversation_id)
    if row is None or row["status"] != "closed":
        return
    messages = latest_messages(tx, conversation_id)
    question = _question(messages)
    answer = question and _answer(messages, question)
    known = select(SolvedCase).where(SolvedCase.conversation_id == conversation_id)
    case = tx.session.scalar(known)
    if question is None or answer is None:
        return
    if case is None:
        case = SolvedCase(
            id=tx.ids.new(),
            tenant_id=row["tenant_id"],
            merchant_id=row["merchant_id"],
            conversation_id=conversation_id,
        )
        tx.session.add(case)
    case.asked_seq, case.answered_seq = question.seq, answer.seq
    case.staff_id, case.at = answer.sender_id, tx.now
    tx.flush()


def hash_of(text: str) -> str:
    """Return what recognises a text, whatever the spaces around its lines."""
    lines = "\n".join(line.strip() for line in text.strip().splitlines())
    return hashlib.sha256(lines.encode()).hexdigest()


def _question(messages: list[MessageView]) -> MessageView | None:
    """Return what the customer asked a person: their longest question before the first answer."""
    replied = (one.seq for one in messages if one.sender_kind in EFFECTIVE_KINDS)
    first = next(replied, 0)
    asked = [one for one in messages if one.seq < first and _is_question(one)]
    later = [one for one in messages if one.seq > first and _is_question(one)]
    candidates = asked[-3:] or (later[:1] if first else [])
    return max(candidates, key=lambda one: len(str(one.content["text"])), default=None)


def _answer(messages: list[MessageView], question: MessageView) -> MessageView | None:
    said = [
        one
        for one in messages
        if one.seq > question.seq
        and one.sender_kind in EFFECTIVE_KINDS
        and one.content_type == "text"
        and SHORTEST_ANSWER <= len(str(one.content.get("text", ""))) <= LONGEST_ANSWER
    ]
    return max(said, key=lambda one: len(str(one.content["text"])), default=None)


def _is_question(message: MessageView) -> bool:
    text = str(message.content.get("text", ""))
    return (
        message.sender_kind == "customer"
        and message.content_type == "text"
        and asks_something(text)
    )


def _is(message: MessageView, said: Said | None) -> bool:
    return said is not None and message.seq == said.seq


def _row(tx: Tx, conversation: Row, source: SourceDraft, caller: Principal) -> Row:
    return {
        "id": tx.ids.new(),
        "tenant_id": conversation["tenant_id"],
        "merchant_id": conversation["merchant_id"],
        "conversation_id": conversation["id"],
        "staff_id": caller.id,
        "kind": source.kind,
        "source_id": source.source_id,
        "at": tx.now,
    }


def _taken(tx: Tx, conversation_id: str, taken_id: str, caller: Principal) -> Proposal:
    taken = tx.session.get(Proposal, taken_id)
    if taken is None or taken.conversation_id != conversation_id or taken.staff_id != caller.id:
        raise ProposalUnknown
    return taken
