"""A socket that does not read, lies or talks nonsense harms only itself."""

import pytest

from tests.fixtures.server import ORIGIN
from yingda.foundation.live import QUEUE_LIMIT, TOO_SLOW


async def test_a_socket_that_stops_reading_is_cut_and_the_others_hear_everything(
    visitor, agent, lead, server
):
    await agent.goes("available")
    await visitor.asks_for_human()
    await agent.accept()
    topic = f"conversation:{visitor.conversation_id}"
    asleep, awake = await agent.listens(topic), await lead.listens(topic)
    asleep.stuck = True
    posted = 0
    while not asleep.closed.is_set() and posted <= QUEUE_LIMIT:
        await visitor.say("Are you there?")
        posted += 1
    assert await asleep.ended() == TOO_SLOW
    assert len(awake.heard("MessagePosted")) == posted
    assert not awake.closed.is_set()

    healed = await agent.listens(topic)
    said = await agent.messages(limit=200)
    assert [message["seq"] for message in said] == list(
        range(said[0]["seq"], said[0]["seq"] + len(said))
    )
    await visitor.say("Hello again")
    assert len(healed.heard("MessagePosted")) == 1


NONSENSE = ["", "{", "[]", "null", "42", '"hello"', '{"type":5}', '{"type":"shout"}', "x" * 20_000]


@pytest.mark.parametrize("frame", NONSENSE)
async def test_nonsense_before_hello_ends_the_socket(frame, agent):
    socket = agent.socket(origin=ORIGIN, cookie=agent.cookie)
    socket.tell_text(frame)
    assert await socket.ended() == 4401


async def test_nonsense_after_hello_is_passed_over(agent):
    socket = await agent.listens()
    for frame in NONSENSE:
        socket.tell_text(frame)
    socket.tell_bytes(b"\x00\xff")
    socket.tell(type="subscribe", topics="staff:all")
    assert (await socket.next())["topics"] == []
    socket.tell(type="subscribe", topics=[5, None, {}, "x" * 1_000, "wall:", ":", ""])
    assert (await socket.next())["topics"] == []
    await socket.ping()


async def test_nobody_listens_to_more_than_there_is_room_for(agent, server):
    socket = await agent.listens()
    answer = await socket.subscribe(*(f"staff:{agent.id}" for _ in range(300)))
    assert len(answer["topics"]) < 300


ORIGINS = [
    None,
    "null",
    "",
    "http://evil.example",
    "http://testserver.evil.example",
    "http://eviltestserver",
    "http://testserver:81",
    "http://testserver@evil.example",
    "https://evil.example/http://testserver",
    "file://",
]


@pytest.mark.parametrize("origin", ORIGINS)
async def test_a_foreign_page_opens_no_socket_with_our_cookie(origin, agent):
    headers = {"cookie": agent.cookie} | ({} if origin is None else {"origin": origin})
    socket = agent.socket(**headers)
    socket.tell(type="hello")
    assert await socket.ended() == 4403


async def test_who_says_nothing_is_sent_away(agent, monkeypatch):
    from yingda.foundation.web import sockets

    monkeypatch.setattr(sockets, "HELLO_WITHIN_SECONDS", 0)
    socket = agent.socket(origin=ORIGIN, cookie=agent.cookie)
    assert await socket.ended() == 4401
