"""R06: a timer's effect happens once, whoever is killed, and late ones are made up for."""

import time

import pytest
from sqlalchemy.engine import make_url

from tests.faults.patience import pause, until
from tests.faults.profiles import PROFILE
from tests.faults.timing import Timers, hire
from tests.services import on_postgres
from yingda.app.migrating import migrate_url
from yingda.foundation.failpoints import ENDED

WORKERS = 3


@pytest.fixture
def timers(tmp_path, store):
    url = store or f"sqlite:///{tmp_path / 'yingda.db'}"
    migrate_url(url)
    timers = Timers(url)
    yield timers
    timers.close()


@pytest.fixture
def crew(tmp_path, timers):
    """Give a maker of workers; all are ended afterwards."""
    hired = []
    url = timers.engine.url.set(drivername=make_url(str(timers.engine.url)).get_backend_name())

    def make(**how):
        hired.append(hire(tmp_path, url.render_as_string(hide_password=False), **how))
        return hired[-1]

    yield make
    for worker in hired:
        worker.kill()
        worker.join(30)


def milliseconds():
    return time.time_ns() // 1_000_000


async def test_r06_timers_fire_once_while_workers_are_killed(timers, crew, chance):
    now = milliseconds()
    timers.put([now + chance.randrange(4_000) for _ in range(PROFILE.timers)])
    # One file has one writer at a time, but nothing keeps several processes from trying.
    workers = [crew() for _ in range(WORKERS if on_postgres() else 1)]
    for _ in range(PROFILE.kills):
        await pause(chance.uniform(*PROFILE.between_kills))
        victim = chance.randrange(len(workers))
        workers[victim].kill()
        workers[victim].join(30)
        workers[victim] = crew()
    await until(lambda: timers.left() == 0, within=60, what="the last timer")
    assert (timers.missed(), timers.twice()) == (0, 0)
    assert timers.rung() == PROFILE.timers


@pytest.mark.parametrize("point", ["timer.taken", "timer.done", "timer.committed"])
async def test_r06_timers_fire_once_at_every_failpoint(timers, crew, point):
    timers.put([milliseconds()] * 30)
    worker = crew(failpoint=f"{point}:11")
    await until(lambda: not worker.is_alive(), within=60, what="the failpoint")
    assert worker.exitcode == ENDED
    assert timers.missed() == 0
    crew()
    await until(lambda: timers.left() == 0, within=60, what="the last timer")
    assert (timers.missed(), timers.twice()) == (0, 0)


async def test_r06_after_ten_minutes_down_the_backlog_is_cleared(timers, crew):
    timers.put([milliseconds() - 600_000] * PROFILE.timers)
    crew()
    _, seconds = await until(lambda: timers.left() == 0, within=90, what="the backlog")
    assert seconds < 60
    assert (timers.missed(), timers.twice()) == (0, 0)
    assert timers.ask("SELECT min(late_by) FROM rung") >= 600_000


async def test_r06_a_mark_before_the_effect_is_reported(timers, crew):
    timers.put([milliseconds()] * 30)
    worker = crew(plants=["mark_before_effect"], failpoint="timer.taken:11")
    await until(lambda: not worker.is_alive(), within=60, what="the failpoint")
    assert timers.missed() > 0


async def test_r06_a_claim_that_looks_and_then_takes_is_reported(timers, crew):
    timers.put([milliseconds()] * 30)
    workers = [crew(plants=["look_then_take"]) for _ in range(2)]
    await until(lambda: timers.rung() >= 60, within=60, what="the second ring of every timer")
    assert all(worker.is_alive() for worker in workers)
    assert timers.twice() == 30
