"""Many events at once, a database whose process dies on command, and leaps of time."""

from yingda.integrations import service
from yingda.integrations.models import WebhookDelivery, WebhookEndpoint
from yingda.integrations.payloads import PostedMessage, ToldMessage
from yingda.integrations.service import announce

AT_ONCE = 250


class Killed(Exception):
    """The process is gone: it writes nothing any more."""


class DyingDatabase:
    """The database as a process sees it that dies right after its n-th batch was sent."""

    def __init__(self, db, dies_at):
        self._db, self._left = db, dies_at
        self.read, self.clock = db.read, db.clock

    async def write(self, work, *args, **kwargs):
        if work is service.settle:
            self._left -= 1
        if self._left <= 0:
            raise Killed
        return await self._db.write(work, *args, **kwargs)


def message(shop, number):
    said = ToldMessage(
        id=f"{number:032x}",
        seq=number,
        sent_at=1_767_225_600_000,
        sender_kind="customer",
        sender_id=None,
        sender_name="Li",
        content_type="text",
        content={"text": f"word {number}"},
    )
    return PostedMessage(conversation_id="c", merchant_id=shop.id, customer_id="k", message=said)


async def tell_many(shop, count):
    """Let so many messages be told, as reactions would."""

    def tell(tx, numbers):
        for number in numbers:
            told = message(shop, number)
            announce(tx, "message.posted", shop.tenant_id, shop.id, tx.now, told)

    for first in range(1, count + 1, AT_ONCE):
        await shop.server.write(tell, range(first, min(first + AT_ONCE, count + 1)))


async def statuses(server):
    """Return how many deliveries are in which state."""
    counted = {}
    for row in await server.rows(WebhookDelivery):
        counted[row["status"]] = counted.get(row["status"], 0) + 1
    return counted


async def leap_to_next(server):
    """Move time to when the next try may be made; False when nothing waits any more."""
    waiting = await server.rows(WebhookDelivery, status="waiting")
    (endpoint,) = await server.rows(WebhookEndpoint)
    if not waiting or endpoint["status"] != "on":
        return False
    due_at = max(min(row["due_at"] for row in waiting), endpoint["paused_until"])
    server.clock.advance(seconds=max(0, due_at - server.now) / 1_000)
    return True
