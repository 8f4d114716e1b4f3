import itertools

import pytest

from tests.bot.flows.conftest import cancelling, settings, system, tasks
from tests.helpcenter.conftest import FRYER, RETURNS

__all__ = ["cancelling", "settings", "system", "tasks"]

NUMBER = "138 0013 8000"
STORED = "+8613800138000"


class Telephone:
    """The shop's telephone system, and whoever calls by it."""

    def __init__(self, shop_system):
        self.system, self.ids = shop_system, itertools.count(1)
        self.reply, self.call_id, self.n = None, None, 0

    async def rings(self, number=NUMBER, **more):
        body = {"external_id": f"pbx-{next(self.ids)}", "number": number, **more}
        answer = await self.system.post("/api/phone/calls", body)
        self.reply = await self.system.done(answer)
        self.call_id, self.n = self.reply["call_id"], 0
        return self.reply["say"]

    async def presses(self, digits):
        return await self._turn(digits=digits)

    async def says(self, text):
        return await self._turn(text=text)

    async def is_silent(self):
        return await self._turn()

    async def hangs_up(self, by="caller"):
        await self.system.done(
            await self.system.post(f"/api/phone/calls/{self.call_id}/end", {"by": by}), 204
        )

    async def _turn(self, **heard):
        self.n += 1
        self.reply = await self.system.done(await self.tells(self.n, **heard))
        return self.reply["say"]

    async def tells(self, n, **heard):
        """Tell a turn; return the response as it is."""
        return await self.system.post(f"/api/phone/calls/{self.call_id}/turns", {"n": n, **heard})

    @property
    def keys(self):
        return {one["key"]: one["label"] for one in self.reply["keys"]}


@pytest.fixture
async def shop_system(shop, admin):
    return await shop.system(admin)


@pytest.fixture
def telephone(shop_system):
    return Telephone(shop_system)


@pytest.fixture
async def set_up(lead, knowledge):
    """Give what sets the shop's telephone up: returns on 1, the fryer on 2, a person on 3."""

    async def changed(**settings):
        menu = [
            {"key": "2", "label": {"zh-CN": "清洗"}, "does": "answer",
             "entry_id": knowledge[FRYER]},
            {"key": "1", "label": {"zh-CN": "退换货", "en": "Returns"}, "does": "answer",
             "entry_id": knowledge[RETURNS]},
            {"key": "3", "label": {"zh-CN": "投诉建议"}, "does": "person"},
        ]  # fmt: skip
        draft = {"menu": menu, "sends_links": True} | settings
        return await lead.done(await lead.put("/api/phone/settings", draft))

    await changed()
    return changed


async def calls(person, **asked):
    return (await person.done(await person.get("/api/phone/calls", **asked)))["items"]


async def figures(lead):
    return await lead.done(await lead.get("/api/phone/figures"))
