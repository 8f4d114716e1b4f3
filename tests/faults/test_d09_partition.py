"""D09: a link is cut without a word: nothing is lost or doubled, and half-open ends are found."""

import asyncio

import pytest

from tests.faults.floor import at_work, furnish
from tests.faults.networks import network, why_no_network
from tests.faults.patience import pause
from tests.faults.postgres import running_postgres
from tests.faults.profiles import PROFILE
from tests.faults.service import Service
from tests.services import on_postgres

NOT_READY_SECONDS = 5 * PROFILE.slack


@pytest.fixture
def link():
    if reason := why_no_network():
        pytest.skip(reason)
    try:
        with network() as made:
            yield made
    except PermissionError as error:
        pytest.skip(f"no network of its own can be made: {error}")


def far_away(link, folder):
    """Give a service at the other end of the link."""
    service = Service(folder, host=link.theirs)
    service.address = (link.theirs, service.port)
    service.environment["FAULTS_NETWORK"] = link.name
    return service


@pytest.mark.skipif(on_postgres(), reason="its database is not at the other end of the link")
async def test_d09_people_cut_off_from_the_service_lose_nothing(link, tmp_path, small_shop):
    built, url = small_shop
    service = far_away(link, tmp_path)
    async with at_work(service, built, url) as floor:
        await service.start()
        await floor.listening()
        floor.begin(pace=0.01)
        await floor.acknowledged(len(floor.talkers))
        link.cut()
        await pause(max(3.0, PROFILE.silence))
        before = len(floor.history.acknowledged)
        link.mend()
        await floor.acknowledged(len(floor.talkers))
        await floor.end()
        assert len(floor.history.acknowledged) > before
        assert await floor.settled() == []


@pytest.fixture
def distant_postgres(link):
    if not on_postgres():
        pytest.skip("one file has no link to be cut")
    with running_postgres(host=link.theirs, network=link.name) as postgres:
        yield postgres


@pytest.fixture
def distant_shop(tmp_path, distant_postgres):
    return furnish(tmp_path, distant_postgres.url, talks=4)


async def test_d09_a_service_cut_off_from_its_database_says_so(link, tmp_path, distant_shop):
    built, url = distant_shop
    service = Service(tmp_path, url)
    async with at_work(service, built, url) as floor:
        await service.start()
        floor.begin(pace=0.01)
        await floor.acknowledged(len(floor.talkers))
        link.cut()
        assert await says_not_ready(service)
        before = len(floor.history.acknowledged)
        await pause(PROFILE.silence)
        assert len(floor.history.acknowledged) == before
        link.mend()
        await floor.acknowledged(len(floor.talkers))
        await floor.end()
        assert await floor.settled() == []


async def says_not_ready(service):
    """Tell whether a balancer would send nobody here any more, in time."""
    async with asyncio.timeout(NOT_READY_SECONDS):
        while await service.ready(within=NOT_READY_SECONDS / 4) == 200:
            await pause(0.1)
    return True
