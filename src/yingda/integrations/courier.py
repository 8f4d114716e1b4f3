"""The courier: carries what is due to every endpoint, each for itself, and writes the outcome."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from yingda.foundation.clock import Clock
from yingda.foundation.db import Database
from yingda.foundation.due_work import DueWork
from yingda.foundation.meters import Meters
from yingda.foundation.spans import NO_SPANS, Spans
from yingda.integrations import queries, service
from yingda.integrations.network import Network
from yingda.integrations.service import Answer, Batch, Parcel
from yingda.integrations.signing import signed_headers

if TYPE_CHECKING:
    from yingda.integrations.lines import Line


class Courier(DueWork):
    """Serves each endpoint in a task of its own."""

    name = "courier"
    most = share = 100
    look_again_seconds = 0.5

    def __init__(
        self,
        db: Database,
        network: Network,
        meters: Meters | None = None,
        spans: Spans = NO_SPANS,
    ) -> None:
        super().__init__(db)
        self._spans = spans
        self._meters = meters or Meters()
        self._network = network

    async def carry_due(self) -> None:
        """Carry everything that is due now, and wait for the outcome (for tests)."""
        while await self.do_due():
            pass

    async def due(self) -> Iterable[tuple[str, str]]:
        """Return the endpoints to which something is due, each its own."""
        return [(one, one) for one in await self._db.read(queries.due_endpoints, self.most)]

    async def do(self, key: str) -> None:
        """Carry what is due to one endpoint, batch after batch."""
        lease = await self._db.write(service.take_on, key)
        if lease is None:
            return
        try:
            async with self._network.line(self._db.clock) as line:
                while batch := await self._db.write(service.next_batch, key, lease):
                    answers = await post_all(line, batch, self._db.clock, self._spans)
                    await self._db.write(service.settle, key, answers)
                    for _, answer in answers:
                        self._meters.count("cs_webhook_attempts", answer.problem or "delivered")
        finally:
            await asyncio.shield(self._db.write(service.let_go, key, lease))


async def post_all(
    line: "Line", batch: Batch, clock: Clock, spans: Spans = NO_SPANS
) -> Sequence[tuple[str, Answer]]:
    """Post a batch side by side; return (delivery id, what came of it)."""

    async def post(parcel: Parcel) -> tuple[str, Answer]:
        signed = signed_headers(parcel.message_id, clock.now(), parcel.body, batch.secrets)
        with spans.attempt(parcel.delivery_id, parcel.message_id) as came:
            answer = await line.post(batch.url, signed, parcel.body)
            came(answer.problem, answer.status)
        return parcel.delivery_id, answer

    return await asyncio.gather(*map(post, batch.parcels))
