"""Whoever trains in the background: looks for knowledge that changed, one merchant at a time."""

import asyncio
import json
import logging
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from yingda.bot import queries
from yingda.bot.training import publishing
from yingda.bot.training.child import LONGEST_SECONDS
from yingda.bot.training.publishing import Wanted
from yingda.foundation.db import Database

log = logging.getLogger(__name__)

CHILD = "yingda.bot.training.child"
MOST_TRIES = 3
LISTENS_EACH = 180  # looks: an hour
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


class TrainingFailed(Exception):
    """The training process ended without an answer."""


class Trainer:
    """Trains classifiers for merchants whose knowledge has come to rest."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._seen: dict[str, int] = {}
        self._settled: dict[str, int] = {}
        self._tries: Counter[tuple[str, int]] = Counter()
        self._rounds = 0

    async def look_round(self) -> list[str]:
        """Train for each merchant whose knowledge has not changed since the last look.

        Returns the merchants trained for.
        """
        found = await self._db.read(publishing.merchants_to_train)
        behind = {one: at for one, at in found.items() if self._settled.get(one) != at}
        rested = [one for one, version in behind.items() if self._seen.get(one) == version]
        self._seen = behind
        for merchant_id in rested:
            await self._try(merchant_id, behind[merchant_id])
        self._rounds += 1
        if self._rounds % LISTENS_EACH == 0:
            await self.listen()
        return rested

    async def listen(self) -> None:
        """See for each merchant with a classifier how much of what is asked now has an answer."""
        for merchant_id in await self._db.read(publishing.merchants_trained):
            await self._listen_to(merchant_id)

    async def _listen_to(self, merchant_id: str) -> None:
        inside = await self._db.read(publishing.share_heard, merchant_id)
        if inside is not None:
            await self._db.write(publishing.keep_share, merchant_id, inside)

    async def _try(self, merchant_id: str, version: int) -> None:
        """Train; what failed is tried again at a later look, but not for ever."""
        self._tries[merchant_id, version] += 1
        try:
            await self.train(merchant_id)
        except Exception:
            log.exception("training for %s failed", merchant_id)
            if self._tries[merchant_id, version] < MOST_TRIES:
                return
        self._settled[merchant_id] = version
        del self._tries[merchant_id, version]

    async def train(self, merchant_id: str) -> None:
        """Train for one merchant, and publish what came of it if it is not worse."""
        want = await self._db.read(publishing.wanted, merchant_id)
        if want is None:
            await self._db.write(publishing.retire, merchant_id)
            return
        result = await trained(want)
        judgement = await self._db.read(queries.judged_model, merchant_id, result)
        await self._db.write(publishing.publish, want, result, judgement)
        await self._listen_to(merchant_id)
        log.info("bot trained for %s: %s", merchant_id, result["figures"])


async def trained(want: Wanted) -> Mapping[str, Any]:
    """Train in a process of its own, which is ended with whoever waits for it."""
    asked = {
        "texts": want.texts,
        "labels": want.labels,
        "answers": dict(want.answers),
        "asked": want.asked,
    }
    process = _started()
    try:
        answer = await asyncio.to_thread(_told, process, json.dumps(asked).encode())
    finally:
        process.kill()  # does nothing to one that has ended
        process.wait()
    if process.returncode != 0:
        message = f"training for {want.merchant_id} ended with {process.returncode}"
        raise TrainingFailed(message)
    result: Mapping[str, Any] = json.loads(answer)
    return result


def _started() -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own module, by this very interpreter
        [sys.executable, "-m", CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | _ONE_THREAD,
    )


def _told(process: subprocess.Popen[bytes], asked: bytes) -> bytes:
    with suppress(subprocess.TimeoutExpired):
        answer, _ = process.communicate(asked, timeout=LONGEST_SECONDS)
        return answer
    return b""
