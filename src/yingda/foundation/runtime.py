"""One running process: its settings, database, news, tokens and limits, in one place."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from yingda.foundation.auth.principal import Principal
from yingda.foundation.auth.sessions import SessionsEnded, SignedIn, hashed, session_for
from yingda.foundation.auth.tokens import VisitorTokens
from yingda.foundation.backlog import Backlogs
from yingda.foundation.bus import Bus
from yingda.foundation.clock import SECOND, Clock, Instant
from yingda.foundation.db import Database
from yingda.foundation.epoch import current_epoch
from yingda.foundation.events import Event
from yingda.foundation.files.storage import FileStorage
from yingda.foundation.ids import IdSource
from yingda.foundation.limits import Limits
from yingda.foundation.live import Hub
from yingda.foundation.meters import Meters
from yingda.foundation.pulse import Pulse
from yingda.foundation.relay import Relay
from yingda.foundation.scheduler import Scheduler
from yingda.foundation.sealing import Sealer
from yingda.foundation.settings import Settings
from yingda.foundation.story import Story
from yingda.foundation.timers import TimerEffect
from yingda.foundation.writer import Committed, Ports

SESSION_REMEMBERED = 2 * SECOND
SESSIONS_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the app plugs in: who reacts to facts, and what timers do."""

    story: Story
    timers: dict[str, TimerEffect]


class Runtime:
    """Owns every part that lives as long as the process."""

    def __init__(self, settings: Settings, wiring: Wiring, clock: Clock, ids: IdSource) -> None:
        self.settings = settings
        self.clock = clock
        self.server = f"{settings.host}:{settings.port}"
        self.ids = ids
        self.story = wiring.story
        secret = settings.signing_secret()
        ports = Ports(clock, ids, wiring.story.reactions_for, self._committed, Sealer(secret))
        self.db = Database(settings.store_url, ports, max_batch=settings.writer_max_batch)
        self.hub = Hub()
        self.bus = Bus(settings.redis_url, self._heard)
        self.meters = Meters()
        self.meters.adopt("cs_db_pool_wait_seconds", self.db.read_waits)
        self.pulse = Pulse()
        self.backlogs = Backlogs()
        self.relay = Relay(self.db, wiring.story, partial(self.pulse.beat, "relay"), self.meters)
        self.scheduler = Scheduler(
            self.db, wiring.timers, partial(self.pulse.beat, "scheduler"), self.meters
        )
        self.tokens = VisitorTokens(secret, clock)
        self.limits = Limits(clock)
        self.files = FileStorage(settings.data_dir / "files")
        self.epoch = ""
        self.draining = False
        self._sessions: dict[str, tuple[SignedIn | None, Instant]] = {}

    async def start(self) -> None:
        """Start writing, then news, then whatever an earlier run left undone."""
        self.db.start()
        self.epoch = await self.db.write(current_epoch)
        await self.bus.start()
        self.relay.start()
        self.scheduler.start()

    async def stop(self) -> None:
        """Stop in the reverse order; what was accepted is stored before this returns."""
        await self.scheduler.stop()
        await self.relay.stop()
        await self.bus.stop()
        self.db.stop()

    async def staff_for(self, cookie: str) -> SignedIn | None:
        """Return whom a session cookie signs in; asked of the database every two seconds."""
        key, now = hashed(cookie), self.clock.now()
        remembered = self._sessions.get(key)
        if remembered is not None and now - remembered[1] < SESSION_REMEMBERED:
            return remembered[0]
        signed_in = await self.db.read(session_for, cookie)
        if len(self._sessions) >= SESSIONS_KEPT:
            # Forged cookies are remembered too, and there is no end of those.
            self._sessions.clear()
        self._sessions[key] = (signed_in, now)
        return signed_in

    def push(self, events: Sequence[Event]) -> None:
        """Tell everyone concerned, in this process and in the others."""
        for event in events:
            if isinstance(event, SessionsEnded):
                self._forget_person(event.staff_id)
        self.bus.publish(events, self.hub)

    def _committed(self, committed: Committed) -> None:
        if committed.events:
            self.push(committed.events)
            for event in committed.events:
                self.meters.committed(event)
            delay = time.perf_counter() - committed.at
            self.meters.observe("cs_event_delivery_seconds", delay)
        if committed.reactions:
            self.relay.wake()
        if committed.earliest_timer is not None:
            self.scheduler.expect(committed.earliest_timer)

    def _heard(self, topics: Sequence[str], frame: str) -> None:
        for topic in topics:
            if topic.startswith("sessions:"):
                self._forget_person(topic.removeprefix("sessions:"))
        self.hub.push(topics, frame)

    def _forget_person(self, staff_id: str) -> None:
        self._sessions = {
            key: value
            for key, value in self._sessions.items()
            if value[0] is not None and value[0].principal.id != staff_id
        }
        self.hub.end_sessions(staff_id)


def visitor(tenant_id: str, merchant_id: str, customer_id: str, name: str) -> Principal:
    """Return the principal of a customer who asks one shop."""
    return Principal("visitor", tenant_id, customer_id, name, merchant_ids=frozenset({merchant_id}))
