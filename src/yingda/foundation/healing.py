"""Healing: when news were lost on the way here, every socket is welcomed again and reads again.

A single lost message shows by its `seq`; the last of a conversation, a line of the queue or a
presence does not. Who is no longer signed in, or has other rights by now, is closed instead.
"""

import asyncio
import logging
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from yingda.foundation.auth.principal import Principal
from yingda.foundation.auth.sessions import rights_of
from yingda.foundation.db import Database
from yingda.foundation.live import SESSION_ENDED, Hub, Listener
from yingda.foundation.waiting import ended

log = logging.getLogger(__name__)

# Several processes that lost the same bus say so within a moment of each other.
GATHER_SECONDS = 0.3
AT_ONCE = 100
PAUSE_SECONDS = 0.05
AGAIN_AFTER_SECONDS = 1.0


class Healing:
    """Welcomes everyone again, some at a time, so that not all of them ask at once."""

    def __init__(self, db: Database, hub: Hub, epoch: Callable[[], str]) -> None:
        self._db = db
        self._hub = hub
        self._epoch = epoch
        self._again = False
        self._task: asyncio.Task[None] | None = None

    def begin(self) -> None:
        """Begin, unless nobody listens; once more when it was at work already."""
        self._again = len(self._hub) > 0
        if self._again and (self._task is None or self._task.done()):
            self._task = asyncio.create_task(self._run(), name="healing")

    async def stop(self) -> None:
        """Leave it."""
        if self._task is not None:
            await ended([self._task])

    async def _run(self) -> None:
        while self._again:
            await asyncio.sleep(GATHER_SECONDS)
            self._again = False
            try:
                await self._heal()
            except SQLAlchemyError as error:
                log.warning("Sockets could not be healed now, and are tried again: %r", error)
                self._again = True
                await asyncio.sleep(AGAIN_AFTER_SECONDS)

    async def _heal(self) -> None:
        listeners = list(self._hub)
        staff = {one.principal.id for one in listeners if one.principal.is_staff}
        rights = await self._db.read(rights_of, staff)
        log.warning("News were lost: %d sockets are asked to read again", len(listeners))
        for number, listener in enumerate(listeners, start=1):
            heal(listener, rights, self._epoch())
            if number % AT_ONCE == 0:
                await asyncio.sleep(PAUSE_SECONDS)


def heal(listener: Listener, rights: dict[str, Principal], epoch: str) -> None:
    """Let one socket read again, or end it when its rights are not what they were."""
    principal = listener.principal
    if principal.is_staff and rights.get(principal.id) != principal:
        listener.close(SESSION_ENDED)
    else:
        listener.welcome(epoch)
