"""What is looked up when somebody asks for the metrics: the database, the disk, the clock."""

import asyncio
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from yingda.app.asking import clock_ahead_seconds
from yingda.app.disk import free_bytes
from yingda.conversations.queries.waiting import waiting_by_group
from yingda.foundation.backlog import Waiting, waiting_work
from yingda.foundation.outbox import PendingReaction
from yingda.foundation.runtime import Runtime
from yingda.foundation.transaction import Tx
from yingda.integrations.queries import dead_count

LOOK_WITHIN_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database says at this moment."""

    work: dict[str, Waiting]
    pending: int
    waiting: dict[str, int]
    webhooks_dead: int
    clock_offset_seconds: float


@dataclass(frozen=True, slots=True)
class Sight:
    """Everything looked up; `stored` is None while the database is away."""

    now: int
    disk_free_bytes: int
    sockets: dict[str, int]
    too_slow: int
    workers: dict[str, float]
    stored: Stored | None = None
    engine: str = ""


async def sight_of(runtime: Runtime) -> Sight:
    """Look everything up."""
    return Sight(
        now=runtime.clock.now(),
        disk_free_bytes=free_bytes(runtime.settings.data_dir),
        sockets=dict(Counter(one.principal.role or one.principal.kind for one in runtime.hub)),
        too_slow=runtime.hub.too_slow,
        workers=dict(runtime.pulse.ages()),
        stored=await asked(runtime),
        engine="sqlite" if runtime.db.is_sqlite else "postgresql",
    )


async def asked(runtime: Runtime) -> Stored | None:
    """Ask the database, for a few seconds at most."""
    try:
        async with asyncio.timeout(LOOK_WITHIN_SECONDS):
            return await runtime.db.read(stored_now)
    except (SQLAlchemyError, OSError):
        return None


def stored_now(tx: Tx) -> Stored:
    """Read what waits, and how far apart the clocks are."""
    alive = select(func.count()).where(PendingReaction.dead_at.is_(None))
    return Stored(
        work=waiting_work(tx),
        pending=tx.connection.scalar(alive) or 0,
        waiting=waiting_by_group(tx),
        webhooks_dead=dead_count(tx),
        clock_offset_seconds=clock_ahead_seconds(tx.connection, tx.now),
    )
