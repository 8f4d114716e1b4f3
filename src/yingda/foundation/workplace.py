"""What those who work in a process share: who else works on what, and how they are watched."""

from collections.abc import Callable
from dataclasses import dataclass, field

from yingda.foundation.claims import Alone, Claims
from yingda.foundation.meters import Meters
from yingda.foundation.pulse import Pulse
from yingda.foundation.spans import NO_SPANS, Spans


def nobody_else() -> None:
    """Tell nobody: there is no other process."""


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where the relay and the scheduler work; alone and unwatched unless said otherwise."""

    claims: Claims = field(default_factory=Alone)
    too_much: Callable[[], None] = nobody_else
    """Wakes those who work in other processes: here is more than this one can do."""

    meters: Meters = field(default_factory=Meters)
    pulse: Pulse = field(default_factory=Pulse)
    spans: Spans = NO_SPANS
