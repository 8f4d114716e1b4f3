"""Ten writers at once through three running servers on one database, with reactions going on."""

import asyncio
import contextlib
import logging
from collections import Counter, defaultdict
from random import Random

from sqlalchemy import func, select

from tests.fixtures.server import story_without
from yingda.app.story import TIMERS
from yingda.conversations import service as conversation
from yingda.conversations.models import Conversation, Leg, QueueStay
from yingda.conversations.queries.serving import open_loads
from yingda.conversations.schemas.handling import CloseDraft, TransferDraft
from yingda.customers.service import recognise
from yingda.foundation.clock import SystemClock
from yingda.foundation.errors import Problem
from yingda.foundation.ids import TimeOrderedIds
from yingda.foundation.outbox import PendingReaction
from yingda.foundation.runtime import Runtime, Wiring, visitor
from yingda.merchants.queries import merchant_by_id
from yingda.merchants.schemas import MerchantDraft
from yingda.merchants.service import found_tenant, open_merchant
from yingda.routing.models import Assignment
from yingda.team import queries as team_queries
from yingda.team import service as team
from yingda.team.models import Seat
from yingda.team.schemas import GroupDraft, StaffDraft

SERVERS, WRITERS, CAPACITY = 3, 10, 2
LONGEST_QUEUE = 10
SILENCE_SECONDS = 30


