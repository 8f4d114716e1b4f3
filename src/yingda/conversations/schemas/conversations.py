"""Conversations on the wire: as a line of a list, whole, earlier, and as customers see them."""

from typing import Any

from pydantic import Field

from yingda.conversations.schemas.messages import MessageView
from yingda.foundation.clock import Instant
from yingda.foundation.shapes import View


class Reason(View):
    """Why: a code that the web puts into words, and its values."""

    code: str
    params: dict[str, Any] = Field(default_factory=dict)


class ConversationRow(View):
    """A conversation as a line of the queue; staff only."""

    id: str
    merchant_id: str
    merchant_name: str
    thread_id: str
    customer_id: str
    customer_name: str
    customer_tier: int
    channel: str
    language: str
    status: str
    stage: str
    group_id: str | None
    group_name: str | None
    agent_id: str | None
    agent_name: str | None
    leg_accepted: bool
    last_seq: int
    last_note_seq: int
    unread: int
    waiting_since: Instant | None
    queued_at: Instant | None
    opened_at: Instant
    closed_at: Instant | None
    last_message_at: Instant
    preview: dict[str, Any]
    priority: int
    why: list[Reason] | None
    rated: int | None
    tags: list[str]


class LegView(View):
    """One owner's interval."""

    id: str
    number: int
    owner_kind: str
    owner_id: str | None
    owner_name: str | None
    group_id: str | None
    joined_at: Instant
    join_reason: str
    accepted_at: Instant | None
    left_at: Instant | None
    leave_reason: str | None
    why: list[Reason]


class QueueView(View):
    """Where a waiting customer stands; `expected_wait_seconds` is None when nobody can tell."""

    position: int
    ahead: int
    waiting_since: Instant
    expected_wait_seconds: int | None = None
    on_duty: bool = True


class ConversationView(ConversationRow):
    """A conversation opened by staff."""

    summary: str | None
    customer_read_seq: int
    staff_read_seq: int
    entry: dict[str, Any]
    closed_by: str | None
    legs: list[LegView]
    queue: QueueView | None
    epoch: str


class VisitorConversationView(View):
    """A conversation as its customer sees it; a person who has joined has opened it."""

    id: str
    merchant_id: str
    status: str
    stage: str
    agent_name: str | None
    agent_joined: bool
    last_seq: int
    customer_read_seq: int
    staff_read_seq: int
    opened_at: Instant
    closed_at: Instant | None
    queue: QueueView | None = None
    rated: int | None = None
    epoch: str = ""


class CountsView(View):
    """How many conversations each tab holds."""

    unanswered: int
    mine: int
    queue: int


class PastConversation(View):
    """An earlier conversation of the same thread with its messages; reduced for its customer."""

    conversation: ConversationRow | VisitorConversationView
    messages: list[MessageView]


class ThreadView(View):
    """Earlier conversations, newest first."""

    conversations: list[PastConversation]
