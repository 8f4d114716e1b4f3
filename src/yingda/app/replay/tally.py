"""Counts what happened in a replay."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

SPOKEN_BY_PEOPLE = frozenset({"agent_human", "merchant_staff", "platform_agent"})
Decision = Literal["answer", "courtesy", "choices", "unknown", "handed_over", "nothing"]


@dataclass(slots=True)
class Tally:
    """Everything counted; the summary is made of it."""

    conversations: int = 0
    given_up: int = 0
    customer_messages: int = 0
    agent_messages: int = 0
    asked_the_bot: int = 0
    decisions: Counter[Decision] = field(default_factory=Counter)
    handed_over: Counter[str] = field(default_factory=Counter)
    transfers: int = 0
    never_accepted: int = 0
    ratings: int = 0
    queue_waits_ms: list[int] = field(default_factory=list)
    first_replies_ms: list[int] = field(default_factory=list)
    bot_answers_ms: list[int] = field(default_factory=list)
    acknowledged: int = 0
    resent: int = 0
    reconnects: int = 0
    errors: Counter[str] = field(default_factory=Counter)

    def decided(self, decision: Decision, took_ms: int) -> None:
        """Count what the bot did with one question."""
        self.asked_the_bot += 1
        self.decisions[decision] += 1
        if decision != "nothing":
            self.bot_answers_ms.append(took_ms)

    def waited(self, messages: Iterable[Mapping[str, Any]], reason: str) -> None:
        """Count a hand-over and its waits, by the server's own times; nothing without one."""
        ordered = sorted(messages, key=lambda message: int(message["seq"]))
        queued_at = _first_at(ordered, "queued")
        if queued_at is None:
            return
        self.handed_over[reason] += 1
        joined_at = _first_at(ordered, "agent_joined")
        if joined_at is not None:
            self.queue_waits_ms.append(joined_at - queued_at)
        replied_at = next(
            (one["sent_at"] for one in ordered if one["sender_kind"] in SPOKEN_BY_PEOPLE), None
        )
        if replied_at is not None:
            self.first_replies_ms.append(replied_at - queued_at)


def _first_at(messages: Sequence[Mapping[str, Any]], code: str) -> int | None:
    """Return when the system first told `code`."""
    for message in messages:
        if message["content_type"] == "event" and message["content"]["code"] == code:
            return int(message["sent_at"])
    return None


def percentile(values: Sequence[int], share: float) -> int | None:
    """Return the smallest value that at least `share` of all values do not exceed."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
