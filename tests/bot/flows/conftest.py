"""A shop with tasks, a customer who is signed in there, and the shop's own system on loopback."""

import json

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from tests.bot.flows.drafts import CANCEL, CANCEL_ACTION
from tests.integrations.receiver import Receiver
from yingda.bot.flows.models import BotCall, BotRun
from yingda.foundation.clock import SECOND
from yingda.orders.models import Order


@pytest.fixture
def settings(settings):
    """Give the operator's settings: actions may go to this very machine, over plain http."""
    return settings.model_copy(update={"webhook_http": True, "webhook_internal": "127.0.0.0/8"})


@pytest.fixture
async def system():
    """Give the shop's own system, which says yes to everything until told otherwise."""
    receiver = await Receiver().open()
    receiver.answer(200, json.dumps({"note": "已退款"}))
    yield receiver
    await receiver.close()


class Tasks:
    """The shop's tasks, as its lead and its admin handle them."""

    def __init__(self, shop, lead, admin):
        self.shop, self.lead, self.admin = shop, lead, admin

    async def action(self, url, **changed):
        draft = CANCEL_ACTION | {"url": url} | changed
        return await self.admin.done(await self.admin.post("/api/bot/actions", draft), 201)

    async def written(self, key, document):
        body = {"key": key, "document": document}
        return await self.lead.done(await self.lead.post("/api/bot/flows", body), 201)

    async def live(self, key, document):
        flow = await self.written(key, document)
        path = f"/api/bot/flows/{flow['id']}/publish"
        return await self.lead.done(await self.lead.post(path, {"revision": flow["revision"]}))


@pytest.fixture
async def tasks(shop, lead, admin):
    return Tasks(shop, lead, admin)


@pytest.fixture
async def cancelling(tasks, system):
    """Give the task that cancels orders by an action of the shop's system."""
    await tasks.action(system.url)
    return await tasks.live("cancel", CANCEL)


@pytest.fixture
async def buyers(shop, admin, server):
    """Give a maker of customers with orders: `await buyers("U1", "paid", "shipped")`."""
    path = f"/api/merchants/{shop.id}/identity-secret"
    secret = (await admin.done(await admin.post(path)))["identity_secret"]

    async def make(number, *statuses, **start):
        claims = {"sub": number, "name": number, "exp": server.now // SECOND + 3600}
        token = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret))
        for n, status in enumerate(statuses, start=1):
            await admin.done(
                await admin.put(f"/api/orders/{number}-{n}", order_of(number, status, server.now))
            )
        buyer = await shop.visitor(identity_token=token, language="zh-CN", **start)
        buyer.number = number
        return buyer

    return make


def order_of(number, status, now):
    return {
        "customer": {"external_id": number},
        "status": status,
        "created_at": now,
        "amount_cents": 12_900,
        "items": [{"title": "台灯", "price_cents": 12_900}],
    }


@pytest.fixture
def taps(server):
    """Give what taps on the newest card: `await taps(buyer, "yes")`."""

    async def tap(buyer, value, card=None):
        card = card or (await cards(buyer))[-1]
        titles = {one["value"]: one["title"] for one in card["options"]}
        titles |= {one["order_id"]: one["external_id"] for one in card["orders"]}
        body = {
            "client_key": buyer.key(),
            "content_type": "step",
            "run_id": card["run_id"],
            "step": card["step"],
            "value": value,
            "title": titles.get(value, value),
        }
        return await buyer.act("messages", None, body)

    return tap


async def cards(buyer):
    return [one["content"] for one in await buyer.messages() if one["content_type"] == "task"]


async def words(buyer):
    """Return what the bot said, the newest last."""
    said = [one for one in await buyer.messages() if one["sender_kind"] == "bot_auto"]
    return [one["content"].get("text") for one in said]


@pytest.fixture
def runs(server):
    async def read(**equal):
        return await server.rows(BotRun, **equal)

    return read


@pytest.fixture
def calls(server):
    async def read(**equal):
        return await server.rows(BotCall, **equal)

    return read


@pytest.fixture
def statuses(server):
    async def read():
        return {one["external_id"]: one["status"] for one in await server.rows(Order)}

    return read
