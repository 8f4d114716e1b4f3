"""D03: one number after the other in a conversation, and all who look see the same order."""

import pytest

from tests.faults.checking import kinds
from tests.faults.floor import Floor, at_work
from tests.faults.profiles import PROFILE
from tests.faults.screens import Screen, Timeline
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


class ByTime(Timeline):
    """The bug: messages are shown in the order of their times."""

    async def read(self):
        await super().read()
        times = {}
        page = await self.fetch(0)
        times = {row["id"]: (row["sent_at"], row["id"]) for row in page["items"]}
        self.by_time = sorted(self.shown, key=lambda one: times[one.id])


class ByTimeScreen(Screen):
    timeline = ByTime

    def shows(self):
        return {key: getattr(one, "by_time", []) for key, one in self.timelines.items()}


class ByTimeCrowd(Crowd):
    screen = ByTimeScreen


async def test_d03_a_screen_in_the_order_of_times_is_reported(tmp_path, one_talk, store):
    built, url = one_talk
    service = Service(tmp_path, store, plants=["let_the_clock_jump"])
    async with at_work(service, built, url, kind=ByTimeCrowd) as floor:
        await service.start()
        floor.begin(limit=5)
        await floor.all_said()
        floor.screens[0].heal(floor.screens[0].timelines)
        found = await floor.settled(within=2)
        assert "screen" in kinds(found)
        assert any("another order" in one for one in found)
