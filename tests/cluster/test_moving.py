"""A living shop moves from SQLite to PostgreSQL, and back: all of it, or nothing."""

import pytest
from sqlalchemy import inspect, make_url
from typer.testing import CliRunner

from tests.cluster.conftest import process
from tests.fixtures.people import found_shop
from yingda.app.cli import app
from yingda.app.copying import moving
from yingda.app.copying.tables import tables_in
from yingda.app.copying.tally import tally_of
from yingda.app.migrating import migrate_url
from yingda.foundation.db import postgres_engine, sqlite_engine
from yingda.foundation.settings import Settings

pytestmark = pytest.mark.usefixtures("_only_woken")
CHANGED_BY_MOVING = {"installation"}


def engine_of(url):
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return sqlite_engine(address, begin="BEGIN")
    return postgres_engine(address, 1)


def contents(url):
    """Return every table's rows as a count and a digest."""
    engine = engine_of(url)
    with engine.connect() as connection:
        tallies = {table.name: tally_of(connection, table) for table in tables_in(connection)}
    engine.dispose()
    return {
        name: (tally.rows, tally.digest)
        for name, tally in tallies.items()
        if name not in CHANGED_BY_MOVING
    }


def move(*arguments):
    return CliRunner().invoke(app, ["migrate", *arguments], env={"LC_ALL": "C.UTF-8"})


@pytest.fixture
def settings_at(tmp_path):
    def make(url):
        secret = "a secret for tests, and long enough"
        return Settings(data_dir=tmp_path / "data", database_url=url, secret=secret)

    return make


@pytest.fixture
async def shop_on_sqlite(tmp_path, settings_at):
    """Give the address of a filled shop, its visitor and its agent."""
    url = f"sqlite:///{tmp_path / 'old.db'}"
    migrate_url(url)
    async with process(settings_at(url)) as server:
        shop = await found_shop(server)
        agent, visitor = await shop.hire("chen"), await shop.visitor()
        await agent.listens()
        await agent.goes("available")
        await visitor.asks_for_human()
        for number in range(20):
            await visitor.say(f"第 {number} 句 ''\\n\t%s")
        await agent.accept(visitor)
        await agent.notes("内部备注", visitor)
        epoch = server.runtime.epoch
    return url, visitor, agent, epoch


async def test_a_living_shop_moves_and_goes_on(shop_on_sqlite, postgres_url, settings_at, tmp_path):
    old, visitor, agent, epoch = shop_on_sqlite
    before = contents(old)
    result = move("--from", old, "--to", postgres_url)
    assert result.exit_code == 0, result.output
    assert contents(postgres_url) == before == contents(old)

    async with process(settings_at(postgres_url)) as server:
        assert server.runtime.epoch != epoch
        visitor.server = agent.server = server
        last = (await visitor.messages())[-1]["seq"]
        said = await visitor.say("and on")
        assert said["seq"] == last + 1
        await agent.close(visitor)  # takes new numbers of the outbox and of the timers
        await server.settle()

    back = f"sqlite:///{tmp_path / 'back.db'}"
    now = contents(postgres_url)
    result = move("--from", postgres_url, "--to", back)
    assert result.exit_code == 0, result.output
    assert contents(back) == now


async def test_a_place_that_is_not_empty_is_refused(shop_on_sqlite, cluster_url, settings_at):
    old, *_ = shop_on_sqlite
    async with process(settings_at(cluster_url)) as server:
        await found_shop(server)
    before = contents(cluster_url)
    result = move("--from", old, "--to", cluster_url)
    assert result.exit_code == 1
    assert "not empty" in result.output
    assert contents(cluster_url) == before


async def test_a_row_that_arrives_otherwise_is_found_and_nothing_stays(
    shop_on_sqlite, postgres_url, monkeypatch
):
    """Plant: one text is changed on the way."""
    old, *_ = shop_on_sqlite
    write = moving.write_rows

    def careless(connection, table, rows):
        if table.name == "note":
            rows = [
                [f"{value}!" if value == "内部备注" else value for value in row] for row in rows
            ]
        write(connection, table, rows)

    monkeypatch.setattr(moving, "write_rows", careless)
    result = move("--from", old, "--to", postgres_url)
    assert result.exit_code == 1
    assert "note" in result.output
    engine = engine_of(postgres_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (
            ["--from", "sqlite:////nowhere/shop.db", "--to", "sqlite:////nowhere/b.db"],
            "no database",
        ),
        (["--from", "mysql://x/y", "--to", "sqlite:///b.db"], "--from"),
        (["--from", "sqlite:///a.db"], "--to"),
    ],
)
def test_a_wrong_address_is_named(arguments, word):
    result = move(*arguments)
    assert result.exit_code != 0
    assert word in result.output
