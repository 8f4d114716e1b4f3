"""The lifter: asks the model about what waits for it, and answers in any case.

What waits stands in the database. The model is asked between transactions, for so long at most;
then the sparse engine's own reply is given. A timer does the same if this process dies meanwhile.
"""

import asyncio
import logging
from functools import partial

from yingda.bot.lifting import queries, service
from yingda.bot.lifting.calling import Models
from yingda.bot.lifting.improving import Better, lifted
from yingda.bot.lifting.indexer import Indexer
from yingda.foundation.db import Database
from yingda.foundation.waiting import ended, set_within

log = logging.getLogger(__name__)

MOST_AT_ONCE = 32
PATIENCE_SECONDS = 9.0
LOOK_AGAIN_SECONDS, NOBODY_SECONDS, INDEX_SECONDS = 0.25, 3.0, 5.0


class Lifter:
    """Serves each waiting question in a task of its own."""

    def __init__(
        self, db: Database, models: Models, *, patience_seconds: float = PATIENCE_SECONDS
    ) -> None:
        self._db = db
        self.models = models
        self._patience = patience_seconds
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._freed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self.indexer = Indexer(db, models)
        self._indexing: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Start looking for questions that wait."""
        self._task = asyncio.create_task(self._run(), name="lifter")
        self._indexing = asyncio.create_task(self._index(), name="embeddings")

    async def stop(self) -> None:
        """Answer what is under way with what there is, and end."""
        await ended([one for one in (self._task, self._indexing) if one is not None])
        await ended(tuple(self._busy.values()))

    async def serve_waiting(self) -> None:
        """Serve everything that waits now, and wait for the outcome (for tests)."""
        while await self._set_out() or self._busy:
            await asyncio.gather(*self._busy.values(), return_exceptions=True)

    async def _run(self) -> None:
        while True:
            self._freed.clear()
            pause = NOBODY_SECONDS
            try:
                if await self._db.read(queries.anybody_on):
                    pause = LOOK_AGAIN_SECONDS
                    await self._set_out()
            except Exception:
                log.exception("Questions for the model could not be read; trying again")
            await set_within(self._freed, pause)

    async def _index(self) -> None:
        while True:
            more = False
            try:
                more = await self.indexer.embed_some()
            except Exception:
                log.exception("Entries could not be embedded; trying again")
            await set_within(asyncio.Event(), LOOK_AGAIN_SECONDS if more else INDEX_SECONDS)

    async def _set_out(self) -> int:
        room = MOST_AT_ONCE - len(self._busy)
        waiting = await self._db.read(queries.waiting, MOST_AT_ONCE) if room > 0 else ()
        new = [one for one in waiting if one not in self._busy][:room]
        for message_id in new:
            task = asyncio.create_task(self._serve(message_id))
            self._busy[message_id] = task
            task.add_done_callback(partial(self._done, message_id))
        return len(new)

    def _done(self, message_id: str, _task: asyncio.Task[None]) -> None:
        self._busy.pop(message_id, None)
        if len(self._busy) == MOST_AT_ONCE - 1:
            self._freed.set()

    async def _serve(self, message_id: str) -> None:
        if not await self._db.write(service.take_on, message_id):
            return
        better: Better | None = None
        try:
            async with asyncio.timeout(self._patience):
                better = await lifted(self._db, self.models, message_id)
        except TimeoutError:
            log.warning("The model had no answer in time; the bot answers by itself")
        except Exception:
            log.exception("The model could not be asked; the bot answers by itself")
        finally:
            reply, by = better or (None, "")
            conclude = self._db.write(service.conclude, message_id, reply, by)
            await asyncio.shield(asyncio.ensure_future(conclude))
