"""O04: health tells the truth: what stands still has a name, and a backlog that moves is none."""

import asyncio

import httpx2
import pytest

from yingda.app import condition
from yingda.app.working import watching_app
from yingda.foundation.backlog import Backlogs, Waiting
from yingda.foundation.outbox import PendingReaction
from yingda.foundation.pulse import STANDS_STILL_SECONDS, Pulse

LATER = STANDS_STILL_SECONDS + 1


async def test_a_worker_gives_the_same_answers_as_a_process_that_serves(server):
    worker = httpx2.ASGITransport(app=watching_app(server.runtime))
    async with httpx2.AsyncClient(transport=worker, base_url="http://worker") as monitor:
        for path in ("/health/live", "/health/ready", "/health/jobs"):
            theirs, ours = await monitor.get(path), await server.http.get(path)
            assert theirs.status_code == ours.status_code == 200
            assert set(theirs.json()) == set(ours.json())
        server.runtime.draining = True
        answer = await monitor.get("/health/ready")
        assert (answer.status_code, answer.json()["failing"][0]) == (503, "draining")


class Ticks:
    """A clock of seconds that a test moves."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def ticks(server):
    """Give the clock by which the running server counts how long something stands still."""
    ticks = Ticks()
    server.runtime.pulse, server.runtime.backlogs = Pulse(ticks), Backlogs(ticks)
    return ticks


async def told(server, path="/health/jobs"):
    answer = await server.http.get(path)
    return answer.status_code, answer.json()["failing"]


@pytest.mark.parametrize("worker", ["relay", "scheduler", "watchdog"])
async def test_o04_a_worker_that_stands_still_is_named(server, ticks, worker):
    for one in ("relay", "scheduler", "watchdog"):
        server.runtime.pulse.beat(one)
    assert await told(server) == (200, [])
    ticks.now += LATER
    for one in {"relay", "scheduler", "watchdog"} - {worker}:
        server.runtime.pulse.beat(one)
    assert await told(server) == (503, [worker])
    assert await told(server, "/health/ready") == (200, [worker])


async def test_the_workers_of_a_running_server_beat(server):
    runtime = server.runtime
    runtime.relay.start()
    runtime.scheduler.start()
    assert set(runtime.pulse.ages()) == {"relay", "scheduler", "watchdog"}
    await asyncio.gather(runtime.relay.stop(), runtime.scheduler.stop())


def leave_undone(tx, count, first=1):
    row = {"stream": "s", "reaction": "r", "kind": "K", "payload": "{}", "stated_at": tx.now}
    tx.connection.execute(
        PendingReaction.__table__.insert(),
        [row | {"id": first + n, "due_at": tx.now, "attempts": 0} for n in range(count)],
    )


async def test_o04_work_that_nobody_does_is_named_though_every_process_here_is_well(server, ticks):
    await server.write(leave_undone, 3)
    assert await told(server) == (200, [])
    ticks.now += LATER
    assert await told(server) == (503, ["reactions"])


async def test_o04_twenty_thousand_that_move_are_no_failure(server, ticks):
    await server.write(leave_undone, 20_000)
    for oldest in range(1, 4):
        assert await told(server) == (200, [])
        ticks.now += LATER
        await server.write(
            lambda tx, oldest=oldest: tx.connection.execute(
                PendingReaction.__table__.delete().where(PendingReaction.id == oldest)
            )
        )
    assert await told(server) == (200, [])


async def test_what_failed_and_waits_for_its_next_try_is_no_standstill(server, ticks):
    await server.write(leave_undone, 1)
    await server.write(
        lambda tx: tx.connection.execute(
            PendingReaction.__table__.update().values(due_at=tx.now + 60_000)
        )
    )
    await told(server)
    ticks.now += LATER
    assert await told(server) == (200, [])


async def test_o04_a_database_that_hangs_makes_the_process_unready(server, monkeypatch):
    async def hang(*_args):
        await asyncio.Event().wait()

    monkeypatch.setattr(condition, "ANSWER_WITHIN_SECONDS", 0.01)
    monkeypatch.setattr(server.runtime.db, "read", hang)
    answer = await server.http.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["failing"] == ["database"]


async def test_it_is_alive_whatever_is_away(server, monkeypatch):
    monkeypatch.setattr(server.runtime.db, "read", None)
    assert (await server.http.get("/health/live")).status_code == 200


def test_a_standstill_counts_from_when_it_was_first_seen():
    ticks = Ticks()
    backlogs = Backlogs(ticks)
    stuck = {"reactions": Waiting(1, 5, 100)}
    assert backlogs.standing(stuck) == {"reactions": 0}
    ticks.now = 30.0
    assert backlogs.standing(stuck) == {"reactions": 30}
    assert backlogs.standing({"reactions": Waiting(2, 5, 100)}) == {"reactions": 0}
