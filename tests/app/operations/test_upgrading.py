"""O02: an upgrade says what it will do, and while it is done the former version goes on serving.

There is one revision until the first release; the second one here exists in this test alone.
"""

import asyncio
import shutil
import time

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import OperationalError
from typer.testing import CliRunner

from tests.fixtures.filling import filled, stored, transaction
from yingda.app import migrating, upgrading
from yingda.app.cli import app
from yingda.app.copying.backing_up import back_up
from yingda.foundation.clock import ManualClock
from yingda.foundation.settings import Settings

WIDENS = '''"""Conversations get a colour."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
together = True


def upgrade():
    op.add_column("conversation", sa.Column("colour", sa.String(20), nullable=True))
    op.create_index("conversation_colour", "conversation", ["colour"])


def downgrade():
    op.drop_index("conversation_colour")
    op.drop_column("conversation", "colour")
'''


@pytest.fixture
def next_version(tmp_path, monkeypatch):
    """Make this program the next version, with a migration of its own."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrating.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "0002_colour.py").write_text(WIDENS)

    def arrive(text=WIDENS):
        (folder / "versions" / "0002_colour.py").write_text(text)
        monkeypatch.setattr(migrating, "FOLDER", folder)
        monkeypatch.setattr(upgrading, "FOLDER", folder)

    return arrive


@pytest.fixture
def ask(monkeypatch, tmp_path, database_url):
    monkeypatch.setenv("LC_ALL", "C")
    monkeypatch.setenv("YINGDA_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("YINGDA_DATABASE_URL", database_url)

    def ask(*arguments):
        result = CliRunner().invoke(app, ["upgrade", *map(str, arguments)])
        return result.exit_code, result.output

    return ask


def test_it_says_what_it_would_do_and_does_nothing(ask, database_url, next_version):
    before = stored(filled(database_url))
    next_version()
    code, said = ask("--check")
    assert "from 0001 to 0002 in 1 steps" in said
    assert "can run beside it" in said
    assert "0002  Conversations get a colour." in said
    assert "No backup was named" in said
    assert code == 1
    assert upgrading.revision_of(Settings(database_url=database_url)) == "0001"
    assert stored(database_url) == before


def test_a_migration_that_narrows_is_told_apart(ask, database_url, next_version):
    filled(database_url)
    next_version(WIDENS.replace("together = True", ""))
    assert "cannot run beside it: stop all processes" in ask("--check")[1]


def test_with_a_whole_backup_it_says_yes(ask, database_url, tmp_path):
    filled(database_url)
    file = tmp_path / "shop.tar.gz"
    settings = Settings(data_dir=tmp_path, database_url=database_url)
    back_up(settings, file, ManualClock(), with_secret=False)
    code, said = ask("--check", "--backup", file)
    assert "is whole" in said
    assert "`yingda migrate` does it" in said
    assert code == 0
    file.write_bytes(file.read_bytes()[:-20])
    code, said = ask("--check", "--backup", file)
    assert "cannot be restored from" in said
    assert code == 1


def test_asked_to_upgrade_it_changes_nothing_and_names_the_one_command_that_does(
    ask, database_url, next_version
):
    before = stored(filled(database_url))
    next_version()
    code, said = ask()
    assert code == 2
    assert "Nothing was changed" in said
    assert "`yingda migrate` does it" in said
    assert stored(database_url) == before


def test_a_database_of_a_newer_version_is_left_alone(ask, database_url):
    filled(database_url)
    with transaction(database_url) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    code, said = ask("--check")
    assert "install the newer version" in said
    assert code == 1


def test_every_migration_since_the_first_says_whether_it_can_run_beside_the_former_version():
    for step in upgrading.steps_after("0001"):
        assert step.together, f"{step.title}: widen first, narrow one release later"


# ------------------------------------------------------------------ under load


async def write(visitor, longest, enough, stop):
    """Write until told to stop; every message is acknowledged; note how long each took."""
    number = 0
    while not stop.is_set():
        number += 1
        draft = {"client_key": f"key {number}", "content_type": "text", "text": "在吗"}
        began = time.perf_counter()
        answer = await visitor.post(f"/api/conversations/{visitor.conversation_id}/messages", draft)
        longest.append(time.perf_counter() - began)
        assert answer.status_code == 201, answer.text
        if number == 50:
            enough.set()
    return number


async def test_o02_the_former_version_serves_while_the_next_one_changes_the_shape(
    server, shop, settings, next_version
):
    stamp(settings.store_url)
    visitor = await shop.visitor()
    await visitor.begins()
    stop, enough, longest = asyncio.Event(), asyncio.Event(), []
    writing = asyncio.create_task(write(visitor, longest, enough, stop))
    next_version()
    await asyncio.to_thread(migrating.migrate_url, settings.store_url)
    await enough.wait()
    stop.set()
    sent = await writing
    assert upgrading.revision_of(settings) == "0002"
    said = await visitor.messages()
    assert len([one for one in said if one["content"].get("text") == "在吗"]) == min(
        sent, len(said)
    )
    assert max(longest) < 2


async def test_o02_and_back_again_with_every_row(settings, next_version):
    before = stored(settings.store_url)
    stamp(settings.store_url)
    next_version()
    migrating.migrate_url(settings.store_url)
    assert stored(settings.store_url) == before
    with transaction(settings.store_url) as connection:
        command.downgrade(configured(connection), "0001")
    assert stored(settings.store_url) == before


def test_o02_a_migration_does_not_wait_long_for_a_lock(postgres_url, next_version):
    filled(postgres_url)
    next_version()
    with psycopg.connect(postgres_url) as somebody:
        somebody.execute("LOCK TABLE conversation IN ACCESS SHARE MODE")
        began = time.perf_counter()
        with pytest.raises(OperationalError, match="lock timeout"):
            migrating.migrate_url(postgres_url)
        assert time.perf_counter() - began < 2 * migrating.LOCK_SECONDS
    migrating.migrate_url(postgres_url)  # and when it is gone, it works


def stamp(url):
    """Say in a database that was made from the models which revision it is."""
    with transaction(url) as connection:
        command.stamp(configured(connection), "0001")


def configured(connection):
    config = Config()
    config.set_main_option("script_location", str(migrating.FOLDER))
    config.attributes["connection"] = connection
    return config


def test_a_shape_that_cannot_be_changed_now_is_said_as_that(
    postgres_url, next_version, monkeypatch, tmp_path
):
    filled(postgres_url)
    next_version()
    variables = {
        "YINGDA_DATABASE_URL": postgres_url,
        "YINGDA_DATA_DIR": str(tmp_path),
        "LC_ALL": "C",
    }
    with psycopg.connect(postgres_url) as somebody:
        somebody.execute("LOCK TABLE conversation IN ACCESS SHARE MODE")
        result = CliRunner().invoke(app, ["migrate"], env=variables)
    assert result.exit_code == 2
    assert "gave no lock" in result.output
    assert "nothing was changed" in result.output
