"""Several processes' worth of the application in this one, on one PostgreSQL, in real time."""

import asyncio
import time
from contextlib import AsyncExitStack, asynccontextmanager

import httpx2
import pytest
from sqlalchemy import make_url

from tests.fixtures.server import NEVER, ORIGIN, Server
from tests.fixtures.stores import make_tables
from tests.services import postgres_database
from yingda.app import asgi
from yingda.foundation import relay, scheduler
from yingda.foundation.settings import Settings

PATIENCE_SECONDS = 20


async def until(true, what="what was waited for"):
    """Return what `true` gives once it is true; a function or a coroutine function."""
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        found = true()
        if asyncio.iscoroutine(found):
            found = await found
        if found:
            return found
        await asyncio.wait([asyncio.ensure_future(asyncio.Event().wait())], timeout=0.02)
    raise AssertionError(f"{what} did not happen within {PATIENCE_SECONDS} s")


@pytest.fixture(scope="session")
def cluster_template(postgres_server):
    """Give the name of a PostgreSQL database with all tables, empty."""
    with postgres_database(postgres_server) as url:
        make_tables(url)
        yield make_url(url).database


@pytest.fixture
def cluster_url(postgres_server, cluster_template):
    """Give the address of a PostgreSQL database of this test's own."""
    with postgres_database(postgres_server, cluster_template) as url:
        yield url


@pytest.fixture
def _only_woken(monkeypatch):
    """Nothing looks again by itself: what happens was woken."""
    monkeypatch.setattr(relay, "LOOK_AGAIN_SECONDS", NEVER)
    monkeypatch.setattr(scheduler, "LONGEST_SLEEP", NEVER * 1_000)
    monkeypatch.setattr(asgi, "WATCH_SECONDS", NEVER)


@asynccontextmanager
async def process(settings):
    """Run one process's application as its lifespan does."""
    app = asgi.create_app(settings)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(asgi.lifespan(app))
        transport = httpx2.ASGITransport(app=app)
        client = httpx2.AsyncClient(transport=transport, base_url=ORIGIN)
        http = await stack.enter_async_context(client)
        server = Server(app, app.state.runtime, http)
        if server.runtime.settings.redis_url or "postgresql" in settings.database_url:
            await server.runtime.bus.connected.wait()
        yield server
        for socket in server.sockets:
            await socket.close()


@pytest.fixture
def settings_of(tmp_path, cluster_url):
    """Give a maker of one process's settings."""

    def make(**more):
        return Settings(
            data_dir=tmp_path / "data",
            database_url=cluster_url,
            secret="a secret for tests, and long enough",
            visitor_message_limit="100000/minute",
            visitor_start_limit="100000/minute",
            **more,
        )

    return make


@pytest.fixture(params=["redis", "notify"])
def carried(request):
    """Give the settings of the bus: over Redis, or over PostgreSQL alone."""
    if request.param == "redis":
        return {"redis_url": request.getfixturevalue("redis_url")}
    return {}


@pytest.fixture
async def start(settings_of):
    """Give a starter of processes; they end with the test."""
    async with AsyncExitStack() as stack:

        async def start(**more):
            return await stack.enter_async_context(process(settings_of(**more)))

        yield start


@pytest.fixture
async def two(start, carried):
    """Give two processes on one database that hear of each other."""
    return await start(**carried), await start(**carried)
