import re
from pathlib import Path

import pytest

from tests.integrations.receiver import Receiver
from yingda.foundation.settings import Settings
from yingda.integrations.courier import Courier
from yingda.integrations.network import Network

GUIDE = Path(__file__).parents[2].joinpath("docs/guide/webhooks.md").read_text()
ALL = [
    "conversation.opened",
    "conversation.assigned",
    "conversation.closed",
    "conversation.rated",
    "message.posted",
    "customer.merged",
    "customer.split",
]


@pytest.fixture
def settings(settings):
    """Give the operator's settings: webhooks may go to this very machine, over plain http."""
    return settings.model_copy(update={"webhook_http": True, "webhook_internal": "127.0.0.0/8"})


@pytest.fixture
def careful(settings):
    """Give the settings of an operator who allowed nothing."""
    allowed_nothing = Settings(data_dir=settings.data_dir)
    return settings.model_copy(
        update={
            "webhook_http": allowed_nothing.webhook_http,
            "webhook_internal": allowed_nothing.webhook_internal,
        }
    )


@pytest.fixture
async def receivers():
    """Give a maker of systems that listen."""
    made = []

    async def make():
        made.append(await Receiver().open())
        return made[-1]

    yield make
    for receiver in made:
        await receiver.close()


@pytest.fixture
async def receiver(receivers):
    return await receivers()


@pytest.fixture
def network(settings):
    """Give the way out, with the patience that a loaded machine asks for."""
    return Network(settings, timeout_seconds=60)


@pytest.fixture
async def courier(server, network):
    """Give a process that carries webhooks when told to."""
    courier = Courier(server.db, network, server.runtime.meters)
    yield courier
    await courier.stop()


class Hook:
    """A webhook of the shop, as its admin handles it."""

    def __init__(self, admin, view):
        self.admin, self.id, self.secret = admin, view["id"], view["secret"]
        self.path = f"/api/webhooks/{self.id}"

    async def sees(self):
        listed = await self.admin.done(await self.admin.get("/api/webhooks"))
        return next(one for one in listed if one["id"] == self.id)

    async def log(self, **params):
        answer = await self.admin.get(f"{self.path}/deliveries", **params)
        return (await self.admin.done(answer))["items"]

    async def detail(self, delivery):
        path = f"{self.path}/deliveries/{delivery['id']}"
        return await self.admin.done(await self.admin.get(path))

    async def does(self, verb, body=None):
        return await self.admin.done(await self.admin.post(f"{self.path}/{verb}", body))

    async def changes(self, **change):
        return await self.admin.done(await self.admin.patch(self.path, change))


@pytest.fixture
def hooks(shop, admin):
    """Give a maker of webhooks: `await hooks(receiver, "message.posted")`."""

    async def make(receiver, *kinds, merchant_id=None, url=None, by=admin):
        draft = {"name": "ERP", "url": url or receiver.url, "merchant_id": merchant_id}
        draft["kinds"] = list(kinds) or ALL
        return Hook(by, await by.done(await by.post("/api/webhooks", draft), 201))

    return make


@pytest.fixture
async def hook(hooks, receiver):
    """Give a webhook that hears of everything."""
    return await hooks(receiver)


@pytest.fixture
def is_genuine():
    """Give the function that the guide shows to whoever writes a receiver."""
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    shown = {}
    exec(compile(code, "docs/guide/webhooks.md", "exec"), shown)  # noqa: S102 - our own page
    return shown["is_genuine"]
