"""D14 with real processes: kill -9 after the request went out and before it could be marked."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from tests.integrations.crowds import leap_to_next, statuses, tell_many
from yingda.foundation.clock import SECOND
from yingda.integrations.courier import Courier
from yingda.integrations.models import WebhookDelivery
from yingda.integrations.service.delivering import LEASE

EVENTS = 120
AFTER = (1, 10, 3, 20, 8)


class Fate:
    """Ends the process that is sending when its n-th request arrives, before an answer."""

    def __init__(self):
        self.process, self.left = None, 0

    def __call__(self, _call):
        self.left -= 1
        if self.left == 0:
            os.kill(self.process.pid, signal.SIGKILL)
        return None if self.left <= 0 else (200, {}, "")


async def run_until_killed(server, settings, fate, after):
    fate.left = after
    script = Path(__file__).with_name("process.py")
    url = server.db.url.render_as_string(hide_password=False)
    fate.process = await asyncio.create_subprocess_exec(
        sys.executable, script, url, str(server.now), settings.secret
    )
    try:
        return await fate.process.wait()
    finally:
        if fate.process.returncode is None:
            fate.process.kill()
            await fate.process.wait()


async def test_d14_five_real_kills_lose_nothing_and_repeat_only_what_was_on_its_way(
    server, settings, shop, hooks, receiver, network
):
    await hooks(receiver, "message.posted")
    await tell_many(shop, EVENTS)
    receiver.answers = fate = Fate()
    for after in AFTER:
        ended = await run_until_killed(server, settings, fate, after)
        assert ended == -signal.SIGKILL
        server.clock.advance(seconds=LEASE / SECOND)
    receiver.answer(200)
    while await leap_to_next(server):
        await Courier(server.db, network).carry_due()
    sent = {f"msg_{row['event_id']}" for row in await server.rows(WebhookDelivery)}
    assert await statuses(server) == {"delivered": EVENTS}
    assert {call.id for call in receiver.taken} == sent
    assert set(receiver.ids) == sent  # the same ids as before the kills, no new ones
    assert len(receiver.calls) > EVENTS
