"""Two processes write about the same thing at once; the database is restarted under them."""

import asyncio

import psycopg
import pytest

from tests.cluster.conftest import until
from tests.fixtures.people import found_shop, visit
from yingda.conversations.models import Conversation, Message
from yingda.foundation import outbox

pytestmark = pytest.mark.usefixtures("_only_woken")
TIMES = 30


@pytest.fixture
async def pair(start):
    """Give two processes, no bus needed here but PostgreSQL's."""
    return await start(), await start()


async def at(person, server, verb, *args):
    """Let a person ask one process, whatever they asked before."""
    return await server.http.request(
        "POST", verb, json=args[0] if args else {}, headers=person.headers
    )


async def test_one_draft_at_two_processes_is_one_message_with_one_answer(pair):
    here, there = pair
    visitor = await (await found_shop(here)).visitor()
    await visitor.begins()
    path = f"/api/conversations/{visitor.conversation_id}/messages"
    for number in range(TIMES):
        body = {"client_key": f"k{number}", "content_type": "text", "text": "once"}
        first, second = await asyncio.gather(
            at(visitor, here, path, body), at(visitor, there, path, body)
        )
        assert {first.status_code, second.status_code} <= {200, 201}
        assert first.json() == second.json()
    mine = [row for row in await here.rows(Message) if row["client_key"]]
    assert len(mine) == TIMES
    other = {"client_key": "k0", "content_type": "text", "text": "another"}
    answers = await asyncio.gather(at(visitor, here, path, other), at(visitor, there, path, other))
    assert [answer.status_code for answer in answers] == [409, 409]


async def test_everyone_writing_everywhere_leaves_no_gap(pair):
    here, there = pair
    visitor = await (await found_shop(here)).visitor()
    await visitor.begins()
    path = f"/api/conversations/{visitor.conversation_id}/messages"

    async def write(server, who):
        for number in range(TIMES):
            body = {"client_key": f"{who}-{number}", "content_type": "text", "text": f"{number}"}
            assert (await at(visitor, server, path, body)).status_code == 201

    await asyncio.gather(*(write(server, who) for who, server in enumerate(pair * 2)))
    rows = await there.rows(Message, conversation_id=visitor.conversation_id)
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1))
    for who in range(4):
        mine = [
            row["client_key"] for row in rows if (row["client_key"] or "").startswith(f"{who}-")
        ]
        assert mine == [f"{who}-{number}" for number in range(TIMES)]


async def test_a_visitor_at_two_processes_has_one_conversation(pair):
    here, there = pair
    shop = await found_shop(here)
    for _ in range(8):
        visitor = await visit(shop)
        first, second = await asyncio.gather(
            at(visitor, here, "/api/widget/conversations"),
            at(visitor, there, "/api/widget/conversations"),
        )
        assert first.json()["id"] == second.json()["id"]
    assert len(await here.rows(Conversation)) == 8


async def nothing_waits(server):
    return not await server.read(outbox.waiting, 1)


async def end_all_sessions(url):
    """End every connection to the database, as its restart does."""
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND datname = current_database()"
        )


async def test_when_every_connection_was_cut_nobody_notices(start, cluster_url):
    server = await start()
    visitor = await (await found_shop(server)).visitor()
    await visitor.say("before")
    for number in range(3):
        await end_all_sessions(cluster_url)
        await visitor.say(f"after {number}")
    said = [one["content"].get("text") for one in await visitor.messages()]
    assert [f"after {number}" for number in range(3)] == [
        text for text in said if text and text.startswith("after")
    ]


async def test_a_cut_at_the_commit_is_not_tried_again(start, cluster_url, monkeypatch):
    """Nobody knows whether it was stored: only who asked may ask again, with the same key."""
    server = await start()
    visitor = await (await found_shop(server)).visitor()
    await visitor.begins()
    await until(lambda: nothing_waits(server), "the greeting")  # its commit is not the one cut
    tried = []
    engine = server.db._write_engine
    real = engine.dialect.do_commit

    def cut(connection):
        tried.append(1)
        connection.driver_connection.close()
        return real(connection)

    body = {"client_key": "k", "content_type": "text", "text": "perhaps"}
    path = f"/api/conversations/{visitor.conversation_id}/messages"
    with monkeypatch.context() as planted:
        planted.setattr(engine.dialect, "do_commit", cut)
        answer = await at(visitor, server, path, body)
    assert answer.status_code == 503
    assert len(tried) == 1
    assert (await at(visitor, server, path, body)).status_code == 201
