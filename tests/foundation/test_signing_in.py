"""Sessions end when they should, everywhere at once."""

from yingda.foundation import runtime
from yingda.foundation.auth import sessions
from yingda.foundation.auth.sessions import LIFETIME, StaffSession
from yingda.foundation.clock import DAY
from yingda.team import queries as team
from yingda.team import service as team_service


async def status(person):
    return (await person.get("/api/team/me")).status_code


async def test_a_session_ends_after_two_weeks(agent, clock):
    clock.advance(seconds=LIFETIME / 1_000 - 1)
    assert await status(agent) == 200
    clock.advance(seconds=3)
    assert await status(agent) == 401


async def test_what_is_stored_is_not_the_cookie(agent, server):
    (row,) = await server.rows(StaffSession)
    assert row["token_hash"] not in agent.cookie
    assert agent.cookie.split("=", 1)[1] not in str(row)


async def test_forged_cookies_are_not_remembered_without_end(agent, server, monkeypatch):
    monkeypatch.setattr(runtime, "SESSIONS_KEPT", 10)
    for number in range(30):
        assert await server.runtime.staff_for(f"forged {number}") is None
    assert len(server.runtime._sessions) <= 10
    assert await status(agent) == 200


async def test_ending_a_persons_sessions_closes_their_sockets_at_once(agent, lead, server):
    mine, other = await agent.listens(), await lead.listens()
    assert await status(agent) == 200
    await server.write(sessions.end_sessions, agent.id)
    assert await mine.ended() == 4410
    assert await status(agent) == 401
    assert not other.closed.is_set()
    assert await status(lead) == 200


async def test_signing_out_ends_this_browser(agent):
    await agent.done(await agent.delete("/api/session"))
    assert await status(agent) == 401


async def test_new_rights_count_at_once(agent, shop, server):
    socket = await agent.listens()
    group = await shop.group_named("After sales")
    path = f"/api/conversations/{'0' * 32}"
    assert (await agent.get(path)).status_code == 404

    def join(tx):
        team_service.join_group(tx, team.group_by_id(tx, group.id), agent.id, 3)

    await server.write(join)
    assert await socket.ended() == 4410  # reconnects with the new group
    again = agent.socket(origin="http://testserver", cookie=agent.cookie)
    assert f"group:{group.id}" in (await again.hello())["topics"]


async def test_a_cookie_nobody_has_signs_nobody_in(server, agent):
    for cookie in ("", "x", "0" * 43, "yingda_session"):
        answer = await server.http.get(
            "/api/team/me", headers={"Cookie": f"yingda_session={cookie}"}
        )
        assert answer.status_code == 401


async def test_every_write_by_cookie_needs_its_token(agent, server):
    for csrf in ({}, {"x-csrf-token": ""}, {"x-csrf-token": "wrong"}):
        answer = await server.http.put(
            "/api/team/me/presence",
            json={"state": "busy"},
            headers={"Cookie": agent.cookie} | csrf,
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "auth.csrf")


def test_a_day_is_a_day():
    assert LIFETIME == 14 * DAY
