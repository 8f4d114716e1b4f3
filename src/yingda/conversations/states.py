"""The state of a conversation, and the words for where it stands and who is in it."""

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
"""Who answers a turn, primitives.md: a person, whether or not the words were proposed."""
SAID_BY_CUSTOMERS = frozenset({"text", "image", "file", "order", "product", "choice", "step"})
BOT_ANSWERS = frozenset({"answer", "choices", "text", "task"})
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
