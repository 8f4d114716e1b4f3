"""What comes to a flow, what follows from it, and what a flow may know of the world."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from yingda.merchants.models import Language

Order = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class World:
    """What a flow may know: the customer's own orders, facts of them, and how to speak."""

    orders: Sequence[Order] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    language: Language = "zh-CN"
    timezone: str = "Asia/Shanghai"
    now: int = 0
    spoken_of: str | None = None
    """The id of the order that was spoken of last."""

    def speaking_of(self, order_id: str) -> "World":
        """Return the same world in which this order was spoken of."""
        return replace(self, spoken_of=order_id)


@dataclass(frozen=True, slots=True)
class State:
    """Where a flow stands; `tries` counts what this step could not use."""

    step: str | None = None
    values: Mapping[str, Any] = field(default_factory=dict)
    tries: int = 0
    hops: int = 0


@dataclass(frozen=True, slots=True)
class Begin:
    """The flow starts, or asks again what it asked last."""


@dataclass(frozen=True, slots=True)
class Said:
    """The customer wrote something."""

    text: str


@dataclass(frozen=True, slots=True)
class Picked:
    """The customer tapped something that this step offered: an order's id, a choice, yes or no."""

    value: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The action answered, as it promised."""

    output: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refused:
    """The action said no, for its own reasons."""

    output: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Failed:
    """The action could not be called, or made no sense."""

    problem: str


Input = Begin | Said | Picked | Answered | Refused | Failed


@dataclass(frozen=True, slots=True)
class Tell:
    """Say this."""

    text: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Ask this, with what can be tapped: orders, options of (value, words), or nothing."""

    step: str
    kind: Literal["orders", "options", "confirm", "prompt"]
    text: str
    options: tuple[tuple[str, str], ...] = ()
    orders: tuple[Order, ...] = ()
    slot: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """Call this action with these values."""

    step: str
    action: str
    inputs: Mapping[str, Any]


Effect = Tell | Offer | Call
Ending = Literal["finished", "handed_over"]


@dataclass(frozen=True, slots=True)
class Move:
    """What follows: where the flow stands then, what happens, which steps were reached."""

    state: State
    effects: tuple[Effect, ...] = ()
    ended: Ending | None = None
    solved: bool | None = None
    reason: str | None = None
    understood: bool = True
    reached: tuple[str, ...] = ()
