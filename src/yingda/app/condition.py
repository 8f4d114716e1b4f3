"""The condition of a process: its parts, its workers, and the work that waits for any process."""

import asyncio
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from yingda.foundation.backlog import Waiting, stands_still, waiting_work
from yingda.foundation.runtime import Runtime

ANSWER_WITHIN_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Condition:
    """Which parts answer, and for how long which job has stood still, in seconds."""

    parts: dict[str, bool]
    jobs: dict[str, float]
    draining: bool

    @property
    def ready(self) -> bool:
        """Tell whether requests can be served: with a database, and not on the way out."""
        return self.parts["database"] and not self.draining

    @property
    def failing(self) -> list[str]:
        """Name everything that does not work."""
        parts = [name for name, fine in self.parts.items() if not fine]
        still = [name for name, seconds in self.jobs.items() if stands_still(seconds)]
        return [*(["draining"] if self.draining else []), *parts, *still]

    def shown(self) -> dict[str, Any]:
        """Return it as it is told to whoever asks."""
        jobs = {
            name: {"fine": not stands_still(seconds), "seconds": round(seconds, 1)}
            for name, seconds in self.jobs.items()
        }
        return {"ready": self.ready, "failing": self.failing, "parts": self.parts, "jobs": jobs}


async def condition_of(runtime: Runtime) -> Condition:
    """Look at everything; a database that does not answer in time is one that is away."""
    waiting = await asked(runtime)
    parts = {"database": waiting is not None}
    if runtime.settings.redis_url:
        parts["redis"] = runtime.bus.connected.is_set()
    jobs = dict(runtime.pulse.ages())
    if waiting is not None:
        jobs |= runtime.backlogs.standing(waiting)
    return Condition(parts, jobs, runtime.draining)


async def asked(runtime: Runtime) -> dict[str, Waiting] | None:
    """Ask the database what waits; None when it does not say."""
    try:
        async with asyncio.timeout(ANSWER_WITHIN_SECONDS):
            return await runtime.db.read(waiting_work)
    except (SQLAlchemyError, OSError):  # a time limit is an OSError
        return None
