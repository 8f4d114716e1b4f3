"""Tables of conversations: the facts that every metric rests on."""

from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from yingda.foundation.columns import Base, Cents, Id, Instant, JsonDict, JsonList, Name, Word


class Thread(Base):
    """The lasting relation of one customer and one shop."""

    __tablename__ = "thread"
    __table_args__ = (UniqueConstraint("merchant_id", "customer_id"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id]
    merchant_id: Mapped[Id]
    customer_id: Mapped[Id] = mapped_column(index=True)
    created_at: Mapped[Instant]


class Conversation(Base):
    """One service encounter; carries what the inbox shows, so that a list needs no join.

    `customer_id` follows merges of customers; `home_customer_id` is who really asked.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        Index("conversation_of_agent", "agent_id", "status", "last_message_at"),
        Index("conversation_of_merchant", "merchant_id", "status", "last_message_at"),
        Index("conversation_of_group", "group_id", "stage", "queued_at"),
        Index("conversation_of_thread", "thread_id", "opened_at"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id]
    merchant_id: Mapped[Id]
    merchant_name: Mapped[Name]
    thread_id: Mapped[Id]
    customer_id: Mapped[Id] = mapped_column(index=True)
    home_customer_id: Mapped[Id] = mapped_column(index=True)
    customer_name: Mapped[Name]
    customer_tier: Mapped[int] = mapped_column(default=0)
    channel: Mapped[Word]
    language: Mapped[Word]
    entry: Mapped[JsonDict]
    merge_window_seconds: Mapped[int]
    status: Mapped[Word]
    stage: Mapped[Word]
    group_id: Mapped[Id | None]
    group_name: Mapped[Name | None]
    agent_id: Mapped[Id | None]
    agent_name: Mapped[Name | None]
    last_agent_id: Mapped[Id | None]
    leg_id: Mapped[Id | None]
    leg_count: Mapped[int]
    leg_accepted: Mapped[bool]
    stay_id: Mapped[Id | None]
    turn_id: Mapped[Id | None]
    turn_opened_at: Mapped[Instant | None]
    turn_opened_seq: Mapped[int | None]
    turn_is_remark: Mapped[bool]
    last_seq: Mapped[int]
    last_note_seq: Mapped[int] = mapped_column(default=0)
    customer_read_seq: Mapped[int]
    staff_read_seq: Mapped[int]
    last_message_at: Mapped[Instant]
    preview: Mapped[JsonDict]
    queued_at: Mapped[Instant | None]
    priority: Mapped[int]
    why: Mapped[JsonList | None]
    opened_at: Mapped[Instant]
    closed_at: Mapped[Instant | None]
    closed_by: Mapped[Word | None]
    summary: Mapped[str | None] = mapped_column(String(4000))
    tags: Mapped[JsonList]
    rated: Mapped[int | None]


class Message(Base):
    """One thing said; `seq` counts from 1 without gaps in its conversation."""

    __tablename__ = "message"
    __table_args__ = (UniqueConstraint("conversation_id", "client_key"),)

    conversation_id: Mapped[Id] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[Id]
    leg_id: Mapped[Id | None]
    turn_id: Mapped[Id | None]
    client_key: Mapped[Word | None]
    channel_message_id: Mapped[Name | None]
    sent_at: Mapped[Instant]
    channel_sent_at: Mapped[Instant | None]
    sender_kind: Mapped[Word]
    sender_id: Mapped[Id | None]
    sender_name: Mapped[Name | None]
    content_type: Mapped[Word]
    content: Mapped[JsonDict]
    stage: Mapped[Word]
    template_id: Mapped[Id | None]
    delivery_state: Mapped[Word]
    recalled_at: Mapped[Instant | None]


class Leg(Base):
    """One owner's interval in a conversation."""

    __tablename__ = "leg"
    __table_args__ = (
        Index("leg_of_owner", "owner_id", "joined_at"),
        Index("leg_of_merchant", "merchant_id", "joined_at"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id]
    merchant_id: Mapped[Id]
    conversation_id: Mapped[Id] = mapped_column(index=True)
    customer_id: Mapped[Id]
    number: Mapped[int]
    owner_kind: Mapped[Word]
    owner_id: Mapped[Id | None]
    owner_name: Mapped[Name | None]
    group_id: Mapped[Id | None]
    joined_at: Mapped[Instant]
    join_reason: Mapped[Word]
    accepted_at: Mapped[Instant | None]
    left_at: Mapped[Instant | None]
    leave_reason: Mapped[Word | None]
    why: Mapped[JsonList]


class Turn(Base):
    """One wait of the customer for an answer, charged to the leg that owned it.

    `opened_at` is the customer's first message, or request for a person; `charged_at` when the
    leg's owner became responsible; both are kept because platforms start the clock at different
    ones.
    """

    __tablename__ = "turn"
    __table_args__ = (
        Index("turn_of_merchant", "merchant_id", "opened_at"),
        Index("turn_charged", "merchant_id", "charged_at"),
    )

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id]
    merchant_id: Mapped[Id]
    conversation_id: Mapped[Id] = mapped_column(index=True)
    customer_id: Mapped[Id]
    stage: Mapped[Word]
    leg_id: Mapped[Id | None]
    agent_id: Mapped[Id | None]
    opened_at: Mapped[Instant]
    opened_seq: Mapped[int]
    charged_at: Mapped[Instant | None]
    carried_from_id: Mapped[Id | None]
    is_remark: Mapped[bool]
    ended_at: Mapped[Instant | None]
    closed_seq: Mapped[int | None]
    closed_by_kind: Mapped[Word | None]
    closed_by_id: Mapped[Id | None]


class QueueStay(Base):
    """One wait for a group; `waiting_since` is the first moment of the whole wait.

    `needs` is the authority that somebody has to have for what is asked, `amount_cents` how much.
    """

    __tablename__ = "queue_stay"
    __table_args__ = (Index("queue_stay_of_group", "group_id", "left_at"),)

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id]
    merchant_id: Mapped[Id] = mapped_column(index=True)
    conversation_id: Mapped[Id] = mapped_column(index=True)
    customer_id: Mapped[Id]
    group_id: Mapped[Id]
    entered_at: Mapped[Instant]
    waiting_since: Mapped[Instant]
    reason: Mapped[Word]
    needs: Mapped[Word | None]
    amount_cents: Mapped[Cents | None]
    left_at: Mapped[Instant | None]
    outcome: Mapped[Word | None]


