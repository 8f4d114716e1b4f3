"""Two tenants on one server, each with every kind of object, all marked with a canary word."""

import io
from contextlib import suppress

from PIL import Image

from tests.fixtures.people import Person, found_shop
from yingda.bot.flows.calling import Heard
from yingda.learning.models import BotTransfer
from yingda.quality.inspecting.models import Inspection

PHASE = {"begins_at": 4 * 10**12, "ends_at": 5 * 10**12, "changes": {"entry_level": 0}}
CANARIES = {"ours": "CANARY-OURS", "theirs": "CANARY-THEIRS"}


def picture():
    out = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    return out.getvalue()


class Side:
    """One tenant: a shop, its people, and one object of each kind, by name in `things`."""

    def __init__(self, shop, word):
        self.shop, self.server, self.word, self.things = shop, shop.server, word, {}

    async def furnish(self):
        shop, word = self.shop, self.word
        self.visitor, self.other_visitor = await shop.visitor(), await shop.visitor()
        self.agent = await shop.hire(f"{word}-agent")
        self.outsider = await shop.hire(f"{word}-outsider", groups=[])
        self.lead = await shop.hire(f"{word}-lead", "lead")
        self.admin = await shop.hire(f"{word}-admin", "admin")
        self.merchant = await shop.hire(f"{word}-merchant", "merchant_staff")
        await self.talk()
        await self.draw()
        await self.stock()
        self.system = await shop.system(self.admin, f"{word} shop")
        self.things["token_id"] = self.system.id

    async def talk(self):
        """One conversation that an agent has, and one that has ended."""
        visitor, agent, lead = self.visitor, self.agent, self.lead
        change = {"name": f"{self.word} customer"}
        await lead.done(await lead.patch(f"/api/customers/{visitor.id}", change))
        await self.other_visitor.asks_for_human()
        await lead.take(self.other_visitor)
        await lead.close(self.other_visitor, summary=f"{self.word} summary")
        await self.other_visitor.rates(4, comment=f"{self.word} comment")
        message = await visitor.say(f"{self.word} message")
        await visitor.asks_for_human()
        await agent.take(visitor)
        (transfer,) = await self.server.rows(BotTransfer, conversation_id=visitor.conversation_id)
        note = await agent.notes(f"{self.word} note", visitor)
        file = await visitor.done(
            await visitor.upload(picture(), f"{self.word}.png", "image/png", visitor)
        )
        self.things |= {
            "conversation_id": visitor.conversation_id,
            "ended_id": self.other_visitor.conversation_id,
            "message_id": message["id"],
            "note_id": note["id"],
            "leak_id": transfer["leg_id"],
            "bot_reply_id": transfer["reply_id"],
            "file_id": file["id"],
            "customer_id": visitor.id,
            "other_customer_id": self.other_visitor.id,
            "staff_id": self.outsider.id,
            "agent_id": agent.id,
            "group_id": self.shop.group.id,
            "merchant_id": self.shop.id,
            "public_key": self.shop.merchant.public_key,
        }

    async def draw(self):
        """What the agent served, drawn for a lead."""
        mine = {"tenant_id": self.shop.tenant_id, "merchant_id": self.shop.id}
        mine |= {name: self.things[name] for name in ("conversation_id", "agent_id", "group_id")}
        drawn = {"ended_at": self.server.now, "percent": 100, "by_lot": True, "is_drawn": True}
        one = Inspection(**mine, **drawn, reasons=["by_lot"])
        await self.server.write(lambda tx: tx.session.add(one))

    async def stock(self):
        """Knowledge, replies, products, orders."""
        word, admin, merchant_id = self.word, self.admin, self.shop.id
        entry = {"merchant_id": merchant_id, "question": f"{word} question?", "answer": word}
        reply = {"merchant_id": merchant_id, "shared": True, "shortcut": word.lower()[-6:]}
        reply |= {"title": word, "text": word}
        product = {"merchant_id": merchant_id, "title": f"{word} product", "price_cents": 100}
        order = {"merchant_id": merchant_id, "status": "paid", "created_at": self.server.now}
        order |= {"amount_cents": 100, "items": [{"title": f"{word} item", "price_cents": 100}]}
        file = {"file": ("k.csv", f"question,answer\n{word} imported?,yes\n", "text/csv")}
        imported = await admin.ask(
            "POST", "/api/knowledge/imports", data={"merchant_id": merchant_id}, files=file
        )
        self.things |= {
            "entry_id": await self.made(admin.post("/api/knowledge/entries", entry)),
            "reply_id": await self.made(admin.post("/api/canned-replies", reply)),
            "product_id": await self.made(admin.put("/api/products/P-1", product)),
            "order_id": await self.made(admin.put("/api/orders/O-1", order)),
            "import_id": (await admin.done(imported))["id"],
            "external_id": "P-1",
        }
        golden = {"merchant_id": merchant_id, "text": f"{word} golden?"}
        golden |= {"entry_id": self.things["entry_id"]}
        self.things["golden_id"] = await self.made(
            admin.post("/api/knowledge/golden-questions", golden)
        )
        home = await self.visitor.done(await self.visitor.post("/api/visitor/home"))
        self.things["list_id"] = home["suggested"]["list_id"]
        self.things["topic_id"] = await self.topic()
        candidate = {"merchant_id": merchant_id, "engine": "thresholds"}
        candidate |= {"answer_above": 0.9, "choices_above": 0.2}
        self.things["run_id"] = await self.made(admin.post("/api/bot/shadow", candidate))
        hook = {"name": f"{word} hook", "url": f"https://{word.lower()}.example/hook"}
        hook |= {"merchant_id": merchant_id, "kinds": ["message.posted"]}
        webhook_id = await self.made(admin.post("/api/webhooks", hook))
        await self.teach_tasks()
        await self.take_call()
        test = admin.post(f"/api/webhooks/{webhook_id}/test")
        self.things |= {"webhook_id": webhook_id, "delivery_id": await self.made(test)}

    async def teach_tasks(self):
        """A task and an action, both with the canary."""
        self.server.app.state.outside = Silence()
        merchant_id, word = self.shop.id, self.word
        action = {"merchant_id": merchant_id, "key": "act", "title": f"{word} action"}
        action |= {"url": f"https://{word.lower()}.example/act", "secret": f"{word} secret"}
        flow = {"title": {"en": f"{word} task"}, "phrases": [f"{word} phrase"], "start": "end"}
        flow["steps"] = [{"id": "end", "do": "end"}]
        draft = {"merchant_id": merchant_id, "key": "task", "document": flow}
        asked = {"merchant_id": merchant_id, "products": [f"{word} washer"]}
        asked |= {"answers": [["up"], ["down"]], "ask": {"en": f"{word} up or down?"}}
        discriminator_id = await self.made(self.admin.post("/api/bot/discriminators", asked))
        flow_id = await self.made(self.admin.post("/api/bot/flows", draft))
        path = f"/api/bot/flows/{flow_id}/publish"
        await self.admin.done(await self.admin.post(path, {"revision": 1}))
        action_id = await self.made(self.admin.post("/api/bot/actions", action))
        self.things |= {"flow_id": flow_id, "action_id": action_id}
        self.things["discriminator_id"] = discriminator_id
        phase = {"merchant_id": merchant_id, "name": f"{word} phase", **PHASE}
        self.things["phase_id"] = await self.made(self.admin.post("/api/bot/phases", phase))

    async def take_call(self):
        """A call in which the canary is spoken of, and a link from there."""
        admin, settings = self.admin, {"sends_links": True}
        path = f"/api/phone/settings?merchant_id={self.shop.id}"
        await admin.done(await admin.put(path, settings))
        call = {"merchant_id": self.shop.id, "external_id": f"{self.word} call"}
        call |= {"number": "+8613800138000"}
        begun = await admin.done(await admin.post("/api/phone/calls", call))
        path = f"/api/phone/calls/{begun['call_id']}/turns"
        await admin.done(await admin.post(path, {"n": 1, "text": f"{self.word} spoken"}))
        reply = await admin.done(await admin.post(path, {"n": 2, "digits": "9"}))
        self.things["call_id"] = begun["call_id"]
        self.things["token"] = reply["sms"]["url"].rpartition("/")[2]

    async def topic(self):
        """Ask often enough what nobody taught the bot; return the topic it becomes."""
        for _ in range(3):
            asker = await self.shop.visitor()
            await asker.say("Do you teach xylophone?")
        await self.lead.done(
            await self.lead.post("/api/leaks/topics/look", {"merchant_id": self.shop.id}), 202
        )
        path = "/api/leaks/topics"
        found = await self.lead.done(await self.lead.get(path, merchant_id=self.shop.id))
        return found["topics"][0]["id"]

    async def made(self, answering):
        return (await self.admin.done(await answering))["id"]


