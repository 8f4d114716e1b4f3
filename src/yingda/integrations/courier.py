"""The courier: carries what is due to every endpoint, each for itself, and writes down the outcome.

Nothing is kept in memory: what is due stands in the database, and any process may carry it.
"""

import asyncio
import logging
from collections.abc import Sequence
from functools import partial

from yingda.foundation.clock import Clock
from yingda.foundation.db import Database
from yingda.foundation.meters import Meters
from yingda.foundation.spans import NO_SPANS, Spans
from yingda.foundation.waiting import ended, set_within
from yingda.integrations import queries, service
from yingda.integrations.network import Line, Network
from yingda.integrations.service import Answer, Batch, Parcel
from yingda.integrations.signing import signed_headers

log = logging.getLogger(__name__)

MOST_ENDPOINTS = 100
LOOK_AGAIN_SECONDS = 0.5
PATIENCE_SECONDS = 3.0


class Courier:
    """Serves each endpoint in a task of its own: one that is slow keeps nobody else waiting."""

    def __init__(
        self,
        db: Database,
        network: Network,
        meters: Meters | None = None,
        spans: Spans = NO_SPANS,
    ) -> None:
        self._db = db
        self._spans = spans
        self._meters = meters or Meters()
        self._network = network
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._freed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start; what an earlier run left waiting goes out first."""
        self._task = asyncio.create_task(self._run(), name="courier")

    async def stop(self) -> None:
        """Finish what is on its way, if it does not take long; the rest goes out later."""
        if self._task is not None:
            await ended([self._task])
        if self._busy:
            await asyncio.wait(self._busy.values(), timeout=PATIENCE_SECONDS)
        await ended(self._busy.values())

    async def carry_due(self) -> None:
        """Carry everything that is due now, and wait for the outcome (for tests)."""
        while await self.carry_due_once():
            pass

    async def carry_due_once(self) -> bool:
        """Serve every endpoint to which something is due once; tell whether there was one."""
        await self._set_out()
        served = tuple(self._busy.values())
        await asyncio.gather(*served, return_exceptions=True)
        return bool(served)

    async def _run(self) -> None:
        while True:
            self._freed.clear()
            try:
                await self._set_out()
            except Exception:
                log.exception("Due webhooks could not be read; trying again")
            # What other processes stored wakes nobody here, hence the look from time to time.
            await set_within(self._freed, LOOK_AGAIN_SECONDS)

    async def _set_out(self) -> None:
        for endpoint_id in await self._db.read(queries.due_endpoints, MOST_ENDPOINTS):
            if endpoint_id not in self._busy and len(self._busy) < MOST_ENDPOINTS:
                task = asyncio.create_task(self._serve(endpoint_id))
                self._busy[endpoint_id] = task
                task.add_done_callback(partial(self._done, endpoint_id))

    def _done(self, endpoint_id: str, _task: asyncio.Task[None]) -> None:
        self._busy.pop(endpoint_id, None)

    async def _serve(self, endpoint_id: str) -> None:
        lease = await self._db.write(service.take_on, endpoint_id)
        if lease is None:
            return
        try:
            async with self._network.line(self._db.clock) as line:
                while batch := await self._db.write(service.next_batch, endpoint_id, lease):
                    answers = await post_all(line, batch, self._db.clock, self._spans)
                    await self._db.write(service.settle, endpoint_id, answers)
                    for _, answer in answers:
                        self._meters.count("cs_webhook_attempts", answer.problem or "delivered")
        except Exception:
            log.exception("Webhook %s could not be served; trying again", endpoint_id)
        finally:
            await asyncio.shield(self._db.write(service.let_go, endpoint_id, lease))


async def post_all(
    line: Line, batch: Batch, clock: Clock, spans: Spans = NO_SPANS
) -> Sequence[tuple[str, Answer]]:
    """Post a batch side by side; return (delivery id, what came of it)."""

    async def post(parcel: Parcel) -> tuple[str, Answer]:
        signed = signed_headers(parcel.message_id, clock.now(), parcel.body, batch.secrets)
        with spans.attempt(parcel.delivery_id, parcel.message_id) as came:
            answer = await line.post(batch.url, signed, parcel.body)
            came(answer.problem, answer.status)
        return parcel.delivery_id, answer

    return await asyncio.gather(*map(post, batch.parcels))
