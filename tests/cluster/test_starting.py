"""What is wrong at the start is said in a line, with the remedy, and nothing is touched."""

import psycopg
import pytest
from typer.testing import CliRunner

from yingda.app.cli import app


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
