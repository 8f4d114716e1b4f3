"""What a command leaves behind: messages, and the beginnings and ends of legs, turns and waits."""

from dataclasses import dataclass
from typing import Any

from yingda.conversations.states import (
    JoinReason,
    LeaveReason,
    OwnerKind,
    Person,
    QueueOutcome,
    SenderKind,
    Stage,
)
from yingda.foundation.clock import Instant


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to store."""

    id: str
    seq: int
    sent_at: Instant
    sender: Person
    content_type: str
    content: dict[str, Any]
    stage: Stage
    leg_id: str | None
    turn_id: str | None
    client_key: str | None = None
    channel_message_id: str | None = None
    channel_sent_at: Instant | None = None
    template_id: str | None = None


@dataclass(frozen=True, slots=True)
class LegOpened:
    """Somebody begins to own the conversation."""

    id: str
    number: int
    owner_kind: OwnerKind
    owner_id: str | None
    owner_name: str | None
    group_id: str | None
    joined_at: Instant
    join_reason: JoinReason
    accepted_at: Instant | None
    why: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class LegAccepted:
    """The owner of a leg has opened the conversation."""

    id: str
    accepted_at: Instant


@dataclass(frozen=True, slots=True)
class LegClosed:
    """Somebody ceases to own the conversation."""

    id: str
    owner_id: str | None
    left_at: Instant
    leave_reason: LeaveReason


@dataclass(frozen=True, slots=True)
class TurnOpened:
    """The customer waits for an answer; `leg_id` is None while nobody owns the conversation."""

    id: str
    stage: Stage
    leg_id: str | None
    agent_id: str | None
    opened_at: Instant
    opened_seq: int
    charged_at: Instant | None
    carried_from_id: str | None
    is_remark: bool


@dataclass(frozen=True, slots=True)
class TurnCharged:
    """A waiting turn found its owner: from now on the wait is theirs."""

    id: str
    leg_id: str
    agent_id: str | None
    charged_at: Instant
    stage: Stage


@dataclass(frozen=True, slots=True)
class TurnClosed:
    """The turn ended: answered by `closed_by_kind`, or unanswered when that is None."""

    id: str
    ended_at: Instant
    closed_seq: int | None
    closed_by_kind: SenderKind | None
    closed_by_id: str | None


@dataclass(frozen=True, slots=True)
class TurnMeant:
    """After a closing remark the customer did ask something, or for a person: the turn counts."""

    id: str


@dataclass(frozen=True, slots=True)
class QueueEntered:
    """The customer begins to wait for a group; `waiting_since` keeps an earlier place."""

    id: str
    group_id: str
    entered_at: Instant
    waiting_since: Instant
    reason: str
    needs: str | None = None
    amount_cents: int | None = None


@dataclass(frozen=True, slots=True)
class QueueLeft:
    """The wait for this group ended."""

    id: str
    group_id: str
    left_at: Instant
    outcome: QueueOutcome


Record = (
    NewMessage
    | LegOpened
    | LegAccepted
    | LegClosed
    | TurnOpened
    | TurnCharged
    | TurnClosed
    | TurnMeant
    | QueueEntered
    | QueueLeft
)
