"""A shop at work: visitors and agents who write, their screens, and what is checked at the end."""

import asyncio
from contextlib import asynccontextmanager

from bench import message_path
from bench.shop import build
from tests.faults.checking import breaches
from tests.faults.history import History, stored_messages
from tests.faults.patience import pause, until
from tests.faults.screens import Screen
from tests.faults.talkers import Talker

SETTLE_SECONDS = 60


class Floor:
    """Everybody in front of one service; sockets may go to another address than posts."""

    talker, screen = Talker, Screen

    def __init__(self, shop, database_url, address, *, listening_at=None):
        self.shop, self.database_url, self.address = shop, database_url, address
        self.history = History()
        self.stop = asyncio.Event()
        self.talkers = [one for talk in shop.talks for one in self.pair(talk)]
        self.screens = self.screens_at(listening_at or address)
        self.talking = []

    def pair(self, talk):
        """Return the visitor and the agent of a conversation."""
        visitor = f"authorization: Bearer {talk.token}\r\n".encode()
        agent = message_path.signed_in(talk.seat)
        for who, headers in (("visitor", visitor), (talk.seat.staff_id, agent)):
            sender = talk.customer_id if who == "visitor" else who
            yield self.talker(self.address, self.history, talk.conversation_id, sender, headers)

    def screens_at(self, address):
        visitors = [
            self.screen(address, f"visitor-{n}", [talk.conversation_id], token=talk.token)
            for n, talk in enumerate(self.shop.talks)
        ]
        desks = []
        for n, seat in enumerate(self.shop.seats):
            own = [talk.conversation_id for talk in self.shop.talks if talk.seat == seat]
            desks.append(
                self.screen(address, f"desk-{n}", own, cookie=message_path.signed_in(seat))
            )
        return [*visitors, *desks]

    def open_screens(self):
        for screen in self.screens:
            screen.open()

    def begin(self, **talking):
        self.talking = [asyncio.create_task(one.talk(self.stop, **talking)) for one in self.talkers]

    async def all_said(self, within=180):
        """Wait until everybody who has a limit has said all."""
        async with asyncio.timeout(within):
            await asyncio.gather(*self.talking)

    async def acknowledged(self, count, within=180):
        """Wait until so many messages more are acknowledged."""
        wanted = len(self.history.acknowledged) + count
        async with asyncio.timeout(within):
            while len(self.history.acknowledged) < wanted:
                await pause(0.02)

    async def listening(self, within=120):
        """Wait until every screen has its socket; return how long that took, in seconds."""
        _, seconds = await until(
            lambda: all(screen.connected for screen in self.screens), within=within
        )
        return seconds

    async def end(self):
        """Let nobody begin a new sentence; what is on its way is waited for."""
        self.stop.set()
        await asyncio.gather(*self.talking)

    async def settled(self, within=SETTLE_SECONDS):
        """Wait until the screens show what is stored, or long enough; return what is wrong.

        Only the time between two looks counts: during one, no screen can read anything.
        """
        loop, given = asyncio.get_running_loop(), 0.0
        while True:
            began = loop.time()
            if not (found := self.wrong()) or given >= within:
                return found
            rest = max(0.2, loop.time() - began)
            await pause(rest)
            given += rest

    def wrong(self):
        self.history.stored = stored_messages(self.database_url)
        self.history.screens = {screen.name: screen.shows() for screen in self.screens}
        return list(breaches(self.history))

    async def close(self):
        self.stop.set()
        for task in self.talking:
            task.cancel()
        await asyncio.gather(*self.talking, return_exceptions=True)
        await asyncio.gather(*(screen.close() for screen in self.screens))
        for talker in self.talkers:
            talker.line.close()


@asynccontextmanager
async def at_work(service, shop, database_url, *, kind=Floor, address=None, **more):
    """Give a floor whose screens are open; close everything afterwards."""
    floor = kind(shop, database_url, address or service.address, **more)
    floor.open_screens()
    try:
        yield floor
    finally:
        await floor.close()
        service.stop()


def furnish(folder, database_url, *, talks=6, seats=2):
    """Build the shop; return it and the address of its database."""
    shop = build(folder, talks=talks, seats=seats, database_url=database_url)
    return shop, database_url or f"sqlite:///{folder / 'yingda.db'}"
