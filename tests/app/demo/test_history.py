"""The demo's day has begun: its conversations lie in the past hours of today, never ahead."""

import pytest
from sqlalchemy import select

from yingda.app.demo import reading
from yingda.app.demo.history import day_at, starts_of
from yingda.app.demo.opening import load_once
from yingda.app.migrating import migrate
from yingda.conversations.models import Conversation
from yingda.foundation.clock import HOUR, MINUTE, SystemClock
from yingda.foundation.db import Database
from yingda.foundation.ids import CountedIds
from yingda.foundation.sealing import Sealer
from yingda.foundation.settings import Settings
from yingda.foundation.writer import Ports
from yingda.team.models import Seat

SHANGHAI = "Asia/Shanghai"
MIDNIGHT = 1_767_225_600_000 - 8 * HOUR


@pytest.mark.parametrize("hours", [0.2, 1, 3, 9, 15, 23.9])
def test_every_conversation_begins_today_and_before_now(hours):
    now = MIDNIGHT + round(hours * HOUR)
    recordings = reading.recordings()
    starts = starts_of(recordings, now, SHANGHAI)
    assert {day_at(start, SHANGHAI) for start in starts} == {day_at(now, SHANGHAI)}
    assert max(starts) < now


def test_late_in_the_day_they_begin_when_they_were_recorded():
    now = MIDNIGHT + 20 * HOUR
    [start, *_] = starts_of(reading.recordings(), now, SHANGHAI)
    assert start == now - round(reading.recordings()[0].started_minutes_ago * MINUTE)


@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_today_is_lived_through_once(tmp_path, database_url, anyio_backend):
    settings = Settings(data_dir=tmp_path / "data", database_url=database_url, demo=True)
    migrate(settings)
    before = SystemClock().now()
    shop = await load_once(settings)
    assert await load_once(settings) == shop
    rows, presences = await read(settings, stored)
    assert len(rows) == len(reading.recordings())
    assert {row.status for row in rows} == {"closed"}
    assert max(row.opened_at for row in rows) < before
    assert sum(row.rated is not None for row in rows) >= 10
    assert presences == {"offline"}


def stored(tx):
    rows = tx.session.execute(
        select(Conversation.status, Conversation.opened_at, Conversation.rated)
    ).all()
    return rows, set(tx.session.scalars(select(Seat.presence)))


async def read(settings, work):
    sealer = Sealer(settings.signing_secret())
    ports = Ports(
        SystemClock(), CountedIds(), lambda _event, _asked: (), lambda _committed: None, sealer
    )
    database = Database(settings.store_url, ports)
    database.start()
    try:
        return await database.read(work)
    finally:
        database.stop()
