"""Who is connected where: processes come and go, and take nobody else's sockets with them."""

import pytest

from tests.cluster.conftest import until
from tests.fixtures.people import found_shop
from yingda.app import attendance
from yingda.foundation.timers import TimerRow
from yingda.team.models import StaffSocket
from yingda.team.service.seats import SOCKET_GONE

pytestmark = pytest.mark.usefixtures("_only_woken")


@pytest.fixture
async def pair(start):
    return await start(), await start()


async def counts(server, staff_id):
    rows = await server.rows(StaffSocket, staff_id=staff_id)
    return {row["server"]: row["open_count"] for row in rows if row["open_count"]}


async def doubted(server):
    return [row["key"] for row in await server.rows(TimerRow, kind=SOCKET_GONE)]


async def sits_at(person, server):
    person.server, home = server, person.server
    try:
        return await person.listens()
    finally:
        person.server = home


async def test_a_second_process_leaves_those_at_the_first(pair, start):
    here, there = pair
    agent = await (await found_shop(here)).hire("chen")
    await sits_at(agent, here)
    await agent.put("/api/team/me/presence", {"state": "available", "reason": None})
    await start()
    await attendance.forget_the_gone(there.runtime)
    assert await counts(there, agent.id) == {here.runtime.server: 1}
    assert await doubted(there) == []


async def test_when_a_process_dies_its_people_are_doubted_and_no_others(pair):
    here, there = pair
    shop = await found_shop(here)
    gone, stays = await shop.hire("chen"), await shop.hire("zhou")
    await sits_at(gone, here)
    await sits_at(stays, here)
    await sits_at(stays, there)
    for one in (gone, stays):
        await one.put("/api/team/me/presence", {"state": "available", "reason": None})
    await here.runtime.claims.stop()  # as when it is killed
    await attendance.forget_the_gone(there.runtime)
    assert await doubted(there) == [gone.id]
    assert await counts(there, stays.id) == {there.runtime.server: 1}


async def test_who_was_taken_for_dead_counts_everybody_anew(pair):
    here, there = pair
    agent = await (await found_shop(here)).hire("chen")
    await sits_at(agent, here)
    await sits_at(agent, here)
    await agent.put("/api/team/me/presence", {"state": "available", "reason": None})
    await here.runtime.claims.stop()
    await attendance.forget_the_gone(there.runtime)
    assert await doubted(there) == [agent.id]
    await attendance.keep(here.runtime)
    assert await counts(there, agent.id) == {here.runtime.server: 2}
    assert await doubted(there) == []
    await attendance.forget_the_gone(there.runtime)
    assert await counts(there, agent.id) == {here.runtime.server: 2}


async def test_sockets_opened_and_closed_at_once_are_counted_right(pair):
    here, _ = pair
    agent = await (await found_shop(here)).hire("chen")
    sockets = [await sits_at(agent, here) for _ in range(6)]
    for socket in sockets[:4]:
        await socket.close()

    async def right():
        return await counts(here, agent.id) == {here.runtime.server: 2}

    await until(right, "two sockets")
