"""The state of a conversation, the commands it understands, and the records they leave."""

from dataclasses import dataclass, field
from typing import Any, Literal, Self

from yingda.foundation.clock import Instant

SenderKind = Literal[
    "customer",
    "agent_human",
    "merchant_staff",
    "platform_agent",
    "bot_auto",
    "bot_assist_sent",
    "rule_autoreply",
    "system",
    "broadcast",
]
Stage = Literal["self_service", "bot", "queue", "human", "leave_message", "ended"]
Status = Literal["open", "closed"]
OwnerKind = Literal["bot", "agent", "merchant_staff", "platform_agent"]
JoinReason = Literal["auto", "manual", "transfer_in", "timeout_transfer", "takeover", "invite"]
LeaveReason = Literal[
    "ended", "handed_over", "transferred", "timeout_transfer", "went_offline", "taken_over"
]
QueueOutcome = Literal["accepted", "abandoned", "transferred", "left_message", "ended"]
ClosedBy = Literal["customer", "staff", "timeout", "system"]

HUMAN_KINDS: frozenset[SenderKind] = frozenset({"agent_human", "merchant_staff", "platform_agent"})
EFFECTIVE_KINDS: frozenset[SenderKind] = HUMAN_KINDS | {"bot_assist_sent"}
SAID_BY_CUSTOMERS = frozenset({"text", "image", "file", "order", "product", "choice"})
BOT_ANSWERS = frozenset({"answer", "choices", "text"})
UNSEEN_IN_LISTS = frozenset({"event", "rating_invitation"})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who speaks or owns a leg."""

    kind: SenderKind
    id: str | None = None
    name: str | None = None

    @property
    def owner_kind(self) -> OwnerKind:
        """Return the kind of leg this person owns."""
        if self.kind == "agent_human":
            return "agent"
        if self.kind in {"merchant_staff", "platform_agent"}:
            return self.kind
        return "bot"


BOT = Person("bot_auto")
SYSTEM = Person("system")


@dataclass
class ConversationState:
    """Everything `decide` needs to know; the mutable columns of the conversation's row."""

    id: str
    tenant_id: str
    merchant_id: str
    thread_id: str
    customer_id: str
    channel: str
    merge_window_seconds: int
    opened_at: Instant
    status: Status = "open"
    stage: Stage = "bot"
    group_id: str | None = None
    group_name: str | None = None
    agent_id: str | None = None
    agent_name: str | None = None
    last_agent_id: str | None = None
    leg_id: str | None = None
    leg_count: int = 0
    leg_accepted: bool = False
    stay_id: str | None = None
    turn_id: str | None = None
    turn_opened_at: Instant | None = None
    turn_opened_seq: int | None = None
    turn_is_remark: bool = False
    last_seq: int = 0
    customer_read_seq: int = 0
    staff_read_seq: int = 0
    last_message_at: Instant = 0
    preview: dict[str, Any] = field(default_factory=dict)
    queued_at: Instant | None = None
    priority: int = 0
    why: list[dict[str, Any]] | None = None
    closed_at: Instant | None = None
    closed_by: ClosedBy | None = None
    summary: str | None = None
    tags: list[str] = field(default_factory=list)

    def copied(self) -> Self:
        """Return a copy to change; many times faster than `dataclasses.replace`."""
        copy = object.__new__(type(self))
        copy.__dict__.update(self.__dict__)
        return copy


@dataclass(frozen=True, slots=True)
class Post:
    """Somebody says something.

    `overtaken` by what the customer wrote since, it answers nothing; `somebody_there` matters when
    it re-opens a conversation.
    """

    sender: Person
    content_type: str
    content: dict[str, Any]
    client_key: str | None = None
    channel_message_id: str | None = None
    channel_sent_at: Instant | None = None
    template_id: str | None = None
    overtaken: bool = False
    somebody_there: bool = True


@dataclass(frozen=True, slots=True)
class AskHuman:
    """The customer, the bot or a rule wants a person: the conversation queues for a group."""

    group_id: str
    group_name: str
    reason: str
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Assign:
    """A person gets the conversation, from the queue, from the bot, or from somebody else."""

    to: Person
    reason: JoinReason
    why: tuple[dict[str, Any], ...] = ()
    group_id: str | None = None
    group_name: str | None = None
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class Accept:
    """The person who was given the conversation has opened it."""

    by: str


@dataclass(frozen=True, slots=True)
class Release:
    """The person who has it lets go; the customer waits again, with the place earned so far."""

    reason: LeaveReason


@dataclass(frozen=True, slots=True)
class Transfer:
    """Hand the conversation to another group's queue; the place in the queue is kept."""

    group_id: str
    group_name: str
    by: Person


@dataclass(frozen=True, slots=True)
class LeaveMessage:
    """Nobody is there: the customer leaves a message instead of waiting."""

    text: str
    contact: str
    customer: Person
    client_key: str | None = None


@dataclass(frozen=True, slots=True)
class Close:
    """The encounter ends."""

    by: ClosedBy
    person: Person = SYSTEM
    summary: str | None = None
    tags: tuple[str, ...] = ()


Command = Post | AskHuman | Assign | Accept | Release | Transfer | LeaveMessage | Close


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
