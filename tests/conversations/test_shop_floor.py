"""A busy floor: customers, agents and a lead do anything in any order, and the books agree."""

import asyncio
from random import Random

import pytest

from yingda.conversations.models import Conversation, Leg, Message, QueueStay, Turn
from yingda.conversations.queries.serving import open_load
from yingda.conversations.queries.waiting import waiting_in_group
from yingda.foundation import outbox
from yingda.foundation.timers import TimerRow
from yingda.routing import service as routing
from yingda.routing.matching import match
from yingda.team.models import Seat, SkillGroup

PARTS = (
    (Leg, "leg_id", "left_at"),
    (Turn, "turn_id", "ended_at"),
    (QueueStay, "stay_id", "left_at"),
)
PLACES = ("available", "available", "available", "break", "busy", "offline")


class Floor:
    """Some people and what they can do; whether an act is possible is not the question here."""

    def __init__(self, shop, seed):
        self.shop, self.server = shop, shop.server
        self.random = Random(seed)  # noqa: S311 - the same days each time
        self.broken = []

    async def open(self):
        second = await self.shop.group_named("After sales")
        self.groups = [self.shop.group, second]
        self.visitors = [await self.shop.visitor() for _ in range(4)]
        self.agents = [
            await self.shop.hire("chen", capacity=1),
            await self.shop.hire("zhou", groups=self.groups, capacity=2),
            await self.shop.hire("wu", groups=[second], capacity=2),
        ]
        self.lead = await self.shop.hire("lin", "lead", groups=[])
        for visitor in self.visitors:
            await visitor.begins()

    def pick(self, some):
        return self.random.choice(some)

    async def act(self):
        """Let somebody do something, and what follows; return what, for the report."""
        verb = await self.rush()
        await self.server.settle()
        return verb

    async def rush(self):
        """Let somebody do something, while others may do other things."""
        verb = self.pick([name for name in dir(self) if name.startswith("somebody_")])
        answer = await getattr(self, verb)()
        if answer is not None:
            assert answer.status_code < 500, (verb, answer.text)
        return verb.removeprefix("somebody_")

    def road(self, verb):
        self.visitor = self.pick(self.visitors)
        return f"/api/conversations/{self.visitor.conversation_id}/{verb}"

    def words(self):
        return {"client_key": self.lead.key(), "content_type": "text", "text": "Hm"}

    async def somebody_asks(self):
        road = self.road("ask-human")
        return await self.visitor.post(road)

    async def somebody_speaks(self):
        road = self.road("messages")
        return await self.visitor.post(road, self.words())

    async def somebody_leaves_a_message(self):
        road = self.road("leave-message")
        body = {"client_key": self.lead.key(), "text": "Call", "contact": "me@example.com"}
        return await self.visitor.post(road, body)

    async def somebody_answers(self):
        return await self.pick(self.agents).post(self.road("messages"), self.words())

    async def somebody_accepts(self):
        return await self.pick(self.agents).post(self.road("accept"))

    async def somebody_takes(self):
        return await self.pick([*self.agents, self.lead]).post(self.road("take"))

    async def somebody_hands_over(self):
        target = {"group_id": self.pick(self.groups).id}
        if self.random.random() < 0.4:
            target = {"staff_id": self.pick(self.agents).id}
        return await self.pick([*self.agents, self.lead]).post(self.road("transfer"), target)

    async def somebody_assigns(self):
        body = {"staff_id": self.pick(self.agents).id}
        return await self.lead.post(self.road("assign"), body)

    async def somebody_closes(self):
        road = self.road("close")
        return await self.pick([*self.agents, self.lead, self.visitor]).post(road)

    async def somebody_goes_or_comes(self):
        body = {"state": self.pick(PLACES)}
        return await self.pick(self.agents).put("/api/team/me/presence", body)

    somebody_moves_again = somebody_goes_or_comes

    async def somebody_waits(self):
        self.server.clock.advance(seconds=self.pick([1, 30, 61]))

    # ------------------------------------------------------------ the books

    async def faults(self):
        """Return what does not agree, in words."""
        found = [f"dead: {row.reaction} {row.error}" for row in await self.server.read(outbox.dead)]
        found += [
            f"{one.reaction} did not happen" for one in await self.server.read(outbox.waiting, 100)
        ]
        timers = await self.server.rows(TimerRow)
        found += [f"timer {row['kind']}: {row['error']}" for row in timers if row["error"]]
        for check in (self.loads, self.queues, self.openings):
            found += await check()
        return found

    async def loads(self):
        def look(tx):
            found = []
            for seat in tx.session.query(Seat):
                really_open = open_load(tx, seat.staff_id)
                if seat.load != really_open:
                    found.append(f"{seat.staff_id} has {really_open}, the seat says {seat.load}")
            return found

        return await self.server.read(look)

    async def queues(self):
        def look(tx):
            found = []
            for group in tx.session.query(SkillGroup):
                rows = waiting_in_group(tx, group.id)
                if group.waiting != len(rows):
                    found.append(f"{group.name} says {group.waiting} wait, {len(rows)} do")
                customers = routing.waiting_customers(tx, rows)
                if match(customers, routing.seat_states(tx, group.id)).matches:
                    found.append(f"somebody waits for {group.name} while a seat is free")
            return found

        return await self.server.read(look)

    async def openings(self):
        """Each open leg, turn and stay is the one its conversation names, and no other."""
        found = []
        rows = await self.server.rows(Conversation)
        for model, name, end in PARTS:
            parts = await self.server.rows(model, **{end: None})
            for row in rows:
                still = [part["id"] for part in parts if part["conversation_id"] == row["id"]]
                if still != ([row[name]] if row[name] else []):
                    found.append(f"{name} is {row[name]}, open are {still}")
        said = await self.server.rows(Message)
        for row in rows:
            seqs = [one["seq"] for one in said if one["conversation_id"] == row["id"]]
            if seqs != list(range(1, row["last_seq"] + 1)):
                found.append(f"a gap in {row['id']}")
        return found


@pytest.fixture
async def floor(shop, request):
    floor = Floor(shop, request.param)
    await floor.open()
    return floor


@pytest.mark.parametrize("floor", range(4), indirect=True)
async def test_whatever_they_do_the_books_agree(floor):
    acts = []
    for _ in range(15):
        acts += [await floor.act() for _ in range(4)]
        assert await floor.faults() == [], acts


@pytest.mark.parametrize("floor", range(10, 13), indirect=True)
async def test_when_many_act_at_once_the_books_agree(floor):
    acts = []
    for _ in range(10):
        acts.append(await asyncio.gather(*(floor.rush() for _ in range(6))))
        await floor.server.settle()
        assert await floor.faults() == [], acts


@pytest.mark.parametrize("floor", [1], indirect=True)
async def test_a_reaction_that_is_forgotten_is_found(floor, monkeypatch):
    """Plant: nobody looks when a customer begins to wait."""
    monkeypatch.setattr(floor.server.runtime.story, "reaction", lambda kind, name: None)
    await floor.agents[0].goes("available")
    await floor.visitors[0].asks_for_human()
    assert any("waits for" in fault for fault in await floor.faults())
