"""The doctor speaks the language of the terminal, and names the remedy."""

import pytest
from typer.testing import CliRunner

from tests.fixtures.filling import transaction
from yingda.app.cli import app
from yingda.app.migrating import migrate_url
from yingda.foundation.clock import HOUR, SystemClock


@pytest.fixture
def ask(monkeypatch, tmp_path):
    monkeypatch.setenv("YINGDA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("YINGDA_DATABASE_URL", "")

    def ask(locale, **settings):
        monkeypatch.setenv("LC_ALL", locale)
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(app, ["doctor"], env={"COLUMNS": "400"}).output

    return ask


@pytest.mark.parametrize(
    ("locale", "line"),
    [
        ("zh_CN.UTF-8", "数据库: 首次启动时生成"),
        ("zh_TW.UTF-8", "資料庫: 首次啟動時產生"),
        ("de_AT@euro", "database: made on first start"),
        ("en_GB.UTF-8", "database: made on first start"),
        ("C.UTF-8", "database: made on first start"),
    ],
)
def test_each_terminal_is_told_in_its_own_language(ask, locale, line):
    assert line in ask(locale)


def test_a_secret_others_can_read_is_named_with_the_remedy(ask, tmp_path):
    key = tmp_path / "secret.key"
    key.write_text("x" * 64)
    key.chmod(0o644)
    said = ask("zh_CN.UTF-8")
    assert "有问题  密钥" in said
    assert "chmod 600" in said


def test_a_setting_that_cannot_be_read_is_named(ask):
    assert "upload_limit_mb" in ask("en_US", YINGDA_UPLOAD_LIMIT_MB="none")


def test_a_redis_that_does_not_answer_is_named_with_the_remedy(ask):
    said = ask("en_US", YINGDA_REDIS_URL="redis://127.0.0.1:1/0")
    assert "wrong  redis: does not answer" in said
    assert "YINGDA_REDIS_URL" in said


def test_a_redis_that_answers_is_told_with_its_version(ask, redis_url):
    assert "ok  redis: answers, version" in ask("en_US", YINGDA_REDIS_URL=redis_url)


def test_a_database_that_does_not_answer_is_named(ask):
    said = ask("en_US", YINGDA_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert "wrong  database: cannot be reached" in said


def test_a_database_of_a_newer_version_is_named_with_the_remedy(ask, database_url):
    migrate_url(database_url)
    with transaction(database_url) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    said = ask("en_US", YINGDA_DATABASE_URL=database_url)
    assert "at 9999, and this program knows up to" in said


def test_a_clock_that_is_an_hour_off_is_named(ask, postgres_url, monkeypatch):
    migrate_url(postgres_url)
    hour_ahead = SystemClock().now() + HOUR
    monkeypatch.setattr("yingda.app.doctor.SystemClock.now", lambda _self: hour_ahead)
    said = ask("en_US", YINGDA_DATABASE_URL=postgres_url)
    assert "s ahead of the database server's" in unwrapped(said)


def test_acknowledgements_that_are_not_durable_are_named(ask, postgres_url):
    migrate_url(postgres_url)
    with transaction(postgres_url) as connection:
        name = connection.engine.url.database
        connection.exec_driver_sql(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    assert "synchronous_commit is off" in ask("en_US", YINGDA_DATABASE_URL=postgres_url)


def test_a_folder_for_files_that_cannot_be_written_is_named(ask, tmp_path, monkeypatch):
    (tmp_path / "files").mkdir()
    closed = tmp_path / "files"
    monkeypatch.setattr("os.access", lambda path, _mode: path != closed)
    assert f"{closed} cannot be written" in unwrapped(ask("en_US"))


def unwrapped(said):
    """Return what was said without the line ends of a narrow terminal."""
    return " ".join(said.split())
