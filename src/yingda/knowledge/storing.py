"""Stores a large file a portion at a time, so that nobody's message waits for the whole of it."""

import asyncio
from collections.abc import Callable

from yingda.foundation.db import Database
from yingda.knowledge import service
from yingda.knowledge.schemas import ImportDone
from yingda.knowledge.service.imports import Prepared

PORTION = 200


async def store_import(
    db: Database,
    prepared: Prepared,
    *,
    by: str | None,
    told: Callable[[int], None] = lambda _: None,
) -> ImportDone:
    """Store what an import brings; one that was cut off goes on where it stopped when told again.

    `told` hears how many rows each portion had.
    """
    stored, failed = 0, list[int]()
    for start in range(0, len(prepared.rows), PORTION):
        rows = prepared.rows[start : start + PORTION]
        drafts = await asyncio.to_thread(service.drafts_of, rows, prepared.zone)
        stored += await db.write(service.store_portion, prepared, drafts, by=by)
        failed += drafts.failed
        told(len(rows))
    await db.write(service.finish_import, prepared)
    return ImportDone(stored=stored, skipped=prepared.count - stored, failed=failed)
