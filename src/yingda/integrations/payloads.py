"""What other systems are told: stable shapes, version 1; staff's notes and summaries in none.

A field may be added to a version. One that changes its meaning or goes makes a new version.
"""

from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from yingda.foundation.clock import SECOND, Instant

VERSION = 1


class Told(BaseModel):
    """A shape that leaves the house: exactly these fields; times in milliseconds since 1970."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)


class Person(Told):
    """Somebody who answers."""

    id: str
    name: str | None


class OpenedConversation(Told):
    conversation_id: str
    merchant_id: str
    customer_id: str
    channel: str
    language: str
    opened_at: Instant


class AssignedConversation(Told):
    """`accepted` is false when it was given to somebody who has not opened it yet."""

    conversation_id: str
    merchant_id: str
    customer_id: str
    leg_id: str
    agent: Person
    accepted: bool


class ClosedConversation(Told):
    """`closed_by` is customer, staff, timeout or system; `had_human` that a person answered."""

    conversation_id: str
    merchant_id: str
    customer_id: str
    agent: Person | None
    closed_by: str
    had_human: bool
    opened_at: Instant
    closed_at: Instant | None


class RatedConversation(Told):
    """`revision` counts how often the customer has rated this conversation."""

    conversation_id: str
    merchant_id: str
    agent_id: str | None
    score: int
    tags: list[str]
    solved: bool | None
    comment: str
    revision: int


class ToldMessage(Told):
    """As everyone in the conversation sees it."""

    id: str
    seq: int
    sent_at: Instant
    sender_kind: str
    sender_id: str | None
    sender_name: str | None
    content_type: str
    content: dict[str, Any]


class PostedMessage(Told):
    conversation_id: str
    merchant_id: str
    customer_id: str
    message: ToldMessage


class JoinedCustomers(Told):
    """Two customers are one person (merged), or no longer (split): `kept_id` and `merged_id`."""

    merchant_id: str
    merge_id: str
    kept_id: str
    merged_id: str
    member_ids: list[str]


class TestCall(Told):
    """Sent by an admin to see whether it arrives."""

    __test__ = False

    webhook_id: str


SHAPES: dict[str, type[Told]] = {
    "conversation.opened": OpenedConversation,
    "conversation.assigned": AssignedConversation,
    "conversation.closed": ClosedConversation,
    "conversation.rated": RatedConversation,
    "message.posted": PostedMessage,
    "customer.merged": JoinedCustomers,
    "customer.split": JoinedCustomers,
    "webhook.test": TestCall,
}


class Envelope(Told):
    """The whole body: what happened, when (RFC 3339), and its data."""

    type: str
    version: int
    timestamp: str
    data: dict[str, Any]


def body_of(kind: str, at: Instant, told: Told) -> str:
    """Return the body that every try sends, byte for byte."""
    assert type(told) is SHAPES[kind]
    moment = datetime.fromtimestamp(at / SECOND, UTC).isoformat(timespec="milliseconds")
    envelope = Envelope(
        type=kind,
        version=VERSION,
        timestamp=moment.replace("+00:00", "Z"),
        data=told.model_dump(mode="json"),
    )
    return envelope.model_dump_json()
