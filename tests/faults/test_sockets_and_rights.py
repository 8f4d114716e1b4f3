"""Plants about sockets and rights: a foreign page's socket, rights that outlive their end."""

import pytest

from tests.fixtures.people import found_shop
from yingda.foundation import runtime
from yingda.foundation.clock import MINUTE
from yingda.foundation.runtime import Runtime
from yingda.foundation.web import sockets

WITHIN_SECONDS = 5


@pytest.fixture
async def shop(server):
    return await found_shop(server)


async def foreign_page_is_refused(agent):
    """Tell whether a page of another site opens no socket with an agent's cookie."""
    socket = agent.socket(origin="http://evil.example", cookie=agent.cookie)
    socket.tell(type="hello")
    socket.tell(type="ping")
    while not socket.closed.is_set() and socket.frames.empty():
        await agent.server.pushed()
    return socket.close_code == sockets.ORIGIN_REFUSED


async def rights_end_in_time(agent, admin):
    """Tell whether somebody whose account is closed is out within seconds."""
    assert (await agent.get("/api/team/me")).status_code == 200
    path = f"/api/team/staff/{agent.id}"
    await admin.done(await admin.patch(path, {"active": False}))
    agent.server.clock.advance(seconds=WITHIN_SECONDS)
    return (await agent.get("/api/team/me")).status_code == 401


async def test_a_foreign_page_opens_no_socket(shop):
    assert await foreign_page_is_refused(await shop.hire("chen"))


async def test_an_origin_that_is_not_checked_is_reported(shop, monkeypatch):
    monkeypatch.setattr(sockets, "same_origin", lambda _connection: True)
    assert not await foreign_page_is_refused(await shop.hire("chen"))


async def test_a_closed_account_is_out_within_seconds(shop):
    assert await rights_end_in_time(await shop.hire("chen"), await shop.hire("boss", "admin"))


async def test_rights_remembered_for_ten_minutes_are_reported(shop, monkeypatch):
    monkeypatch.setattr(runtime, "SESSION_REMEMBERED", 10 * MINUTE)
    monkeypatch.setattr(Runtime, "_forget_person", lambda _runtime, _staff_id: None)
    assert not await rights_end_in_time(await shop.hire("chen"), await shop.hire("boss", "admin"))
