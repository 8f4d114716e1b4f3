"""The lifter: asks the model about what waits for it, and answers in any case.

What waits stands in the database. The model is asked between transactions, for so long at most;
then the sparse engine's own reply is given. A timer does the same if this process dies meanwhile.
"""

import asyncio
import logging
from collections.abc import Sequence

from yingda.bot.lifting import queries, service
from yingda.bot.lifting.calling import Models
from yingda.bot.lifting.improving import Better, lifted
from yingda.bot.lifting.indexer import Indexer
from yingda.foundation.claims import Alone, Claims
from yingda.foundation.db import Database
from yingda.foundation.due_work import DueWork
from yingda.foundation.waiting import ended, set_within

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 9.0
EMBEDDINGS = "embeddings"
WAITING_SECONDS, NOBODY_SECONDS, INDEX_SECONDS = 0.25, 3.0, 5.0


class Lifter(DueWork):
    """Serves each waiting question in a task of its own, and keeps embeddings up to date."""

    name = "lifter"
    most = 64
    share = 16
    look_again_seconds = NOBODY_SECONDS

    def __init__(
        self,
        db: Database,
        models: Models,
        *,
        claims: Claims | None = None,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        super().__init__(db)
        self.models = models
        self.indexer = Indexer(db, models)
        self._claims = claims or Alone()
        self._patience = patience_seconds
        self._indexing: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start looking for questions that wait, and for entries to embed."""
        super().start()
        self._indexing = asyncio.create_task(self._index(), name="embeddings")

    async def stop(self) -> None:
        """Answer what is under way with what there is, and end."""
        if self._indexing is not None:
            await ended([self._indexing])
        await super().stop()

    async def serve_waiting(self) -> None:
        """Serve everything that waits now, and wait for the outcome (for tests)."""
        while await self.do_due():
            pass

    async def due(self) -> Sequence[tuple[str, str]]:
        """Return the messages whose answer the model may better, with their merchants.

        It looks often where a model is on.
        """
        somebody_on = await self._db.read(queries.anybody_on)
        self.look_again_seconds = WAITING_SECONDS if somebody_on else NOBODY_SECONDS
        if not somebody_on:
            return ()
        return await self._db.read(queries.waiting, self.most, self.share)

    async def do(self, key: str) -> None:
        """Ask the model about one message, and answer in any case."""
        if not await self._db.write(service.take_on, key):
            return
        better: Better | None = None
        try:
            async with asyncio.timeout(self._patience):
                better = await lifted(self._db, self.models, key)
        except TimeoutError:
            log.warning("The model had no answer in time; the bot answers by itself")
        except Exception:
            log.exception("The model could not be asked; the bot answers by itself")
        finally:
            reply, by = better or (None, "")
            conclude = self._db.write(service.conclude, key, reply, by)
            await asyncio.shield(asyncio.ensure_future(conclude))

    async def embed_some(self) -> bool:
        """Embed some entries if no other process does it; tell whether there may be more."""
        mine = self._claims.holds(EMBEDDINGS) or bool(await self._claims.take([EMBEDDINGS]))
        return mine and await self.indexer.embed_some()

    async def _index(self) -> None:
        while True:
            more = False
            try:
                more = await self.embed_some()
            except Exception:
                log.exception("Entries could not be embedded; trying again")
            await set_within(asyncio.Event(), WAITING_SECONDS if more else INDEX_SECONDS)
