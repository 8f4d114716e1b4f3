"""Matching waiting customers with free seats: pure, deterministic, with reasons."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from yingda.foundation.clock import Instant
from yingda.team.models import ON_DUTY

Reason = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A customer who waits: `priority` first, then whoever has waited longest.

    `avoid_agent_id` just handed them over, and gets them back only if nobody else is free.
    """

    conversation_id: str
    channel: str
    priority: int
    queued_at: Instant
    last_agent_id: str | None = None
    avoid_agent_id: str | None = None
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SeatState:
    """A seat as far as matching is concerned; `idle_since` breaks ties fairly."""

    staff_id: str
    name: str
    presence: str
    load: int
    capacity: int
    level: int = 3
    idle_since: Instant = 0
    skills: frozenset[str] = frozenset()
    channel_capacity: dict[str, int] = field(default_factory=dict)
    channel_load: dict[str, int] = field(default_factory=dict)

    def takes(self, customer: Waiting) -> bool:
        """Tell whether this seat can take this customer now."""
        return self.obstacle(customer) is None

    @property
    def takes_more(self) -> bool:
        """Tell whether this seat has room for anybody now."""
        return self.presence == "available" and self.load < self.capacity

    def obstacle(self, customer: Waiting) -> str | None:
        """Return why this seat cannot take the customer, or None when it can."""
        if self.presence != "available":
            return "offline" if self.presence not in ON_DUTY else "on_break"
        if not customer.skills <= self.skills:
            return "skill_missing"
        limit = self.channel_capacity.get(customer.channel)
        full_here = limit is not None and self.channel_load.get(customer.channel, 0) >= limit
        return "all_full" if full_here or self.load >= self.capacity else None


@dataclass(frozen=True, slots=True)
class Match:
    """A customer and the seat that gets them."""

    conversation_id: str
    staff_id: str
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """What matching found: matches in order, and for everyone left the reasons they wait."""

    matches: list[Match]
    why_waiting: dict[str, list[Reason]]


def match(waiting: Iterable[Waiting], seats: Iterable[SeatState]) -> Matching:
    """Give every waiting customer to the best free seat, the most urgent customer first.

    The last agent wins when free; else the least loaded, then who has been idle longest. Nobody
    waits while a seat that could take them is free, and no seat gets more than its capacity.
    """
    free = {seat.staff_id: seat for seat in seats}
    matches: list[Match] = []
    why_waiting: dict[str, list[Reason]] = {}
    for customer in sorted(waiting, key=urgency):
        able = [seat for seat in free.values() if seat.takes(customer)]
        if not able:
            why_waiting[customer.conversation_id] = why_not(customer, list(free.values()))
            continue
        others = [seat for seat in able if seat.staff_id != customer.avoid_agent_id]
        chosen, why = choose(customer, others or able)
        matches.append(Match(customer.conversation_id, chosen.staff_id, why))
        free[chosen.staff_id] = with_one_more(chosen, customer.channel)
    return Matching(matches, why_waiting)


def urgency(customer: Waiting) -> tuple[int, Instant, str]:
    """Return the key by which customers are served."""
    return (-customer.priority, customer.queued_at, customer.conversation_id)


def choose(customer: Waiting, able: Sequence[SeatState]) -> tuple[SeatState, tuple[Reason, ...]]:
    """Return the best of the seats that can take the customer, and why it is the best."""
    preferred = None if customer.avoid_agent_id else customer.last_agent_id
    last = next((seat for seat in able if seat.staff_id == preferred), None)
    why: list[Reason] = []
    if customer.skills:
        why.append({"code": "skill_match", "params": {"skills": sorted(customer.skills)}})
    if last is not None:
        return last, ({"code": "last_agent", "params": {}}, *why)
    best = min(able, key=comfort)
    load = {"load": best.load, "capacity": best.capacity}
    code = "only_one" if len(able) == 1 else "least_loaded"
    why.insert(0, {"code": code, "params": load})
    if customer.priority > 0:
        why.append({"code": "tier", "params": {"tier": customer.priority}})
    return best, tuple(why)


def comfort(seat: SeatState) -> tuple[int, Instant, str]:
    """Return the key by which seats are offered customers: least loaded, idle longest."""
    return (seat.load, seat.idle_since, seat.staff_id)


def with_one_more(seat: SeatState, channel: str) -> SeatState:
    """Return the seat after it got one more customer."""
    channel_load = seat.channel_load | {channel: seat.channel_load.get(channel, 0) + 1}
    return replace(seat, load=seat.load + 1, channel_load=channel_load)


def why_not(customer: Waiting, seats: Sequence[SeatState]) -> list[Reason]:
    """Return why a customer waits: for each obstacle, how many seats have it."""
    if not seats:
        return [{"code": "nobody_in_group", "params": {}}]
    obstacles = [seat.obstacle(customer) for seat in seats]
    if all(obstacle == "offline" for obstacle in obstacles):
        return [{"code": "nobody_on_duty", "params": {"seats": len(seats)}}]
    kinds = ("all_full", "on_break", "skill_missing")
    return [
        {"code": kind, "params": {"seats": obstacles.count(kind)}}
        for kind in kinds
        if kind in obstacles
    ]
