"""One running process: its settings, database, news, tokens and limits, in one place."""

import hashlib
import time
from collections.abc import Sequence
from dataclasses import dataclass

from yingda.foundation import failpoints
from yingda.foundation.auth.principal import Principal
from yingda.foundation.auth.sessions import SessionsEnded, SignedIn, hashed, session_for
from yingda.foundation.auth.tokens import VisitorTokens
from yingda.foundation.backlog import Backlogs
from yingda.foundation.bus import Bus, Ears, Wake, carrier_for
from yingda.foundation.claims import claims_for
from yingda.foundation.clock import SECOND, Clock, Instant
from yingda.foundation.db import Database
from yingda.foundation.epoch import current_epoch
from yingda.foundation.events import Event
from yingda.foundation.files.storage import FileStorage
from yingda.foundation.healing import Healing
from yingda.foundation.ids import IdSource, new_secret
from yingda.foundation.limits import Limits
from yingda.foundation.live import Hub
from yingda.foundation.meters import Meters
from yingda.foundation.pulse import Pulse
from yingda.foundation.relay import Relay
from yingda.foundation.scheduler import Scheduler
from yingda.foundation.sealing import Sealer
from yingda.foundation.settings import Settings
from yingda.foundation.spans import NO_SPANS, Spans
from yingda.foundation.story import Story
from yingda.foundation.timers import TimerEffect
from yingda.foundation.workplace import Workplace
from yingda.foundation.writer import Committed, Ports

SESSION_REMEMBERED = 2 * SECOND
SESSIONS_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the app plugs in: who reacts to facts, and what timers do."""

    story: Story
    timers: dict[str, TimerEffect]
    spans: Spans = NO_SPANS


class Runtime:
    """Owns every part that lives as long as the process."""

    def __init__(self, settings: Settings, wiring: Wiring, clock: Clock, ids: IdSource) -> None:
        self.settings = settings
        self.clock = clock
        self.server = new_secret(16)
        self.works = settings.work
        self.ids = ids
        self.story = wiring.story
        secret = settings.signing_secret()
        self.spans = wiring.spans
        reactions_for, sealer = wiring.story.reactions_for, Sealer(secret)
        ports = Ports(clock, ids, reactions_for, self._committed, sealer, self.spans)
        self.db = Database(settings.store_url, ports, max_batch=settings.writer_max_batch)
        self.hub = Hub()
        channel = f"yingda:{hashlib.sha256(b'bus' + secret).hexdigest()[:16]}"
        carrier = carrier_for(settings.store_url, settings.redis_url, channel)
        self.bus = Bus(carrier, Ears(news=self._heard, work=self._work, missed=self._missed))
        self.claims = claims_for(settings.store_url)
        self.meters = Meters()
        self.meters.adopt("cs_db_pool_wait_seconds", self.db.read_waits)
        self.pulse = Pulse()
        self.backlogs = Backlogs()
        place = Workplace(self.claims, self.bus.call_for_help, self.meters, self.pulse, self.spans)
        self.relay = Relay(self.db, wiring.story, place)
        self.scheduler = Scheduler(self.db, wiring.timers, place)
        self.tokens = VisitorTokens(secret, clock)
        self.limits = Limits(clock)
        self.files = FileStorage(settings.data_dir / "files")
        self.epoch = ""
        self.draining = False
        self._healing = Healing(self.db, self.hub, lambda: self.epoch)
        self._sessions: dict[str, tuple[SignedIn | None, Instant]] = {}

    async def start(self) -> None:
        """Start writing, then news, then whatever an earlier run left undone."""
        self.db.start()
        self.epoch = await self.db.write(current_epoch)
        await self.bus.start()
        if self.works:
            self.relay.start()
            self.scheduler.start()

    async def stop(self) -> None:
        """Stop in the reverse order; what was accepted is stored before this returns."""
        await self.scheduler.stop()
        await self.relay.stop()
        await self.bus.stop()
        await self._healing.stop()
        await self.claims.stop()
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

    def push(self, events: Sequence[Event], wake: Wake | None = None) -> None:
        """Tell everyone concerned, in this process and in the others."""
        for event in events:
            if isinstance(event, SessionsEnded):
                self._forget_person(event.staff_id)
        self.bus.publish(events, self.hub, wake)

    def _committed(self, committed: Committed) -> None:
        wake = None
        if committed.reactions or committed.earliest_timer is not None:
            wake = Wake(committed.reactions > 0, committed.earliest_timer)
        # Who works does its own work; others hear of it only when there is too much (see `relay`).
        self.push(committed.events, None if self.works else wake)
        failpoints.reach("news.pushed")
        self._count(committed)
        if wake is not None:
            self._work(wake)

    def _count(self, committed: Committed) -> None:
        if committed.events:
            for event in committed.events:
                self.meters.committed(event)
            self.meters.observe("cs_event_delivery_seconds", time.perf_counter() - committed.at)

    def _work(self, wake: Wake) -> None:
        if wake.reactions:
            self.relay.wake()
        if wake.timer is not None:
            self.scheduler.expect(wake.timer)

    def _missed(self) -> None:
        self._sessions.clear()
        self._healing.begin()
        self.relay.wake()

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
