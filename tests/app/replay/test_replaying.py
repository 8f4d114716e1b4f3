"""A replay against a real server: visitors ask, the bot and agents answer, nothing gets lost."""

import asyncio
import json
import socket
from contextlib import asynccontextmanager

import pytest
import uvicorn

from yingda.app.asgi import create_app
from yingda.app.demo import reading
from yingda.app.migrating import migrate
from yingda.app.replay.playing import Manners
from yingda.app.replay.running import NoDemo, Plan, Replay
from yingda.app.serving import options
from yingda.foundation.settings import Settings

pytestmark = pytest.mark.anyio
FAST = 1_000_000.0


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
def settings(tmp_path, database_url):
    return Settings(
        data_dir=tmp_path / "data",
        database_url=database_url,
        demo=True,
        visitor_start_limit="10000/minute",
    )


@asynccontextmanager
async def serving(settings):
    migrate(settings)
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(settings), **options(settings))
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[door]))
    while not server.started:
        assert not running.done()
        await asyncio.wait({running}, timeout=0.05)
    try:
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
    finally:
        server.should_exit = True
        await running


def recorded(count):
    return [one for one in reading.recordings() if "人工" in str(one.messages)][:count]


async def test_recorded_conversations_are_played_counted_and_found_again(settings, tmp_path):
    ledger, decisions = tmp_path / "ledger.jsonl", tmp_path / "decisions.jsonl"
    async with serving(settings) as server:
        with decisions.open("w", encoding="utf-8") as file:
            plan = Plan(server, speed=FAST, ledger=ledger, manners=Manners(decisions=file))
            tally = await Replay(plan).play(recorded(4))
        assert (tally.conversations, tally.given_up) == (4, 0), tally.errors
        assert tally.handed_over.total() == 4
        assert len(tally.queue_waits_ms) == 4
        assert tally.agent_messages > 0
        assert tally.ratings >= 1
        assert tally.asked_the_bot == tally.decisions.total() > 0
        assert len(ledger.read_text(encoding="utf-8").splitlines()) == tally.acknowledged
        finding = await Replay(Plan(server)).check(ledger)
        assert (finding.messages, finding.faults) == (tally.acknowledged, [])
    rows = [json.loads(line) for line in decisions.read_text(encoding="utf-8").splitlines()]
    assert len(rows) == tally.asked_the_bot


async def test_a_ledger_that_knows_more_than_the_server_is_found_out(settings, tmp_path):
    ledger = tmp_path / "ledger.jsonl"
    async with serving(settings) as server:
        await Replay(Plan(server, speed=FAST, ledger=ledger)).play(recorded(1))
        lines = ledger.read_text(encoding="utf-8").splitlines()
        invented = json.loads(lines[0]) | {"message_id": "never stored"}
        ledger.write_text("\n".join([*lines, json.dumps(invented)]), encoding="utf-8")
        finding = await Replay(Plan(server)).check(ledger)
    assert [fault.kind for fault in finding.faults] == ["missing"]


async def test_without_demo_data_there_is_nobody_to_play(settings):
    async with serving(settings.model_copy(update={"demo": False})) as server:
        with pytest.raises(NoDemo):
            await Replay(Plan(server)).play([])


async def test_a_stopped_replay_sends_nothing_new(settings):
    async with serving(settings) as server:
        run = Replay(Plan(server, speed=FAST))
        run.stop()
        tally = await run.play(recorded(2), lambda: None)
    assert tally.acknowledged == 0
