"""Waiting between messages: recorded seconds at the chosen speed, cut short when all shall stop."""

import asyncio
from dataclasses import dataclass, field

UNTIMED_SECONDS = {"customer": 8.0, "agent": 20.0}
"""How long people took, where the recording does not say."""

LONGEST_SILENCE = 600.0
"""Recorded seconds after which a silence is not worth waiting for."""


@dataclass(slots=True)
class Pauses:
    """Lets recorded time pass `speed` times faster."""

    speed: float
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    async def recorded(self, seconds: float) -> None:
        """Let as much recorded time pass."""
        await self.real(min(seconds, LONGEST_SILENCE) / self.speed)

    async def real(self, seconds: float) -> None:
        """Let as much real time pass, or less when everything stops."""
        if seconds > 0 and not self.stopping.is_set():
            await asyncio.wait(
                [waiting := asyncio.ensure_future(self.stopping.wait())], timeout=seconds
            )
            waiting.cancel()


def gap_before(by: str, at: float | None, previous_at: float | None) -> float:
    """Return the recorded seconds between a message and the one before it."""
    if at is None:
        return UNTIMED_SECONDS[by]
    return max(0.0, at - (previous_at or 0.0))