class Note(Base):
    """What staff write among themselves; another noun than a message, with its own counter."""

    __tablename__ = "note"
    __table_args__ = (UniqueConstraint("conversation_id", "client_key"),)

    conversation_id: Mapped[Id] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[Id]
    client_key: Mapped[Word]
    author_id: Mapped[Id]
    author_name: Mapped[Name]
    text: Mapped[str] = mapped_column(String(5000))
    mentions: Mapped[JsonList]
    created_at: Mapped[Instant]


class ReplyDraft(Base):
    """What somebody has begun to write, kept across reloads and devices."""

    __tablename__ = "reply_draft"

    conversation_id: Mapped[Id] = mapped_column(primary_key=True)
    staff_id: Mapped[Id] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(5000))
    mode: Mapped[Word]
    updated_at: Mapped[Instant]


class Attachment(Base):
    """A file that belongs to one conversation."""

    __tablename__ = "attachment"

    id: Mapped[Id] = mapped_column(primary_key=True)
    tenant_id: Mapped[Id]
    conversation_id: Mapped[Id] = mapped_column(index=True)
    uploader_kind: Mapped[Word]
    uploader_id: Mapped[Id]
    name: Mapped[Name]
    mime: Mapped[Name]
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    created_at: Mapped[Instant]


Row = dict[str, Any]
