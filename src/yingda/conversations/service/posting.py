"""Saying something, many at once: every waiting message is one item of a batch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import update

from yingda.conversations import events, views
from yingda.conversations.commands import Post
from yingda.conversations.errors import (
    ConversationClosed,
    ConversationNotFound,
    KeyReused,
    MessageNotFound,
    NotYourMessage,
    NotYours,
    TooLateToRecall,
)
from yingda.conversations.holding import Held, Holding
from yingda.conversations.models import Conversation, Row
from yingda.conversations.queries.access import conversation_for, may_see
from yingda.conversations.queries.messages import is_latest, message_of, named_messages, said_since
from yingda.conversations.records import NewMessage
from yingda.conversations.schemas.messages import MessageView
from yingda.conversations.service.opening import somebody_there
from yingda.conversations.states import BOT, EFFECTIVE_KINDS, SYSTEM, Person, SenderKind
from yingda.conversations.timing import watch_idleness
from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import MINUTE, SECOND
from yingda.foundation.errors import Problem
from yingda.foundation.transaction import Tx

RECALL_WITHIN = 2 * MINUTE


@dataclass(frozen=True, slots=True)
class PostRequest:
    """A message that a person wants stored; `client_key` names it for good.

    `as_proposed` says that the machine wrote it and the person sent it unchanged.
    """

    conversation_id: str
    caller: Principal
    client_key: str
    content_type: str
    content: dict[str, Any]
    as_proposed: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """A stored message; `first` is False when the same draft had been stored before."""

    message: MessageView
    first: bool


def post_messages(tx: Tx, requests: Sequence[PostRequest]) -> Sequence[Posted | Problem]:
    """Store what people say, each request answered on its own; one read, one write for all."""
    holding = Holding(tx)
    keys = [(request.conversation_id, request.client_key) for request in requests]
    (found,) = holding.take((request.conversation_id for request in requests), named_messages(keys))
    known = {(row["conversation_id"], row["client_key"]): row for row in found}
    stored = {key: views.stored_message_view(row) for key, row in known.items()}
    bodies = {key: (row["content_type"], row["content"]) for key, row in known.items()}
    answers: list[Posted | Problem] = []
    for request in requests:
        key = (request.conversation_id, request.client_key)
        body = (request.content_type, request.content)
        try:
            held = admitted(tx, holding, request)
            if key in stored:
                answers.append(again(stored[key], same_body=bodies[key] == body))
                continue
            stored[key], bodies[key] = post(tx, holding, held, request), body
            answers.append(Posted(stored[key], first=True))
        except Problem as problem:
            answers.append(problem)
    holding.store()
    return answers


def admitted(tx: Tx, holding: Holding, request: PostRequest) -> Held:
    """Return the conversation if the caller may speak in it."""
    held = holding.get(request.conversation_id)
    if held is None or not may_see(tx, request.caller, held.present):
        raise ConversationNotFound
    return held


def again(message: MessageView, *, same_body: bool) -> Posted:
    """Answer a repeated draft with the message it became, unless the body is another."""
    if not same_body:
        raise KeyReused
    return Posted(message, first=False)


def post(tx: Tx, holding: Holding, held: Held, request: PostRequest) -> MessageView:
    """Fold one message into its conversation."""
    sender = speaker(request.caller)
    if request.as_proposed and not request.caller.is_visitor:
        sender = replace(sender, kind="bot_assist_sent")
    if sender.kind in EFFECTIVE_KINDS and held.state.status == "open":
        owned = held.state.stage == "human" and held.state.agent_id == sender.id
        if not owned:
            raise NotYours(by=held.state.agent_name)
    command = Post(sender, request.content_type, request.content, request.client_key)
    reopens = held.state.status == "closed"
    if reopens:
        command = replace(command, somebody_there=somebody_there(tx, held.state))
    try:
        records = holding.fold(held, command)
    except ConversationClosed:
        if request.caller.is_visitor:
            raise ConversationNotFound from None
        raise
    if reopens:
        watch_idleness(tx, held.state.id)
    return said_in(held, records)


def said_in(held: Held, records: Sequence[Any]) -> MessageView:
    """Return the message among the records that somebody said, not the system's events."""
    message = next(
        record
        for record in records
        if isinstance(record, NewMessage) and record.content_type != "event"
    )
    return held.shown(message)


def speaker(caller: Principal) -> Person:
    """Return who speaks when this caller posts."""
    kind: SenderKind = "agent_human"
    if caller.is_visitor:
        kind = "customer"
    elif caller.role == "merchant_staff":
        kind = "merchant_staff"
    return Person(kind, caller.id, caller.name)


def say(
    tx: Tx,
    conversation_id: str,
    *,
    content_type: str,
    content: dict[str, Any],
    sender_kind: SenderKind = "bot_auto",
    answers_seq: int | None = None,
) -> MessageView | None:
    """Let the bot, a rule or the system say something.

    Returns None, and says nothing, when the bot wants to speak after a person has taken over or
    the conversation has ended: nobody is talked over. What answers the message `answers_seq` leaves
    the customer waiting when they have written again since.
    """
    holding = Holding(tx)
    holding.take([conversation_id])
    held = holding.get(conversation_id)
    if held is None or held.state.status == "closed":
        return None
    if sender_kind == "bot_auto" and held.state.stage != "bot":
        return None
    sender = BOT if sender_kind == "bot_auto" else Person(sender_kind)
    newer = answers_seq is not None and said_since(tx, conversation_id, answers_seq)
    records = holding.fold(held, Post(sender, content_type, content, overtaken=bool(newer)))
    holding.store()
    *_, message = (record for record in records if isinstance(record, NewMessage))
    return views.message_view(conversation_id, message)


def append_event(
    tx: Tx, conversation_id: str, *, content_type: str, content: dict[str, Any]
) -> None:
    """Let the system add something, also after the end, without opening anything again."""
    holding = Holding(tx)
    holding.take([conversation_id])
    held = holding.get(conversation_id)
    if held is None:
        raise ConversationNotFound
    holding.append(held, Post(SYSTEM, content_type, content))
    holding.store()


def recall(tx: Tx, conversation_id: str, message_id: str, caller: Principal) -> MessageView:
    """Take back one's own message within two minutes; that it was said, and when, stays."""
    row = conversation_for(tx, caller, conversation_id)
    message = message_of(tx, conversation_id, message_id)
    if message is None:
        raise MessageNotFound
    if message.sender_id != caller.id or message.sender_kind == "system":
        raise NotYourMessage
    if message.recalled_at is None:
        if tx.now - message.sent_at > RECALL_WITHIN:
            raise TooLateToRecall(limit_seconds=RECALL_WITHIN // SECOND)
        message.recalled_at = tx.now
        if is_latest(tx, message):
            hide_preview(tx, row, message.sender_kind)
    view = MessageView.model_validate(message).model_copy(
        update={"content_type": "recalled", "content": {}}
    )
    tx.emit(
        events.MessageChanged(
            conversation_id=conversation_id,
            message=view,
            customer_id=row["customer_id"],
            home_customer_id=views.home_of(row),
            agent_id=row["agent_id"],
        )
    )
    return view


def hide_preview(tx: Tx, row: Row, sender_kind: str) -> None:
    """Take what was recalled out of the lists too."""
    preview = {"sender_kind": sender_kind, "content_type": "recalled", "text": ""}
    tx.connection.execute(
        update(Conversation).where(Conversation.id == row["id"]).values(preview=preview)
    )
    shown = views.row_view(row | {"preview": preview})
    tx.emit(events.ConversationChanged(conversation_id=row["id"], row=shown))
