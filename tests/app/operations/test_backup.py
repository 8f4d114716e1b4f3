"""O01: a backup on an empty machine is the same shop again, row by row and file by file."""

import gzip
import json
import tarfile
from io import BytesIO

import pytest
from typer.testing import CliRunner

from tests.fixtures.filling import filled, stored, transaction
from tests.services import postgres_database
from yingda.app.cli import app
from yingda.app.copying import restoring
from yingda.app.copying.archive import CONTENTS, HEADING
from yingda.app.copying.backing_up import back_up
from yingda.app.copying.refusals import Refused
from yingda.app.copying.restoring import restore
from yingda.app.tables import METADATA
from yingda.foundation.clock import ManualClock
from yingda.foundation.ids import CountedIds
from yingda.foundation.settings import Settings

SECRET = "the secret of the old machine, 32"
EPOCH = "installation"
LAST = 1_790_000_000_003  # the highest number that was filled in


@pytest.fixture
def old(tmp_path, database_url):
    """Give the settings of a shop with rows in every table and two uploaded files."""
    settings = Settings(data_dir=tmp_path / "old", database_url=filled(database_url))
    for name, content in (("a" * 32, b"\x89PNG" * 900_000), ("b" * 32 + ".thumbnail", b"small")):
        path = settings.data_dir / "files" / name[30:32] / name
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    (settings.data_dir / "secret.key").write_text(SECRET)
    return settings


@pytest.fixture
def new(tmp_path):
    """Give the settings of an empty machine with SQLite."""
    return Settings(data_dir=tmp_path / "new", database_url=f"sqlite:///{tmp_path / 'new.db'}")


@pytest.fixture
def new_on_postgres(tmp_path, postgres_server):
    """Give the settings of an empty machine with PostgreSQL, another one than the old machine's."""
    with postgres_database(postgres_server) as url:
        yield Settings(data_dir=tmp_path / "new-pg", database_url=url)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "shop.tar.gz"


def save(settings, file, **how):
    return back_up(settings, file, ManualClock(), **({"with_secret": False} | how))


def bring_back(settings, file):
    return restore(settings, file, ManualClock(), CountedIds())


def files_of(settings):
    folder = settings.data_dir / "files"
    return {one.name: one.read_bytes() for one in folder.glob("*/*")}


def differences(old, new):
    before, after = stored(old.store_url), stored(new.store_url)
    return {name for name in before if before[name] != after[name]}


def test_o01_a_restored_shop_is_the_same_row_by_row_and_file_by_file(old, new, file):
    saved = save(old, file)
    restored = bring_back(new, file)
    assert differences(old, new) == {EPOCH}
    assert saved.rows == restored.rows == 3 * len(METADATA.tables)
    assert files_of(new) == files_of(old)
    assert len(files_of(new)) == restored.files == 2


def test_o01_onto_postgres_and_back_onto_sqlite(old, new, new_on_postgres, file, tmp_path):
    save(old, file)
    bring_back(new_on_postgres, file)
    assert differences(old, new_on_postgres) == {EPOCH}
    save(new_on_postgres, tmp_path / "second.tar.gz")
    bring_back(new, tmp_path / "second.tar.gz")
    assert differences(old, new) == {EPOCH}
    assert files_of(new) == files_of(old)


def test_numbers_go_on_after_the_restored_rows(old, new_on_postgres, file):
    save(old, file)
    bring_back(new_on_postgres, file)
    timer = METADATA.tables["timer"]
    row = {"kind": "k", "key": "k", "payload": {}, "due_at": 1, "attempts": 0}
    with transaction(new_on_postgres.store_url) as connection:
        assert (
            connection.execute(timer.insert().returning(timer.c.id), row).scalar_one() == LAST + 1
        )


def test_a_restore_begins_a_new_epoch_so_that_no_screen_goes_on_counting(old, new, file):
    save(old, file)
    bring_back(new, file)
    assert epochs(new) - epochs(old)


def epochs(settings):
    with transaction(settings.store_url) as connection:
        return {row.epoch for row in connection.execute(METADATA.tables[EPOCH].select())}


def test_the_secret_is_in_the_backup_only_when_asked_for(old, new, file, tmp_path):
    save(old, file)
    assert SECRET.encode() not in gzip.decompress(file.read_bytes())
    assert bring_back(new, file).secret == "missing"
    assert not (new.data_dir / "secret.key").exists()
    save(old, tmp_path / "with.tar.gz", with_secret=True)
    third = Settings(data_dir=tmp_path / "3", database_url=f"sqlite:///{tmp_path / '3.db'}")
    assert bring_back(third, tmp_path / "with.tar.gz").secret == "restored"
    assert (third.data_dir / "secret.key").read_text() == SECRET
    assert (third.data_dir / "secret.key").stat().st_mode & 0o077 == 0