class Failures(logging.Handler):
    """Remembers what was logged as an error: a reaction that had to be tried again is one."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.said = []

    def emit(self, record):
        self.said.append((record.getMessage(), record.exc_info and repr(record.exc_info[1])))


class Server(Runtime):
    """A server that says when it has committed something."""

    def __init__(self, settings, wiring, news):
        super().__init__(settings, wiring, SystemClock(), TimeOrderedIds())
        self._news = news

    def _committed(self, committed):
        super()._committed(committed)
        self._news.set()


class Crowd:
    """Customers and people of one shop, all acting at once.

    The first half of the people never take a customer themselves: what they hold, routing gave.
    """

    def __init__(self, settings, seed, verbs=()):
        wiring = Wiring(story_without("bot.", "helpcenter."), dict(TIMERS))
        self.news = asyncio.Event()
        self.servers = [
            Server(settings, wiring, self.news)
            for _ in range(1 if settings.store_url.startswith("sqlite") else SERVERS)
        ]
        self.dice = Random(seed)  # noqa: S311 - the same ones each time
        self.verbs = verbs or VERBS
        self.talks, self.breaches, self.waiting = [], [], 0

    # ------------------------------------------------------------ before and after

    @contextlib.asynccontextmanager
    async def at_work(self):
        failures = Failures()
        logging.getLogger("yingda").addHandler(failures)
        for server in self.servers:
            await server.start()
        try:
            await self.write(self.found)
            yield failures.said
        finally:
            for server in self.servers:
                await server.stop()
            logging.getLogger("yingda").removeHandler(failures)

    def found(self, tx):
        tenant = found_tenant(tx, "Crowd")
        self.tenant_id = tenant.id
        shop = open_merchant(tx, tenant.id, MerchantDraft(name="Crowd", slug="crowd"))
        self.merchant_id = shop.id
        groups = [team.found_group(tx, tenant.id, GroupDraft(name=one)) for one in ("A", "B")]
        self.group_ids = [group.id for group in groups]
        self.people = [self.enrol(tx, f"agent-{one}", "agent", groups) for one in range(8)]
        self.lead = self.enrol(tx, "lead", "lead", [])
        self.routed, self.grabbing = self.people[:4], self.people[4:]
        for person in self.people:
            team.set_presence(tx, person.id, "available")

    def enrol(self, tx, account, role, groups):
        draft = StaffDraft(
            account=account, name=account, role=role, password="unused", capacity=CAPACITY
        )
        staff = team.enrol(tx, self.tenant_id, draft, "nobody signs in")
        for group in groups:
            team.join_group(tx, group, staff.id, 3)
        tx.flush()
        return team_queries.principal_of(tx, staff)

    async def write(self, work, *args, **kwargs):
        server = self.dice.choice(self.servers)
        return await server.db.write(work, *args, **kwargs)

    async def read(self, work, *args):
        return await self.servers[0].db.read(work, *args)

    # ------------------------------------------------------------ what people do

    async def act(self):
        """Do one thing, to one of the newest conversations, or begin one."""
        recent = self.talks[-25:]
        verb = self.dice.choice(self.verbs) if len(recent) > 5 else Crowd.arrives
        if verb is Crowd.arrives and self.waiting > LONGEST_QUEUE:
            verb = Crowd.is_closed
        with contextlib.suppress(Problem):
            await verb(self, self.dice.choice(recent) if recent else None)

    async def arrives(self, _talk):
        self.talks.append(await self.write(self.begin, f"visitor {len(self.talks)} {id(self)}"))

    def begin(self, tx, name):
        shop = merchant_by_id(tx, self.merchant_id)
        customer = recognise(tx, shop, "visitor", name)
        row = conversation.resume_or_open(tx, shop, customer, channel="web", language="en")
        conversation.ask_human(tx, row["id"], reason="button")
        return row["id"], visitor(self.tenant_id, shop.id, customer.id, "Somebody")

    async def takes(self, talk):
        await self.write(conversation.take, talk[0], self.dice.choice(self.grabbing))

    async def is_taken_over(self, talk):
        await self.write(conversation.take, talk[0], self.lead)

    async def goes_to_a_group(self, talk):
        to = TransferDraft(group_id=self.dice.choice(self.group_ids))
        await self.write(conversation.transfer, talk[0], to, self.lead)

    async def goes_to_a_colleague(self, talk):
        to = TransferDraft(staff_id=self.dice.choice(self.grabbing).id)
        await self.write(conversation.transfer, talk[0], to, self.lead)

    async def is_closed(self, talk):
        await self.write(conversation.close, talk[0], CloseDraft(), self.lead)

    async def is_left(self, talk):
        await self.write(conversation.close, talk[0], CloseDraft(), talk[1])

    async def flaps(self, _talk):
        person = self.dice.choice(self.people)
        await self.write(team.set_presence, person.id, "offline")
        await self.write(team.set_presence, person.id, "available")

    # ------------------------------------------------------------ what is watched

    async def works(self, assignments):
        """Let ten writers go on until so many conversations were given to somebody."""
        enough = asyncio.Event()

        async def writer():
            while not enough.is_set():
                await self.act()

        async def watcher():
            while await self.read(self.given) < assignments:
                await self.news.wait()
                self.news.clear()
                await self.read(self.look)
            enough.set()

        await asyncio.gather(watcher(), *(writer() for _ in range(WRITERS)))
        for person in self.people:
            await self.write(team.set_presence, person.id, "available")
        await self.silence()

    async def silence(self):
        """Wait until everything that follows has happened; reactions tell by their rows.

        However much is left to do, some of it must be done within half a minute.
        """
        before = await self.read(self.left)
        settling = asyncio.create_task(self.servers[0].relay.settle())
        while before:
            async with asyncio.timeout(SILENCE_SECONDS):
                while (now := await self.read(self.left)) >= before:
                    if settling.done():
                        settling = asyncio.create_task(self.servers[0].relay.settle())
                    await asyncio.wait([settling], timeout=1)
            before = now
        await settling
        await self.read(self.look)

    def left(self, tx):
        return tx.session.scalar(select(func.count(PendingReaction.id)))

    def look(self, tx):
        """One consistent moment: whom routing alone gives to never has more than fits."""
        waits = select(func.count(Conversation.id)).where(Conversation.stage == "queue")
        self.waiting = tx.session.scalar(waits)
        for person, loads in open_loads(tx, [one.id for one in self.routed]).items():
            if sum(loads.values()) > CAPACITY:
                self.breaches.append(("too much", person, loads))

    def given(self, tx):
        return tx.session.scalar(select(func.count(Leg.id)).where(Leg.owner_kind != "bot"))

    def faults(self, tx):
        """Recompute from what is stored who had what, and who waits for nothing."""
        found = list(self.breaches)
        legs = defaultdict(list)
        for leg in tx.session.scalars(select(Leg).order_by(Leg.conversation_id, Leg.number)):
            legs[leg.conversation_id].append(leg)
        rows = {row.id: row for row in tx.session.scalars(select(Conversation))}
        for talk, mine in legs.items():
            found += faults_of(rows[talk], mine)
        stays = Counter(
            stay.conversation_id
            for stay in tx.session.scalars(select(QueueStay).where(QueueStay.left_at.is_(None)))
        )
        waiting = {row.id: 1 for row in rows.values() if row.stage == "queue"}
        if stays != Counter(waiting):
            found.append(("waits", stays, waiting))
        automatic = {leg.id for mine in legs.values() for leg in mine if leg.join_reason == "auto"}
        given = list(tx.session.scalars(select(Assignment.leg_id)))
        human = {one.id for mine in legs.values() for one in mine if one.owner_kind != "bot"}
        if sorted(given) != sorted(automatic & human):
            found.append(("assignments", len(given), len(automatic & human)))
        return found + self.waiting_for_nothing(tx, waiting)

    def waiting_for_nothing(self, tx, waiting):
        # Who does not open what they are given is taken for away: their seat is not free.
        there = select(Seat.staff_id).where(Seat.presence == "available")
        loads = open_loads(tx, tx.session.scalars(there).all())
        free = [one for one, load in loads.items() if sum(load.values()) < CAPACITY]
        return [("waits while free", len(waiting), free)] if waiting and free else []


VERBS = (
    *[Crowd.arrives] * 6,
    *[Crowd.takes] * 4,
    *[Crowd.is_closed] * 4,
    *[Crowd.goes_to_a_group] * 2,
    Crowd.goes_to_a_colleague,
    Crowd.is_taken_over,
    Crowd.is_left,
    Crowd.flaps,
)


def faults_of(row, legs):
    """Return what contradicts itself in one conversation's legs."""
    numbers = [leg.number for leg in legs]
    still = [leg for leg in legs if leg.left_at is None]
    owner = row.agent_id if row.stage == "human" else None
    held = [leg.owner_id for leg in still if leg.owner_kind != "bot"]
    return [
        *([("legs", row.id, numbers)] if numbers != list(range(1, len(legs) + 1)) else []),
        *([("two owners", row.id, held)] if len(still) > 1 else []),
        *(
            [("another owner", row.id, held, owner)]
            if held != [owner] * (owner is not None)
            else []
        ),
    ]
