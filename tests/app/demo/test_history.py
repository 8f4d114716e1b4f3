"""The demo's day has begun: its conversations lie in the past hours, never ahead."""

import pytest
from sqlalchemy import select

from yingda.app.demo import reading
from yingda.app.demo.history import day_at, starts_of
from yingda.app.demo.opening import load_once
from yingda.app.migrating import migrate
from yingda.conversations.models import Conversation
from yingda.foundation.clock import HOUR, SECOND, SystemClock
from yingda.foundation.db import Database
from yingda.foundation.ids import CountedIds
from yingda.foundation.sealing import Sealer
from yingda.foundation.settings import Settings
from yingda.foundation.writer import Ports
from yingda.merchants.schemas import MerchantSettings
from yingda.team.models import Seat

SHANGHAI = "Asia/Shanghai"
MERGE_WINDOW = MerchantSettings.model_fields["merge_window_seconds"].default * SECOND
MIDNIGHT = 1_767_225_600_000 - 8 * HOUR


@pytest.mark.parametrize("hours", [6, 9, 15, 23.9])
def test_by_the_morning_every_conversation_begins_today(hours):
    now = MIDNIGHT + round(hours * HOUR)
    starts = starts_of(reading.recordings(), now)
    assert {day_at(start, SHANGHAI) for start in starts} == {day_at(now, SHANGHAI)}


def test_whoever_returns_begins_anew():
    """Two of one customer would be one conversation, were the second begun within the window."""
    recordings = reading.recordings()
    returns = {}
    for start, one in sorted(
        zip(starts_of(recordings, MIDNIGHT), recordings, strict=True),
        key=lambda it: it[0],
        reverse=True,
    ):
        ends = start + (one.messages[-1].at + 60) * SECOND
        assert ends + MERGE_WINDOW < returns.get(one.customer, MIDNIGHT)
        returns[one.customer] = start


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
