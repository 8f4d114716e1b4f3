"""D01: what was acknowledged is stored and shown, wherever and whenever the process ends."""

import re
from pathlib import Path

from tests.faults.checking import kinds
from tests.faults.floor import at_work
from tests.faults.patience import pause
from tests.faults.profiles import PROFILE
from tests.faults.service import Service
from yingda.foundation.failpoints import ENDED

SOURCE = Path(__file__).parents[2] / "src" / "yingda"
REACHED = re.compile(r'failpoints\.reach\("([a-z._]+)"\)')
# Swept where they are passed: with the bot, with timers, with files, with Redis.
ELSEWHERE = ("reaction.", "timer.", "assignment.", "file.", "bus.")


def all_points():
    """Return every failpoint of the product, so that a new one is swept without being listed."""
    return sorted(
        {one for file in SOURCE.rglob("*.py") for one in REACHED.findall(file.read_text())}
    )


def points_of_posting():
    return [one for one in all_points() if not one.startswith(ELSEWHERE)]


async def test_d01_acknowledged_messages_survive_kill_9_at_random(tmp_path, shop, store, chance):
    built, url = shop
    service = Service(tmp_path, store)
    async with at_work(service, built, url) as floor:
        await service.start()
        floor.begin()
        for _ in range(PROFILE.kills):
            await floor.acknowledged(len(floor.talkers))
            await pause(chance.uniform(*PROFILE.between_kills))
            service.kill()
            await service.start()
        await floor.acknowledged(len(floor.talkers))
        await floor.end()
        assert await floor.settled() == []
        assert sum(send.tries > 1 for send in floor.history.sends) > 0


async def test_d01_a_sweep_of_every_failpoint_on_the_way_of_a_message(tmp_path, small_shop, store):
    built, url = small_shop
    service = Service(tmp_path, store)
    async with at_work(service, built, url) as floor:
        floor.begin()
        for point in points_of_posting():
            for nth in PROFILE.passes:
                await service.start(f"{point}:{nth}", ready=False)
                assert await service.ended() == ENDED, f"{point} was not passed {nth} times"
        await service.start()
        await floor.acknowledged(len(floor.talkers))
        await floor.end()
        assert await floor.settled() == []


async def test_d01_an_acknowledgement_before_the_commit_is_reported(tmp_path, small_shop, store):
    built, url = small_shop
    service = Service(tmp_path, store, plants=["acknowledge_before_commit"])
    async with at_work(service, built, url) as floor:
        floor.begin()
        # Whether the ninth commit is one of messages is chance: it gets five.
        for _ in range(5):
            await service.start("writer.before_commit:9", ready=False)
            assert await service.ended() == ENDED
        await floor.end()
        service.plants = []
        await service.start()
        assert "lost" in kinds(await floor.settled(within=0))
