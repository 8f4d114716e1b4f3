"""Customers whose messages have consequences: a greeting, an answer, a person, a file kept."""

import asyncio
import json
from dataclasses import dataclass

from bench import shop as bench
from tests.faults.history import query
from tests.faults.patience import pause
from tests.faults.talkers import Line

DONE = {200, 201, 204, 409}
LETTER = b"What I bought, and what came instead. " * 100


@dataclass(frozen=True)
class Case:
    """A customer's conversation that the bot has."""

    conversation_id: str
    token: str


def furnish(folder, database_url, count):
    """Build a shop with two agents who are free, and customers who have not said anything yet."""
    settings = bench.Settings(data_dir=folder, database_url=database_url)
    bench.migrate(settings)
    runtime = bench.runtime_for(settings)

    def found(tx):
        merchant_id, seats = bench._staff(tx, 2)
        for seat in seats:
            bench.set_presence(tx, seat.staff_id, "available")
        return [case(tx, runtime, merchant_id) for _ in range(count)]

    async def build():
        runtime.db.start()
        try:
            return await runtime.db.write(found)
        finally:
            runtime.db.stop()

    return asyncio.run(build())


def case(tx, runtime, merchant_id):
    merchant = bench.merchant_by_id(tx, merchant_id)
    customer = bench.recognise(tx, merchant, "visitor", bench.new_secret())
    tx.flush()
    row = bench.conversation.resume_or_open(tx, merchant, customer, channel="web", language="en")
    person = bench.visitor(merchant.tenant_id, merchant.id, customer.id, customer.name)
    return Case(row["id"], bench._token(runtime, person))


GREETED_LOOKS = 100


class Customer:
    """Asks the bot, asks for a person, shows a file; insists until each is acknowledged."""

    def __init__(self, address, case):
        self.case = case
        self.line = Line(address, f"authorization: Bearer {case.token}\r\n".encode())
        self.files = []

    async def go_through(self):
        place = f"/api/conversations/{self.case.conversation_id}"
        await self.greeted()
        question = {"client_key": "q", "content_type": "text", "text": "Is it waterproof?"}
        await self.insist(self.line.ask, "POST", f"{place}/messages", question)
        kept = await self.insist(self.line.upload, self.case.conversation_id, "a.txt", LETTER)
        self.files.append(json.loads(kept)["url"])
        await self.answered()
        await self.insist(self.line.ask, "POST", f"{place}/ask-human", {"reason": "button"})

    async def insist(self, verb, *what):
        while True:
            try:
                status, answer = await verb(*what)
            except ConnectionError:
                await pause(0.05)
                continue
            if status in DONE:
                return answer
            assert status >= 500, (status, answer)
            await pause(0.05)

    async def greeted(self):
        """Read the greeting before asking; who asks first is not greeted any more."""
        for _ in range(GREETED_LOOKS):
            if await self.sees("rule_autoreply"):
                return
            await pause(0.1)

    async def answered(self):
        """Wait for the bot, as somebody does who looks at the screen."""
        while not await self.sees("bot_auto"):
            await pause(0.1)

    async def sees(self, kind):
        path = f"/api/conversations/{self.case.conversation_id}/messages"
        page = json.loads(await self.insist(self.line.ask, "GET", path))
        return any(one["sender_kind"] == kind for one in page["items"])


def wrong_consequences(url, cases):
    """Return what did not happen, or happened twice, to each customer."""
    for one in cases:
        counts = consequences(url, one.conversation_id)
        for name, count in counts.items():
            if count != 1:
                yield f"{name} of {one.conversation_id}: {count} times"


def consequences(url, conversation_id):
    places = {
        "greeting": "message WHERE sender_kind = 'rule_autoreply' AND",
        "answer": "bot_reply WHERE",
        "assignment": "assignment WHERE",
        "file": "attachment WHERE",
    }
    count = "SELECT count(*) AS n FROM "
    return {
        name: query(url, f"{count}{place} conversation_id = :id", id=conversation_id)[0]["n"]
        for name, place in places.items()
    }


def waiting_reactions(url):
    return query(url, "SELECT count(*) AS n FROM pending_reaction WHERE dead_at IS NULL")[0]["n"]
