"""The case so far, for whoever takes it over: read from what was said and done, by no model."""

from collections.abc import Sequence
from typing import cast

from sqlalchemy import select

from yingda.bot.assisting.schemas import (
    AttemptView,
    HandoverView,
    LineView,
    NeedView,
    SlotView,
    TriedSource,
)
from yingda.bot.assisting.slots import Slot, slots_in
from yingda.bot.assisting.summarising import Said, last_question, summary_of
from yingda.bot.models import BotReply
from yingda.bot.queries import entries_of
from yingda.bot.schemas import VerdictName
from yingda.conversations.lookup import queue_view
from yingda.conversations.models import QueueStay, Row
from yingda.conversations.queries.access import conversation_for
from yingda.conversations.queries.messages import history
from yingda.conversations.schemas.messages import MessageView
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import SECOND
from yingda.foundation.db import Tx
from yingda.knowledge.models import KnowledgeEntry
from yingda.orders.queries import orders_of
from yingda.orders.schemas import OrderView

LATEST_MESSAGES = 200
MOST_TRIED = 6
OWN_WORDS = 500


def handover_of(tx: Tx, caller: Principal, conversation_id: str) -> HandoverView:
    """Return why a person is wanted, what for, and what the bot tried; for staff who may see it."""
    row = conversation_for(tx, caller, conversation_id)
    messages = latest_messages(tx, conversation_id)
    stay = _asked_for_person(tx, conversation_id)
    before = [one for one in messages if stay is None or one.sent_at <= stay.entered_at]
    said = said_by_customer(before)
    question = last_question(said)
    queue = queue_view(tx, row)
    return HandoverView(
        reason=stay.reason if stay else None,
        handed_over_at=stay.entered_at if stay else None,
        summary=[LineView(seq=one.seq, text=one.text) for one in summary_of(said)],
        own_words=_line(question),
        slots=[SlotView.model_validate(slot) for slot in given(tx, caller, row, messages)],
        tried=_tried(tx, row, messages),
        position=queue.position if queue else None,
        expected_wait_seconds=queue.expected_wait_seconds if queue else None,
        waited_seconds=_waited(tx, stay),
        stage=row["stage"],
        need=_need(tx, conversation_id),
    )


def latest_messages(tx: Tx, conversation_id: str) -> list[MessageView]:
    """Return the conversation's latest messages in order."""
    return history(tx, conversation_id, after=None, before=None, limit=LATEST_MESSAGES).items


def said_by_customer(messages: Sequence[MessageView]) -> list[Said]:
    """Return what the customer wrote or chose, in order."""
    return [
        Said(one.seq, str(one.content.get("text", "")))
        for one in messages
        if one.sender_kind == "customer" and one.content_type in {"text", "choice"}
    ]


def given(tx: Tx, caller: Principal, row: Row, messages: Sequence[MessageView]) -> list[Slot]:
    """Return what the customer gave in words or as a card of an order or a product."""
    orders = orders_of(tx, caller, row["customer_id"])
    titles = dict.fromkeys(item.title for order in orders for item in order.items)
    numbers = [order.external_id for order in orders]
    slots = slots_in(said_by_customer(messages), orders=numbers, products=titles)
    shown = [slot for one in messages for slot in _on_card(one)]
    known = {(slot.kind, slot.value) for slot in shown}
    return [*shown, *(slot for slot in slots if (slot.kind, slot.value) not in known)]


def order_spoken_of(slots: Sequence[Slot], orders: Sequence[OrderView]) -> OrderView | None:
    """Return the order that the customer spoke of last, of their own orders only."""
    named = [slot.value for slot in sorted(slots, key=lambda one: -one.seq)]
    by_number = {order.external_id: order for order in orders}
    return next((by_number[one] for one in named if one in by_number), None)


def _line(said: Said | None) -> LineView | None:
    return None if said is None else LineView(seq=said.seq, text=said.text[:OWN_WORDS])


def _on_card(message: MessageView) -> list[Slot]:
    content = message.content
    if message.sender_kind != "customer":
        return []
    if message.content_type == "order":
        title = str(content.get("title", ""))
        number = Slot("order_no", str(content.get("external_id", "")), message.seq)
        return [number, Slot("product", title, message.seq)] if title else [number]
    if message.content_type == "product":
        return [Slot("product", str(content.get("title", "")), message.seq)]
    return []


def _asked_for_person(tx: Tx, conversation_id: str) -> QueueStay | None:
    """Return the latest wait for a person that no colleague's hand-over began."""
    stays = select(QueueStay).where(
        QueueStay.conversation_id == conversation_id,
        QueueStay.reason.not_in(["transferred", "timeout_transfer", "went_offline"]),
    )
    return tx.session.scalar(stays.order_by(QueueStay.entered_at.desc()).limit(1))


def _need(tx: Tx, conversation_id: str) -> NeedView | None:
    """Return the authority that was asked for last, by the bot or by a colleague."""
    asked = select(QueueStay).where(
        QueueStay.conversation_id == conversation_id, QueueStay.needs.is_not(None)
    )
    stay = tx.session.scalar(asked.order_by(QueueStay.entered_at.desc()).limit(1))
    if stay is None or stay.needs is None:
        return None
    return NeedView(needs=stay.needs, amount_cents=stay.amount_cents)


def _waited(tx: Tx, stay: QueueStay | None) -> int | None:
    if stay is None:
        return None
    return ((stay.left_at or tx.now) - stay.waiting_since) // SECOND


def _tried(tx: Tx, row: Row, messages: Sequence[MessageView]) -> list[AttemptView]:
    done = select(BotReply).where(
        BotReply.conversation_id == row["id"], BotReply.verdict.not_in(["pleasantry", "human"])
    )
    latest = tx.session.scalars(done.order_by(BotReply.id.desc()).limit(MOST_TRIED)).all()[::-1]
    live = entries_of(tx, row["merchant_id"])
    ids = {entry_id for reply in latest for entry_id in reply.entry_ids}
    known = select(KnowledgeEntry.id, KnowledgeEntry.question).where(KnowledgeEntry.id.in_(ids))
    questions = {row.id: row.question for row in tx.session.execute(known)}
    by_id = {one.id: one for one in messages}
    return [
        AttemptView(
            asked=_words(by_id.get(reply.asked_message_id)),
            asked_seq=_seq(by_id.get(reply.asked_message_id)),
            verdict=cast("VerdictName", reply.verdict),
            reason=reply.reason,
            confidence=reply.confidence,
            sources=[
                TriedSource(entry_id=one, question=questions[one], live=one in live)
                for one in reply.entry_ids
                if one in questions
            ],
            at=reply.at,
        )
        for reply in latest
    ]


def _words(message: MessageView | None) -> str:
    """Return what was written, or what was chosen by a tap."""
    if message is None:
        return ""
    said = message.content.get("text") or message.content.get("title") or ""
    return str(said)[:OWN_WORDS]


def _seq(message: MessageView | None) -> int | None:
    return None if message is None else message.seq
