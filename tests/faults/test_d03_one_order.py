"""D03: one number after the other in a conversation, and all who look see the same order."""

import pytest

from tests.faults.checking import kinds
from tests.faults.floor import Floor, at_work
from tests.faults.patience import until
from tests.faults.profiles import PROFILE
from tests.faults.screens import Screen
from tests.faults.service import Service

TABS, VIEWERS = 8, 5


class Crowd(Floor):
    """Eight tabs of one visitor write at once; five screens look on."""

    def pair(self, talk):
        headers = f"authorization: Bearer {talk.token}\r\n".encode()
        place = (self.history, talk.conversation_id, talk.customer_id, headers)
        return [self.talker(self.address, *place, tab=tab) for tab in range(TABS)]

    def screens_at(self, address):
        talk = self.shop.talks[0]
        names = [f"visitor-{n}" for n in range(VIEWERS)]
        return [
            self.screen(address, one, [talk.conversation_id], token=talk.token) for one in names
        ]


@pytest.fixture
def one_talk(make_shop):
    return make_shop(talks=1)


async def test_d03_eight_writers_and_five_viewers_see_one_order(tmp_path, one_talk, store):
    built, url = one_talk
    service = Service(tmp_path, store)
    async with at_work(service, built, url, kind=Crowd) as floor:
        await service.start()
        floor.begin(limit=PROFILE.said_at_once)
        await floor.all_said(within=PROFILE.limit)
        assert await floor.settled() == []
        assert len(floor.history.acknowledged) == TABS * PROFILE.said_at_once


async def test_d17_a_clock_that_jumps_does_not_change_the_order(tmp_path, one_talk, store):
    built, url = one_talk
    service = Service(tmp_path, store, plants=["let_the_clock_jump"])
    async with at_work(service, built, url, kind=Crowd) as floor:
        await service.start()
        floor.begin(limit=5)
        await floor.all_said()
        assert await floor.settled() == []


class ByTimeScreen(Screen):
    """The bug: messages are shown in the order of their times."""

    def shows(self):
        return {
            key: sorted(shown, key=lambda one: (one.sent_at, one.id))
            for key, shown in super().shows().items()
        }


class ByTimeCrowd(Crowd):
    screen = ByTimeScreen


async def test_d03_a_screen_in_the_order_of_times_is_reported(tmp_path, one_talk, store):
    built, url = one_talk
    service = Service(tmp_path, store, plants=["let_the_clock_jump"])
    async with at_work(service, built, url, kind=ByTimeCrowd) as floor:
        await service.start()
        floor.begin(limit=5)
        await floor.all_said()
        await until(lambda: in_another_order(floor), within=60, what="a screen out of order")


def in_another_order(floor):
    found = floor.wrong()
    return kinds(found) == {"screen"} and any("another order" in one for one in found)
