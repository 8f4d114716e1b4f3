"""D08: Redis killed, emptied or held: nothing is lost, and screens are live again soon."""

import pytest

from tests.faults.floor import at_work
from tests.faults.patience import pause, until
from tests.faults.profiles import PROFILE
from tests.faults.redis import Redis
from tests.faults.service import Service
from tests.services import go_without, on_postgres, why_no_redis
from yingda.foundation.failpoints import ENDED

LIVE_SECONDS = 5
# After this long without Redis, nothing that was said is still waiting to be told.
DROPPED_SECONDS = 6

pytestmark = pytest.mark.skipif(not on_postgres(), reason="one file is one process: no Redis")


@pytest.fixture
def redis(tmp_path):
    if reason := why_no_redis():
        go_without("redis", reason)
    redis = Redis(tmp_path)
    redis.start()
    yield redis
    redis.let_go()
    redis.kill()


@pytest.fixture
def processes(tmp_path, store, redis):
    """Give two processes over one database; what is said at one is looked at through the other."""
    both = [Service(tmp_path, store, redis_url=redis.url, secret=secret(tmp_path)) for _ in "ab"]
    yield both
    for service in both:
        service.stop()


def secret(folder):
    return (folder / "secret.key").read_text()


FAULTS = {
    "killed": (lambda redis: redis.kill(), lambda redis: redis.start()),
    "emptied": (lambda redis: redis.flush(), lambda redis: None),
    "held": (lambda redis: redis.hold(), lambda redis: redis.let_go()),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_d08_nothing_is_lost_and_screens_are_live_again(small_shop, processes, redis, fault):
    built, url = small_shop
    here, there = processes
    await there.start()
    begins, ends = FAULTS[fault]
    async with at_work(here, built, url, listening_at=there.address) as floor:
        await here.start()
        floor.begin(pace=0.01)
        await floor.listening()
        await floor.acknowledged(2 * len(floor.talkers))
        begins(redis)
        await floor.acknowledged(2 * len(floor.talkers))
        await pause(PROFILE.silence)
        ends(redis)
        assert await seconds_until_live(floor) < LIVE_SECONDS
        await floor.end()
        assert await floor.settled() == []


async def test_d08_what_was_said_last_before_the_bus_came_back_is_shown(
    small_shop, processes, redis
):
    """Nothing more is said, so no number is skipped: the server has to say that news were lost."""
    built, url = small_shop
    here, there = processes
    await there.start()
    async with at_work(here, built, url, listening_at=there.address) as floor:
        await here.start()
        floor.begin(limit=3)
        await floor.listening()
        await floor.all_said()
        redis.kill()
        for talker in floor.talkers:
            await talker.say()
        await pause(DROPPED_SECONDS)
        redis.start()
        assert await floor.settled() == []


async def seconds_until_live(floor):
    """Tell how long it takes until every screen is told something without asking."""
    pushed = {screen.name: screen.pushed for screen in floor.screens}
    _, seconds = await until(
        lambda: all(screen.pushed > pushed[screen.name] for screen in floor.screens), within=30
    )
    return seconds


@pytest.mark.parametrize("point", ["bus.publishing", "bus.published"])
async def test_d08_a_process_that_ends_beside_the_bus_loses_nothing(
    small_shop, processes, redis, point
):
    built, url = small_shop
    here, there = processes
    await there.start()
    async with at_work(here, built, url, listening_at=there.address) as floor:
        floor.begin()
        await here.start(f"{point}:5", ready=False)
        assert await here.ended() == ENDED
        await here.start()
        await floor.acknowledged(len(floor.talkers))
        await floor.end()
        assert await floor.settled() == []
