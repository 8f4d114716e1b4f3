"""D16: a full disk is refused with a reason, and nothing that was acknowledged is lost."""

import json
import shutil

import pytest

from tests.faults.disks import small_disk, why_no_disk
from tests.faults.floor import at_work, furnish
from tests.faults.patience import until
from tests.faults.service import Service
from tests.faults.talkers import Line
from tests.services import on_postgres

REFUSED = {503, 507}
MEGABYTES = 24
LETTER = b"What I bought, and what came instead. " * 2_000


@pytest.fixture
def disk(tmp_path):
    if reason := why_no_disk():
        pytest.skip(reason)
    try:
        with small_disk(tmp_path / "disk", MEGABYTES) as disk:
            yield disk
    except PermissionError as error:
        pytest.skip(f"no small disk can be mounted: {error}")


@pytest.fixture
def disk_shop(disk):
    """Give a shop whose database is on the small disk."""
    return furnish(disk.folder, "", talks=4)


@pytest.mark.skipif(on_postgres(), reason="PostgreSQL's own disk has a test of its own")
async def test_d16_messages_are_refused_while_the_disk_is_full(disk, disk_shop, tmp_path):
    built, url = disk_shop
    service = Service(disk.folder, log_folder=tmp_path)
    async with at_work(service, built, url) as floor:
        await service.start()
        floor.begin(pace=0.01)
        await floor.acknowledged(2 * len(floor.talkers))
        disk.fill()
        await until(lambda: refusals(floor), within=30, what="a refusal")
        assert await service.ready() is not None
        disk.empty()
        _, seconds = await until(progress(floor), within=30, what="the next acknowledgement")
        await floor.end()
        assert {status for status, _ in refusals(floor)} <= REFUSED
        assert await floor.settled() == []
        assert seconds < 30


def refusals(floor):
    return [one for talker in floor.talkers for one in talker.refusals]


def progress(floor):
    """Return a condition: everybody was acknowledged something more since now."""
    before = len(floor.history.acknowledged)
    return lambda: len(floor.history.acknowledged) > before + len(floor.talkers)


async def test_d16_files_are_refused_while_their_disk_is_full(disk, small_shop, tmp_path, store):
    built, url = small_shop
    talk = built.talks[0]
    shutil.copy(tmp_path / "secret.key", disk.folder)
    service = Service(disk.folder, url, log_folder=tmp_path)
    await service.start()
    line = Line(service.address, f"authorization: Bearer {talk.token}\r\n".encode())
    before, _ = await line.upload(talk.conversation_id, "a.txt", LETTER)
    disk.fill()
    status, answer = await line.upload(talk.conversation_id, "b.txt", LETTER)
    disk.empty()
    after, kept = await line.upload(talk.conversation_id, "c.txt", LETTER)
    path = json.loads(kept)["url"]
    found, content = await line.ask("GET", path)
    line.close()
    service.stop()
    assert (before, status, after, found) == (201, 507, 201, 200)
    assert json.loads(answer)["code"] == "files.no_room"
    assert content == LETTER
    sizes = [one.stat().st_size for one in (disk.folder / "files").rglob("*") if one.is_file()]
    assert sizes == [len(LETTER)] * 2, "a piece of the refused file stayed"
