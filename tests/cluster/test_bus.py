"""What one process committed is seen at the others at once, and what was lost is read again."""

import asyncio

import psycopg
import pytest

from tests.cluster.conftest import until
from tests.fixtures.people import found_shop
from yingda.foundation.bus.messages import Line, Wake, lines_of, message_of
from yingda.foundation.bus.notify_carrier import PAYLOAD_BYTES, Whole, pieces_of
from yingda.foundation.live import SESSION_ENDED

pytestmark = pytest.mark.usefixtures("_only_woken")


class Elsewhere:
    """A person whose requests go to one process and whose socket is at another."""

    def __init__(self, person, server):
        self.person, self.server = person, server

    async def listens(self, *topics):
        self.person.server, home = self.server, self.person.server
        try:
            return await self.person.listens(*topics)
        finally:
            self.person.server = home


async def heard(socket, kind):
    return await until(lambda: socket.heard(kind), kind)


async def test_a_message_posted_at_one_process_is_heard_at_the_other(two):
    here, there = two
    visitor = await (await found_shop(here)).visitor()
    socket = await Elsewhere(visitor, there).listens()
    said = await visitor.say("你好" * 1_000)
    await until(lambda: said_by_customer(socket), "the message")
    assert said_by_customer(socket) == [said["content"]["text"]]


async def test_a_hundred_messages_arrive_whole_and_in_order(two):
    here, there = two
    visitor = await (await found_shop(here)).visitor()
    socket = await Elsewhere(visitor, there).listens()
    await visitor.asks_for_human()
    texts = [f"{number} " + "长" * (number * 37 % 4_000) for number in range(100)]
    for text in texts:
        await visitor.say(text)
    await until(lambda: len(said_by_customer(socket)) == len(texts), "all messages")
    assert said_by_customer(socket) == texts


def said_by_customer(socket):
    messages = [frame["message"] for frame in socket.heard("MessagePosted")]
    return [one["content"]["text"] for one in messages if one["sender_kind"] == "customer"]


async def test_sessions_ended_at_one_process_end_at_the_other(two):
    here, there = two
    shop = await found_shop(here)
    agent = await shop.hire("chen")
    socket = await Elsewhere(agent, there).listens()
    await agent.done(await agent.delete("/api/session"))
    assert await socket.ended() == SESSION_ENDED
    agent.server = there
    assert (await agent.get("/api/team/me")).status_code == 401


async def test_who_leaves_work_to_others_wakes_them_at_once(start, carried):
    here, _worker = await start(**carried, work=False), await start(**carried)
    shop = await found_shop(here)
    agent = await shop.hire("chen")
    await agent.listens()
    await agent.put("/api/team/me/presence", {"state": "available", "reason": None})
    visitor = await shop.visitor()
    opened = (await visitor.post("/api/widget/conversations")).json()
    await visitor.post(f"/api/conversations/{opened['id']}/ask-human")

    async def mine():
        return (await agent.get("/api/conversations", tab="mine")).json()["items"]

    (row,) = await until(mine, "the assignment by the worker")
    assert row["id"] == opened["id"]


async def test_a_timer_set_elsewhere_wakes_the_worker(start, carried):
    here, worker = await start(**carried, work=False), await start(**carried)
    fired = []
    worker.runtime.scheduler._effects = {"tea": lambda _tx, timer: fired.append(timer.key)}
    await here.write(lambda tx: tx.schedule("tea", "green", tx.now + 50))
    await until(lambda: fired, "the timer")
    assert fired == ["green"]


async def cut_off(server, cluster_url):
    """End every connection of this test's bus, as a restart of its carrier does."""
    if server.runtime.settings.redis_url:
        carrier = server.runtime.bus._carrier
        await carrier._redis.execute_command("CLIENT", "KILL", "TYPE", "pubsub")
        return
    async with await psycopg.AsyncConnection.connect(cluster_url, autocommit=True) as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() "
            "AND (query LIKE 'LISTEN%' OR query = 'SELECT 1')"
        )


async def test_after_a_cut_every_socket_is_asked_to_read_again(two, cluster_url):
    here, there = two
    visitor = await (await found_shop(here)).visitor()
    socket = await Elsewhere(visitor, there).listens()
    await socket.ping()
    socket.forget()
    await cut_off(there, cluster_url)
    await until(lambda: socket.heard() or welcomed(socket), "the second welcome")
    assert welcomed(socket)
    await visitor.say("still here")
    await heard(socket, "MessagePosted")


def welcomed(socket):
    socket.heard()
    return [frame for frame in socket.heard_frames if frame["type"] == "welcome"]


async def test_news_that_could_not_be_sent_are_made_good(two, monkeypatch):
    here, there = two
    visitor = await (await found_shop(here)).visitor()
    socket = await Elsewhere(visitor, there).listens()
    socket.forget()
    carrier = here.runtime.bus._carrier

    async def away(_text):
        raise OSError("nobody there")

    with monkeypatch.context() as planted:
        planted.setattr(carrier, "send", away)
        await visitor.say("into the void")
        await until(lambda: here.runtime.bus._losses, "the loss")
    await until(lambda: welcomed(socket), "the second welcome")


async def test_who_lost_rights_while_news_were_lost_is_closed(two, cluster_url):
    here, there = two
    shop = await found_shop(here)
    agent, other = await shop.hire("chen"), await shop.hire("zhou")
    socket = await Elsewhere(agent, there).listens()
    stays = await Elsewhere(other, there).listens()

    async def unheard(_text):
        await asyncio.Event().wait()

    here.runtime.bus._carrier.send = unheard
    await agent.delete("/api/session")
    await cut_off(there, cluster_url)
    assert await socket.ended() == SESSION_ENDED
    await stays.ping()


# ------------------------------------------------------------------ what goes over the wire


@pytest.mark.parametrize("size", [0, 1, PAYLOAD_BYTES, PAYLOAD_BYTES * 3 + 1])
def test_pieces_fit_and_become_the_text_again(size):
    text = ("a中😀é" * (size // 4 + 1))[:size]
    pieces = list(pieces_of(text))
    assert all(len(piece.encode()) < 8_000 for piece in pieces)
    assert len(set(pieces)) == len(pieces)  # PostgreSQL drops what is said twice in a transaction
    texts = []
    whole = Whole(texts.append)
    for piece in pieces:
        whole.take(1, piece)
    assert texts == [text]


def test_a_message_is_for_the_others():
    news = [(("staff:1",), '{"a":"line\\nbreak"}'), (("staff:2", "group:3"), "{}")]
    lines = [Line(news, Wake(reactions=True, timer=7), missed=True), Line(), Line(news[:1])]
    message = message_of("me", [line.text() for line in lines])
    assert list(lines_of(message, "me")) == []
    read = list(lines_of(message, "you"))
    assert [(one.wake, one.missed) for one in read] == [(one.wake, one.missed) for one in lines]
    assert [[(tuple(topics), frame) for topics, frame in one.news] for one in read] == [
        list(line.news) for line in lines
    ]