class Silence:
    """A way out that leads nowhere: what is called says nothing."""

    def check(self, _url):
        pass

    async def call(self, _request):
        return Heard("unreachable")


class World:
    """Our tenant, with a neighbour merchant, and theirs."""

    def __init__(self, server):
        self.server = server

    async def furnish(self):
        server = self.server
        self.ours = Side(await found_shop(server, CANARIES["ours"], "ours"), CANARIES["ours"])
        self.theirs = Side(
            await found_shop(server, CANARIES["theirs"], "theirs"), CANARIES["theirs"]
        )
        for side in (self.ours, self.theirs):
            await side.furnish()
        second = await self.ours.shop.second_merchant()
        neighbour = await second.hire("neighbour", "merchant_staff")
        self.roles = {
            "anonymous": Person(server),
            "visitor": self.ours.visitor,
            "other_visitor": self.ours.other_visitor,
            "agent": self.ours.agent,
            "outsider": self.ours.outsider,
            "lead": self.ours.lead,
            "admin": self.ours.admin,
            "merchant": self.ours.merchant,
            "neighbour": neighbour,
            "stranger": self.theirs.admin,
            "shop_system": self.ours.system,
        }


class Undone(Exception):
    """Takes back what a request stored, after it was answered."""


class Unkept:
    """A database whose writes answer as they would and keep nothing: every request finds the
    same world. `keeping` is for the routes that read back what they have just stored."""

    def __init__(self, db):
        self.keeping = False
        self._write, self._batch = db.write, db.batch

    async def write(self, work, *args, **kwargs):
        if self.keeping:
            return await self._write(work, *args, **kwargs)
        result = []

        def try_it(tx):
            result.append(work(tx, *args, **kwargs))
            tx.flush()
            raise Undone

        with suppress(Undone):
            await self._write(try_it)
        return result[0]

    async def batch(self, handler, item):
        if self.keeping:
            return await self._batch(handler, item)
        answer = await self.write(lambda tx: handler(tx, [item])[0])
        if isinstance(answer, Exception):
            raise answer
        return answer


def without_keeping(db, monkeypatch):
    """Let the database forget each write once it is answered; return the switch."""
    unkept = Unkept(db)
    monkeypatch.setattr(db, "write", unkept.write)
    monkeypatch.setattr(db, "batch", unkept.batch)
    return unkept
