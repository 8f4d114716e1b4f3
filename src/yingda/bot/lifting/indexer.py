"""The indexer: brings the embeddings of entries up to date, a few at a time, in the background."""

import logging

from yingda.bot.lifting import indexing
from yingda.bot.lifting.calling import Models
from yingda.foundation.clock import MINUTE, Instant
from yingda.foundation.db import Database

log = logging.getLogger(__name__)

REST = 10 * MINUTE
"""For so long a tenant whose endpoint gave nothing usable is left alone with this."""


class Indexer:
    """Embeds what is missing; a tenant whose endpoint fails rests."""

    def __init__(self, db: Database, models: Models) -> None:
        self._db = db
        self._models = models
        self._resting: dict[str, Instant] = {}

    async def embed_some(self) -> bool:
        """Embed some entries of one shop; tell whether there may be more."""
        now = self._db.clock.now()
        self._resting = {one: until for one, until in self._resting.items() if until > now}
        found = await self._db.read(indexing.missing, frozenset(self._resting))
        if found is None:
            return False
        texts = [text for _, _, text in found.entries]
        outcome = await self._models.embed(found.payer, "embed", texts)
        kept = 0
        if outcome.problem is None:
            kept = await self._db.write(indexing.keep, found, outcome.vectors)
        if kept < len(texts):
            self._resting[found.payer.tenant_id] = now + REST
            log.warning("Entries could not be embedded: %s", outcome.problem or "no direction")
        return True