def test_another_secret_on_the_new_machine_is_told(old, new, file):
    save(old, file)
    new.data_dir.mkdir()
    (new.data_dir / "secret.key").write_text("another secret, that opens nothing")
    assert bring_back(new, file).secret == "other"


def test_nobody_else_can_read_a_backup(old, file):
    save(old, file)
    assert file.stat().st_mode & 0o077 == 0


def test_a_backup_never_replaces_another(old, file):
    file.write_bytes(b"the last one")
    with pytest.raises(Refused, match="file_exists"):
        save(old, file)
    assert file.read_bytes() == b"the last one"


# ------------------------------------------------------------------ what must be refused


def nothing_changed(settings):
    return not files_of(settings) and not (settings.data_dir / "files.restoring").exists()


def refusal(settings, file):
    with pytest.raises(Refused) as caught:
        bring_back(settings, file)
    assert nothing_changed(settings)
    return caught.value.code


def test_a_backup_cut_anywhere_is_refused_and_nothing_changed(old, new, file, tmp_path):
    save(old, file)
    whole = file.read_bytes()
    cut = tmp_path / "cut.tar.gz"
    for length in (100, len(whole) // 2, len(whole) - 9, len(whole) - 1):
        cut.write_bytes(whole[:length])
        assert refusal(new, cut) == "damaged"
    cut.write_bytes(whole)
    bring_back(new, cut)  # what was refused left nothing in the way


def rewritten(file, change):
    """Write the backup anew with its members changed: name → bytes, or None to leave it out."""
    out = BytesIO()
    with tarfile.open(file) as tar, tarfile.open(fileobj=out, mode="w:gz") as new:
        for member in tar:
            content = change(member.name, tar.extractfile(member).read())
            if content is not None:
                member.size = len(content)
                new.addfile(member, BytesIO(content))
    file.write_bytes(out.getvalue())


def test_a_backup_without_its_last_part_is_refused(old, new, file):
    save(old, file)
    rewritten(file, lambda name, content: None if name == CONTENTS else content)
    assert refusal(new, file) == "damaged"


def test_a_missing_row_is_found(old, new, file):
    save(old, file)
    lines = b"tables/message/000001"
    rewritten(
        file,
        lambda name, content: content.partition(b"\n")[2] if name.encode() == lines else content,
    )
    assert refusal(new, file) == "damaged"


def test_a_changed_file_is_found(old, new, file):
    save(old, file)
    rewritten(file, lambda name, content: content[::-1] if name.startswith("files/b") else content)
    assert refusal(new, file) == "file_differs"


def test_a_row_the_database_did_not_keep_is_found(old, new, file, monkeypatch):
    save(old, file)
    write = restoring.write_rows

    def forgetful(connection, table, rows):
        write(connection, table, (row for n, row in enumerate(rows) if n or table.name != "turn"))

    monkeypatch.setattr(restoring, "write_rows", forgetful)
    assert refusal(new, file) == "table_differs"


def test_a_backup_of_a_newer_version_is_refused(old, new, file):
    save(old, file)

    def newer(name, content):
        return (
            json.dumps(json.loads(content) | {"revision": "9999"}).encode()
            if name == HEADING
            else content
        )

    rewritten(file, newer)
    assert refusal(new, file) == "newer"


def test_what_is_no_backup_is_refused(new, file):
    file.write_bytes(b"not even packed")
    assert refusal(new, file) == "damaged"
    with tarfile.open(file, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo("readme.txt"))
    assert refusal(new, file) == "not_a_backup"


def test_a_living_shop_is_never_written_over(old, file):
    save(old, file)
    before = stored(old.store_url)
    with pytest.raises(Refused, match="not_empty"):
        bring_back(old, file)
    assert stored(old.store_url) == before


# ------------------------------------------------------------------ on the command line


@pytest.mark.parametrize(
    ("locale", "words"),
    [("zh_CN.UTF-8", "不完整或已损坏"), ("zh_TW.UTF-8", "不完整或已損壞"), ("C", "cut short")],
)
def test_each_terminal_is_told_in_its_own_language(new, file, monkeypatch, locale, words):
    file.write_bytes(b"half")
    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.setenv("YINGDA_DATA_DIR", str(new.data_dir))
    monkeypatch.setenv("YINGDA_DATABASE_URL", new.database_url)
    result = CliRunner().invoke(app, ["restore", str(file)])
    assert words in result.output
    assert result.exit_code == 1
