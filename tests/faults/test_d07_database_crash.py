"""D07: PostgreSQL ends without a word and comes back: nothing lost, and the service with it."""

import pytest

from tests.faults.checking import kinds
from tests.faults.floor import at_work, furnish
from tests.faults.patience import until
from tests.faults.postgres import running_postgres
from tests.faults.profiles import PROFILE
from tests.faults.service import Service
from tests.services import on_postgres

BACK_SECONDS = 5 * PROFILE.slack

pytestmark = pytest.mark.skipif(not on_postgres(), reason="SQLite has no server that could crash")


@pytest.fixture
def postgres():
    with running_postgres() as postgres:
        yield postgres


@pytest.fixture
def shop(tmp_path, postgres):
    return furnish(tmp_path, postgres.url, talks=4)


async def test_d07_crashes_of_the_database_lose_nothing(tmp_path, postgres, shop):
    built, url = shop
    service = Service(tmp_path, url)
    async with at_work(service, built, url) as floor:
        await service.start()
        floor.begin(pace=0.005)
        for _ in range(PROFILE.database_crashes):
            await floor.acknowledged(2 * len(floor.talkers))
            postgres.crash()
            await until(lambda: refused(floor), within=60, what="a refusal")
            await postgres.start()
            before = len(floor.history.acknowledged)
            _, seconds = await until(
                lambda before=before: len(floor.history.acknowledged) > before,
                within=60,
                what="the service",
            )
            assert seconds < BACK_SECONDS
        await floor.end()
        assert await floor.settled() == []
        assert await service.answers()


def refused(floor):
    """Tell whether somebody was told to come later since this was asked last."""
    found = [talker.refusals.pop() for talker in floor.talkers if talker.refusals]
    assert {status for status, _ in found} <= {503}, found
    return found


async def test_d07_a_database_told_to_hurry_while_it_serves_keeps_what_was_acknowledged(
    tmp_path, postgres, shop
):
    assert "lost" not in await after_hurry(tmp_path, postgres, shop)


async def test_d07_a_database_that_does_not_wait_for_its_log_is_reported(tmp_path, postgres, shop):
    assert "lost" in await after_hurry(tmp_path, postgres, shop, "trust_the_server")


async def after_hurry(tmp_path, postgres, shop, *plants):
    """Return what was wrong after a crash of a server that no longer waits for its log."""
    built, url = shop
    service = Service(tmp_path, url, plants=plants)
    async with at_work(service, built, url) as floor:
        await service.start()
        postgres.set(synchronous_commit="off")
        await postgres.reloaded("synchronous_commit", "off")
        await postgres.hold_log_writer()
        floor.begin()
        await floor.acknowledged(10 * len(floor.talkers))
        postgres.crash()
        await floor.end()
        await postgres.start()
        return kinds(await floor.settled(within=0))
