"""Retention: what has been kept long enough goes, class by class, tenant by tenant, in pages.

Each page is one transaction, and what it forgot is not there for the next: a process that is killed
goes on where it was. The bytes of a file go before its row: a file without a row would stay for
ever, a row without its file is found again.
"""

import logging
from collections.abc import Callable, Sequence

from yingda.bot.flows.forgetting import forget_entries
from yingda.conversations.queries import forgetting as old
from yingda.conversations.service import forgetting
from yingda.foundation.auth.sessions import forget_expired
from yingda.foundation.clock import DAY, Instant
from yingda.foundation.outbox import forget_dead
from yingda.foundation.runtime import Runtime
from yingda.foundation.transaction import Tx
from yingda.helpcenter.forgetting import KEPT_FOR, forget_suggested
from yingda.helpcenter.phone.forgetting import forget_calls
from yingda.knowledge.reads import service as reads
from yingda.learning.shadowing import service as shadowing
from yingda.merchants.queries import tenant_ids
from yingda.quality.inspecting.service import forget_remarks

log = logging.getLogger(__name__)

Find = Callable[[Tx, str, Instant, str], Sequence[str]]
Kept = dict[str, int]
"""How much of each class was forgotten."""


async def forget_what_is_old(runtime: Runtime) -> Kept:
    """Forget everything that is due now; return how much of each class."""
    kept = runtime.settings.retention
    forgotten: Kept = {
        "sessions": await pages(runtime, forget_expired, 0),
        "shadow": await pages(runtime, shadowing.forget, runtime.clock.now() - shadowing.KEPT_FOR),
        "suggestions": await pages(runtime, forget_suggested, runtime.clock.now() - KEPT_FOR),
        "reads": await pages(runtime, reads.forget_reads, runtime.clock.now() - reads.KEPT_FOR),
    }
    if kept.leftovers_days is not None:
        limit = runtime.clock.now() - kept.leftovers_days * DAY
        forgotten["leftovers"] = await pages(runtime, forget_dead, limit)
    for tenant_id in await runtime.db.read(tenant_ids):
        rule = kept.for_tenant(tenant_id)
        for name, days, forget in (
            ("files", rule.files_days, forget_old_files),
            ("conversations", rule.conversations_days, forget_old_conversations),
            ("calls", rule.conversations_days, forget_old_calls),
        ):
            if days is not None:
                before = runtime.clock.now() - days * DAY
                forgotten[name] = forgotten.get(name, 0) + await forget(runtime, tenant_id, before)
    if any(forgotten.values()):
        log.info("Forgotten: %s", forgotten)
    return forgotten


async def pages(runtime: Runtime, forget: Callable[[Tx, Instant], int], before: Instant) -> int:
    """Forget page after page until there is none."""
    count = 0
    while page := await runtime.db.write(forget, before):
        count += page
    return count


async def forget_old_calls(runtime: Runtime, tenant_id: str, before: Instant) -> int:
    """Forget what was said in calls before a moment; they are kept as long as conversations."""
    count = 0
    while page := await runtime.db.write(forget_calls, tenant_id, before):
        count += page
    return count


async def forget_old_conversations(runtime: Runtime, tenant_id: str, before: Instant) -> int:
    """Forget the words and files of conversations closed before a moment."""
    count, after = 0, ""
    while ids := await runtime.db.read(old.closed_before, tenant_id, before, after):
        await forget_files(runtime, await runtime.db.read(old.files_of, ids))
        await runtime.db.write(forget_all_said, ids)
        count, after = count + len(ids), ids[-1]
    return count


def forget_all_said(tx: Tx, conversation_ids: Sequence[str]) -> None:
    """Forget what was said and entered, both or neither: by its words a page is found again."""
    forget_entries(tx, conversation_ids)
    forget_remarks(tx, conversation_ids)
    forgetting.forget_words(tx, conversation_ids)


async def forget_old_files(runtime: Runtime, tenant_id: str, before: Instant) -> int:
    """Forget files uploaded before a moment."""
    count, after = 0, ""
    while ids := await runtime.db.read(old.files_before, tenant_id, before, after):
        await forget_files(runtime, ids)
        count, after = count + len(ids), ids[-1]
    return count


async def forget_files(runtime: Runtime, ids: Sequence[str]) -> None:
    """Delete the bytes of files, then their rows."""
    for file_id in ids:
        runtime.files.remove(file_id)
    if ids:
        await runtime.db.write(forgetting.forget_files, ids)
