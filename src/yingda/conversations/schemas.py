"""Conversations on the wire."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from yingda.foundation.clock import Instant
from yingda.foundation.shapes import Draft, Seq, View

TEXT_LIMIT = 5_000

Text = Annotated[
    str, StringConstraints(strip_whitespace=False, min_length=1, max_length=TEXT_LIMIT)
]
ClientKey = Annotated[str, StringConstraints(min_length=1, max_length=64)]
IdText = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Tag = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class TextDraft(Draft):
    """Words."""

    client_key: ClientKey
    content_type: Literal["text"] = "text"
    text: Text


class FileDraft(Draft):
    """A picture or another file that was uploaded to this conversation before."""

    client_key: ClientKey
    content_type: Literal["image", "file"]
    file_id: IdText


class OrderDraft(Draft):
    """A card of an order of this customer."""

    client_key: ClientKey
    content_type: Literal["order"]
    order_id: IdText


class ProductDraft(Draft):
    """A card of a product of this shop."""

    client_key: ClientKey
    content_type: Literal["product"]
    product_id: IdText


class ChoiceDraft(Draft):
    """One of the choices that the bot offered."""

    client_key: ClientKey
    content_type: Literal["choice"]
    entry_id: IdText
    title: Annotated[str, StringConstraints(min_length=1, max_length=500)]


MessageDraft = Annotated[
    TextDraft | FileDraft | OrderDraft | ProductDraft | ChoiceDraft,
    Field(discriminator="content_type"),
]


class MessageView(View):
    """A message as everyone in the conversation sees it."""

    id: str
    conversation_id: str
    seq: int
    leg_id: str | None = None
    client_key: str | None = None
    sent_at: Instant
    sender_kind: str
    sender_id: str | None = None
    sender_name: str | None = None
    content_type: str
    content: dict[str, Any]
    stage: str
    turn_id: str | None = None
    delivery_state: str = "sent"
    recalled_at: Instant | None = None


class HistoryView(View):
    """A stretch of messages in ascending `seq`; `more` says that the stretch was cut."""

    items: list[MessageView]
    epoch: str
    last_seq: int
    more: bool


class HistoryWindow(Draft):
    """Which stretch of a conversation: after a `seq`, before one, or the newest."""

    after: Seq | None = None
    before: Seq | None = None
    limit: int = Field(default=50, ge=1, le=200)


class NoteDraft(Draft):
    """A note for colleagues; `mentions` are staff ids."""

    client_key: ClientKey
    text: Text
    mentions: list[IdText] = Field(default_factory=list, max_length=20)


class NoteView(View):
    """A note as staff see it."""

    id: str
    conversation_id: str
    seq: int
    author_id: str
    author_name: str
    text: str
    mentions: list[str]
    created_at: Instant


class NotesView(View):
    """Notes in ascending `seq`."""

    items: list[NoteView]
    last_seq: int


class ReplyDraftView(View):
    """What somebody has begun to write."""

    text: str = ""
    mode: Literal["reply", "note"] = "reply"
    updated_at: Instant | None = None


class ReplyDraftChange(Draft):
    """Keep what somebody has begun to write; empty text forgets it."""

    text: Annotated[str, StringConstraints(strip_whitespace=False, max_length=TEXT_LIMIT)]
    mode: Literal["reply", "note"] = "reply"


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


class ReadMark(Draft):
    """Everything up to `seq` was seen."""

    seq: Seq


class AskHumanDraft(Draft):
    """The customer wants a person."""

    reason: Literal["button", "unknown", "choice"] = "button"


class TransferDraft(Draft):
    """Hand over to a group or to a colleague; the note is for whoever takes it."""

    group_id: IdText | None = None
    staff_id: IdText | None = None
    note: Annotated[str, StringConstraints(max_length=TEXT_LIMIT)] = ""


class AssignDraft(Draft):
    """Give the conversation to somebody."""

    staff_id: IdText


class CloseDraft(Draft):
    """End the conversation."""

    summary: Annotated[str, StringConstraints(max_length=4_000)] | None = None
    tags: list[Tag] = Field(default_factory=list, max_length=20)


class LeaveMessageDraft(Draft):
    """What the customer wants to be told later, and how to reach them."""

    client_key: ClientKey
    text: Text
    contact: Annotated[str, StringConstraints(min_length=3, max_length=200)]


class FileView(View):
    """An uploaded file."""

    id: str
    name: str
    size: int
    mime: str
    width: int | None = None
    height: int | None = None
    url: str
    thumbnail_url: str | None = None
