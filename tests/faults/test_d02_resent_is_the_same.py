"""D02: sent again under the same key, a message is the same message, whenever and however often."""

import asyncio
import itertools

from tests.faults.checking import breaches, kinds
from tests.faults.floor import Floor, at_work
from tests.faults.history import query
from tests.faults.profiles import PROFILE
from tests.faults.service import Service
from tests.faults.talkers import Line, Talker
from tests.fixtures.people import found_shop
from yingda.customers.models import Customer
from yingda.foundation.failpoints import ENDED
from yingda.foundation.runtime import visitor as visitor_of

DAY_SECONDS = 86_400


async def three_times(lines, path, body):
    """Send a message over two connections, three times at once; return all answers."""
    tries = [line.ask("POST", path, body) for line in lines]
    return await asyncio.gather(*tries)


async def test_d02_sent_three_times_at_once_and_again_after_a_kill(tmp_path, small_shop, store):
    built, url = small_shop
    talk = built.talks[0]
    service = Service(tmp_path, store)
    await service.start()
    headers = f"authorization: Bearer {talk.token}\r\n".encode()
    lines = [Line(service.address, headers) for _ in range(3)]
    path = f"/api/conversations/{talk.conversation_id}/messages"
    bodies = [
        {"client_key": f"key-{n}", "content_type": "text", "text": f"thing {n}"}
        for n in range(PROFILE.resent)
    ]
    first = [await three_times(lines, path, body) for body in bodies]
    service.kill()
    await service.start()
    again = [await three_times(lines, path, body) for body in bodies]
    other = await lines[0].ask("POST", path, bodies[0] | {"text": "something else"})
    for line in lines:
        line.close()
    service.stop()

    answers = [{text for _, text in one} for one in first]
    assert all(sorted(status for status, _ in one) == [200, 200, 201] for one in first)
    assert all(len(one) == 1 for one in answers)
    assert [{text for _, text in one} for one in again] == answers
    assert {status for one in again for status, _ in one} == {200}
    assert other[0] == 409
    (count,) = query(url, "SELECT count(*) AS n FROM message WHERE client_key LIKE 'key-%'")
    assert count["n"] == PROFILE.resent


async def test_d02_a_day_later_the_answer_is_still_the_same(server):
    visitor = await (await found_shop(server)).visitor()
    said = await visitor.say("Where is my order?", key="the-key")
    await server.wait(seconds=DAY_SECONDS)
    known = await server.rows(Customer, id=visitor.id)
    person = visitor_of(known[0]["tenant_id"], known[0]["merchant_id"], visitor.id, "")
    visitor.headers = {"Authorization": f"Bearer {server.runtime.tokens.issue(person)[0]}"}
    assert await visitor.say("Where is my order?", key="the-key") == said


class Renaming(Talker):
    """The bug: what was not answered is sent again under a new key."""

    tried = itertools.count()

    def key_of(self, send):
        return f"{self.voice}-{send.number}-{next(self.tried)}"


class RenamingFloor(Floor):
    talker = Renaming


async def test_d02_a_retry_with_a_new_key_is_reported(tmp_path, small_shop, store):
    built, url = small_shop
    service = Service(tmp_path, store)
    async with at_work(service, built, url, kind=RenamingFloor) as floor:
        floor.begin()
        # What the ninth commit holds is chance, a message or what follows one: it gets five.
        for _ in range(5):
            await service.start("writer.committed:9", ready=False)
            assert await service.ended() == ENDED
        await service.start()
        await floor.acknowledged(2 * len(floor.talkers))
        await floor.end()
        floor.wrong()
        assert "doubled" in kinds(breaches(floor.history))
