"""D05: after a cut a client has exactly what it missed, or begins anew; never a silent part."""

import asyncio

import pytest

from tests.faults.checking import kinds
from tests.faults.floor import Floor, at_work
from tests.faults.patience import pause
from tests.faults.profiles import PROFILE
from tests.faults.proxy import Proxy
from tests.faults.screens import Screen, Timeline
from tests.faults.service import Service


@pytest.fixture
async def proxied(tmp_path, small_shop, store):
    """Give a service whose sockets go through a proxy, and the means to put people before it."""
    service = Service(tmp_path, store)
    await service.start()
    async with Proxy(service.address) as proxy:
        yield service, proxy
    service.stop()


def people(service, proxy, small_shop, kind=Floor):
    built, url = small_shop
    return at_work(service, built, url, kind=kind, listening_at=proxy.address)


async def cut_off(floor, proxy, seconds):
    """Cut every screen off for a while in which much is said."""
    await floor.listening()
    proxy.refusing = True
    proxy.cut()
    await floor.acknowledged(3 * len(floor.talkers))
    await pause(seconds)
    proxy.refusing = False


async def test_d05_after_a_cut_every_screen_shows_what_it_missed(proxied, small_shop):
    service, proxy = proxied
    async with people(service, proxy, small_shop) as floor:
        floor.begin(pace=0.02)
        for _ in range(PROFILE.cuts):
            await floor.acknowledged(len(floor.talkers))
            await cut_off(floor, proxy, PROFILE.silence)
        await floor.end()
        assert await floor.settled() == []
        assert all(screen.connections > PROFILE.cuts for screen in floor.screens)


async def test_d05_a_half_open_link_is_noticed_and_healed(proxied, small_shop):
    service, proxy = proxied
    async with people(service, proxy, small_shop) as floor:
        floor.begin(pace=0.02)
        await floor.acknowledged(len(floor.talkers))
        await floor.listening()
        proxy.go_silent()
        await floor.acknowledged(3 * len(floor.talkers))
        proxy.cut()
        proxy.go_on()
        await floor.end()
        assert await floor.settled() == []


@pytest.mark.parametrize(("size", "delay"), [(1, 0.0), (300, 0.002)])
async def test_d05_slow_links_and_single_bytes_change_nothing(proxied, small_shop, size, delay):
    service, proxy = proxied
    proxy.slice, proxy.delay = size, delay
    built, url = small_shop
    async with at_work(service, built, url, address=proxy.address) as floor:
        floor.begin(limit=3)
        await floor.all_said()
        assert await floor.settled() == []


async def test_d05_another_epoch_makes_every_screen_begin_anew(proxied, small_shop):
    service, proxy = proxied
    async with people(service, proxy, small_shop) as floor:
        floor.begin(limit=5)
        await floor.all_said()
        assert await floor.settled() == []
        await floor.listening()
        service.kill()
        service.plants = ["begin_another_epoch"]
        await service.start()
        assert await floor.settled() == []
        async with asyncio.timeout(60):
            while not all(one.resets == 1 for one in timelines(floor)):
                await pause(0.05)
        assert await floor.settled() == []


def timelines(floor):
    return [one for screen in floor.screens for one in screen.timelines.values()]


class Hasty(Timeline):
    """The bug: what is higher than the last is shown, whatever lies between."""

    def accept(self, message):
        if message.seq > self.last:
            self.shown.append(message)

    def settle(self):
        for seq in sorted(self.held):
            if seq > self.last:
                self.shown.append(self.held[seq])
        self.held.clear()


class HastyScreen(Screen):
    timeline = Hasty


class HastyFloor(Floor):
    screen = HastyScreen


async def test_d05_a_client_that_only_asks_for_higher_numbers_is_reported(proxied, small_shop):
    service, proxy = proxied
    async with people(service, proxy, small_shop, HastyFloor) as floor:
        floor.begin()
        # Whether news overtake what is read is chance: enough cuts that they somewhere do.
        for _ in range(8):
            await floor.acknowledged(len(floor.talkers))
            await cut_off(floor, proxy, 0)
            await floor.acknowledged(2 * len(floor.talkers))
        await floor.end()
        assert "screen" in kinds(await floor.settled(within=2))
