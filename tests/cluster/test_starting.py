"""What is wrong at the start is said in a line, with the remedy, and nothing is touched."""

import psycopg
import pytest
from typer.testing import CliRunner

from yingda.app.cli import app
from yingda.foundation.clock import HOUR, SystemClock


@pytest.fixture
def tell(monkeypatch, tmp_path):
    """Start something with these settings; return how it ended and what was said."""

    def tell(command, locale="C.UTF-8", **settings):
        monkeypatch.setenv("LC_ALL", locale)
        monkeypatch.setenv("YINGDA_DATA_DIR", str(tmp_path))
        monkeypatch.setenv("YINGDA_DATABASE_URL", "")
        for name, value in settings.items():
            monkeypatch.setenv(f"YINGDA_{name.upper()}", value)
        result = CliRunner().invoke(app, command.split())
        return result.exit_code, result.output

    return tell


def test_a_database_out_of_reach_is_named_without_its_password(tell):
    code, said = tell("serve", database_url="postgresql://me:hidden@127.0.0.1:1/shop")
    assert code == 2
    assert "127.0.0.1:1/shop" in said
    assert "YINGDA_DATABASE_URL" in said
    assert "hidden" not in said
    assert "Traceback" not in said


def test_an_unsafe_database_is_refused(tell, cluster_url):
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        name = connection.info.dbname
        connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off'.encode())
    for command in ("serve", "worker", "migrate"):
        code, said = tell(command, database_url=cluster_url)
        assert (code, "synchronous_commit" in said) == (2, True), said


def test_a_database_of_a_newer_version_is_left_alone(tell, cluster_url):
    with psycopg.connect(cluster_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num text)")
        connection.execute("INSERT INTO alembic_version VALUES ('9999')")
        code, said = tell("serve", database_url=cluster_url)
        assert (code, "9999" in said) == (2, True), said
        assert connection.execute("SELECT * FROM alembic_version").fetchall() == [("9999",)]


@pytest.mark.parametrize("command", ["worker", "serve --no-work"])
@pytest.mark.parametrize(("locale", "word"), [("zh_CN.UTF-8", "多个进程"), ("C.UTF-8", "several")])
def test_sqlite_is_for_one_process(tell, command, locale, word):
    code, said = tell(command, locale)
    assert (code, word in said) == (2, True), said


def test_an_address_that_is_no_redis_is_refused(tell, tmp_path):
    code, said = tell("migrate", redis_url="http://127.0.0.1/")
    assert (code, "YINGDA_REDIS_URL" in said) == (2, True), said


def test_a_redis_that_is_away_is_said_and_waited_for(tell):
    code, said = tell("migrate", redis_url="redis://127.0.0.1:1/0")
    assert code == 0
    assert "Redis does not answer" in said


@pytest.mark.parametrize(
    "command",
    [
        "serve",
        "worker",
        "migrate",
        "doctor",
        "backup shop.tgz",
        "upgrade --check",
        "import knowledge x",
    ],
)
@pytest.mark.parametrize(
    "url", ["mysql://me:hidden@db/shop", "postgresql://me:hidden@db:port/shop"]
)
def test_an_address_of_no_database_is_refused_by_every_command(
    tell, monkeypatch, tmp_path, command, url
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x").write_text("")
    code, said = tell(command, database_url=url)
    assert code in {1, 2}
    assert "database_url" in said.lower()
    assert "postgresql://" in said
    assert "hidden" not in said
    assert "Traceback" not in said
    assert "pydantic" not in said


def test_an_import_names_a_database_out_of_reach(tell, tmp_path):
    (tmp_path / "x.jsonl").write_text("")
    url = "postgresql://me:hidden@127.0.0.1:1/shop"
    code, said = tell(f"import knowledge {tmp_path}/x.jsonl", database_url=url)
    assert (code, "YINGDA_DATABASE_URL" in said, "hidden" in said) == (2, True, False), said


def test_a_file_that_is_no_database_is_named(tell, tmp_path):
    (tmp_path / "notes.db").write_text("not a database, and longer than a page head" * 20)
    code, said = tell("migrate", database_url=f"sqlite:///{tmp_path}/notes.db")
    assert (code, "notes.db" in said, "file is not a database" in said) == (2, True, True), said


def test_a_clock_an_hour_off_is_said_and_started_with(tell, postgres_url, monkeypatch):
    hour_ahead = SystemClock().now() + HOUR
    monkeypatch.setattr("yingda.app.starting.SystemClock.now", lambda _self: hour_ahead)
    code, said = tell("migrate", "zh_CN.UTF-8", database_url=postgres_url)
    assert (code, "NTP" in said) == (0, True), said
