"""What a conversation understands: one command for each thing that is done to it."""

from dataclasses import dataclass
from typing import Any

from yingda.conversations.states import SYSTEM, ClosedBy, JoinReason, LeaveReason, Person
from yingda.foundation.clock import Instant


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
class Need:
    """What only people with an authority can decide, and how much it is about, if that is known."""

    authority: str
    amount_cents: int | None = None


@dataclass(frozen=True, slots=True)
class AskHuman:
    """The customer, the bot or a rule wants a person: the conversation queues for a group."""

    group_id: str
    group_name: str
    reason: str
    priority: int = 0
    need: Need | None = None


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
    need: Need | None = None


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
