"""D11: everybody is cut off at once and comes back; who writes meanwhile hardly notices."""

import time

import pytest

from tests.faults.floor import Floor, at_work
from tests.faults.patience import until
from tests.faults.profiles import PROFILE
from tests.faults.proxy import Proxy
from tests.faults.service import Service
from tests.faults.talkers import Talker

BACK_SECONDS, SEND_SECONDS = 30 * PROFILE.slack, 1.0 * PROFILE.slack
BUSY = {429, 503}


class Timed(Talker):
    """Somebody who looks at the clock."""

    async def attempt(self, send):
        started = time.monotonic()
        done = await super().attempt(send)
        self.waits = [*getattr(self, "waits", ()), time.monotonic() - started]
        return done


class Crowded(Floor):
    """Many screens for each visitor."""

    talker = Timed

    def screens_at(self, address):
        many = [
            self.screen(address, f"visitor-{n}", [talk.conversation_id], token=talk.token)
            for n in range(PROFILE.storm)
            for talk in self.shop.talks[n % 4 : n % 4 + 1]
        ]
        return [*many, *super().screens_at(address)[-len(self.shop.seats) :]]


@pytest.fixture
async def proxied(tmp_path, small_shop, store):
    service = Service(tmp_path, store)
    await service.start()
    async with Proxy(service.address) as proxy:
        yield service, proxy


async def test_d11_two_storms_are_survived(proxied, small_shop):
    service, proxy = proxied
    built, url = small_shop
    people = at_work(service, built, url, kind=Crowded, listening_at=proxy.address)
    async with people as floor:
        await floor.listening()
        floor.begin(pace=0.05)
        for storm in (1, 2):
            proxy.cut()
            await until(lambda storm=storm: all_back(floor, storm), within=BACK_SECONDS)
        await floor.end()
        waits = sorted(wait for talker in floor.talkers for wait in talker.waits)
        assert waits[int(len(waits) * 0.95)] < SEND_SECONDS
        assert {status for one in floor.talkers for status, _ in one.refusals} <= BUSY
        assert await floor.settled() == []


def all_back(floor, storm):
    back = sum(screen.connections > storm for screen in floor.screens)
    return back >= len(floor.screens) * 0.95
