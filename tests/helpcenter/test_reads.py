"""Level L0: help pages that were read, and who asked all the same."""

import random
import re

import pytest

from tests.fixtures.people import Person
from tests.helpcenter.conftest import FRYER, RETURNS
from yingda.foundation.clock import DAY, HOUR, MINUTE, SECOND
from yingda.knowledge.reads.models import EntryRead

PHONE = "Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"


class Reader(Person):
    """Somebody with a browser of their own on the help pages."""

    def __init__(self, server, shop, name):
        super().__init__(server, {"User-Agent": f"{PHONE} {name}"})
        self.shop = shop

    async def reads(self, entry_id, language="zh-CN", **more):
        """Read a page; return what its way to the chat carries."""
        path = f"/help/qinghe/{entry_id}?language={language}"
        page = await self.ask("GET", path, **more)
        assert page.status_code == 200
        found = re.search(r"#read=([0-9a-f]{32})", page.text)
        return found and found.group(1)

    async def contacts(self, read_id):
        """Open the chat from the page; return who that is."""
        self.known = await self.shop.visitor(read_id=read_id)
        return self.known

    async def asks(self, text):
        """Come back to the chat, perhaps much later, and ask."""
        person = await self.shop.visitor(visitor_secret=self.known.start["visitor_secret"])
        await person.say(text)


@pytest.fixture
def readers(server, shop):
    return lambda name="one": Reader(server, shop, name)


async def read(lead, **asked):
    return await lead.done(await lead.get("/api/insight/bot/reads", **asked))


async def outcomes(lead, **asked):
    found = (await read(lead, **asked))["outcomes"]
    return [name for name, n in found.items() for _ in range(n)]


async def test_who_reads_and_does_not_ask_was_helped_a_day_later(readers, knowledge, lead, server):
    await readers().reads(knowledge[FRYER])
    assert await outcomes(lead) == ["watched"]
    await server.wait(seconds=DAY // SECOND)
    assert await outcomes(lead) == ["resolved"]


async def test_who_asks_from_the_page_leaked_and_the_lead_sees_where(
    readers, knowledge, lead, server
):
    reader = readers()
    person = await reader.contacts(await reader.reads(knowledge[FRYER]))
    await person.begins()
    assert await outcomes(lead) == ["watched"]  # to look at the chat is not to ask
    await person.say("还是洗不干净")
    await person.say("怎么办")
    assert await outcomes(lead) == ["leaked"]
    found = await read(lead)
    assert [(one["question"], one["inflow"]) for one in found["entries"]] == [(FRYER, 1)]
    path = f"/api/insight/bot/reads/{knowledge[FRYER]}/records"
    (record,) = (await lead.done(await lead.get(path)))["items"]
    assert record["conversation_id"] == person.conversation_id
    assert (await lead.done(await lead.get(path, language="en")))["items"] == []


async def test_who_asks_later_than_a_day_asks_for_another_reason(readers, knowledge, lead, server):
    reader = readers()
    await reader.contacts(await reader.reads(knowledge[FRYER]))
    await server.wait(seconds=(DAY + HOUR) // SECOND)
    await reader.asks("怎么清洗")
    assert await outcomes(lead) == ["resolved"]


@pytest.mark.parametrize("agent", ["Googlebot/2.1", "Baiduspider", "curl/8.1", "WeChat preview"])
async def test_programs_read_nothing(readers, knowledge, lead, agent):
    reader = readers()
    reader.headers = {"User-Agent": agent}
    assert await reader.reads(knowledge[FRYER]) is None
    assert (await read(lead))["inflow"] == 0


async def test_a_page_fetched_in_advance_was_not_read(readers, knowledge, lead):
    await readers().reads(knowledge[FRYER], headers={"Sec-Purpose": "prefetch"})
    assert (await read(lead))["inflow"] == 0


async def test_a_colleague_who_looks_and_a_mere_look_at_the_headers_are_no_reads(
    readers, knowledge, lead
):
    reader = readers()
    assert await reader.reads(knowledge[FRYER], headers={"Cookie": lead.cookie}) is None
    await reader.ask("HEAD", f"/help/qinghe/{knowledge[FRYER]}")
    assert (await read(lead))["inflow"] == 0


async def test_looking_again_is_not_reading_again(readers, knowledge, lead, server):
    reader = readers()
    first = await reader.reads(knowledge[FRYER])
    assert await reader.reads(knowledge[FRYER]) == first
    await readers("another").reads(knowledge[FRYER])
    await reader.reads(knowledge[RETURNS])
    assert (await read(lead))["inflow"] == 3
    await server.wait(seconds=31 * MINUTE // SECOND)
    await reader.reads(knowledge[FRYER])
    assert (await read(lead))["inflow"] == 4


async def test_a_read_belongs_to_whoever_came_from_it_first_and_soon(
    readers, knowledge, lead, server, shop, other_shop
):
    reader = readers()
    read_id = await reader.reads(knowledge[FRYER])
    stranger = await other_shop.visitor(read_id=read_id)
    await stranger.say("Hello")
    await shop.visitor(read_id="f" * 32)
    assert await outcomes(lead) == ["watched"]
    first = await reader.contacts(read_id)
    thief = await shop.visitor(read_id=read_id)
    await thief.say("怎么退货")
    assert await outcomes(lead) == ["watched"]
    await first.say("怎么清洗")
    assert await outcomes(lead) == ["leaked"]


async def test_reads_of_one_shop_are_no_others(readers, knowledge, stranger):
    await readers().reads(knowledge[FRYER])
    assert (await read(stranger))["inflow"] == 0


@pytest.mark.parametrize("seed", range(5))
async def test_fun_1_outcomes_add_up_to_the_inflow_whatever_is_asked(
    seed, readers, knowledge, lead, server, shop
):
    chance = random.Random(seed)  # noqa: S311 - the same histories each time
    for n in range(30):
        reader = readers(f"{seed}-{n}")
        language = chance.choice(["zh-CN", "zh-TW", "en"])
        read_id = await reader.reads(knowledge[chance.choice([FRYER, RETURNS])], language)
        if chance.random() < 0.5:
            await reader.contacts(read_id)
            await server.wait(seconds=chance.randrange(30 * HOUR) // SECOND)
            await reader.asks("怎么清洗")
        await server.wait(seconds=chance.randrange(4 * HOUR) // SECOND)
    stored = len(await server.rows(EntryRead))
    whole = await read(lead, days=92)
    funnel = (await lead.done(await lead.get("/api/insight/bot", days=92)))["funnel"]
    prevented = next(one for one in funnel if one["level"] == 0)
    assert prevented["inflow"] == sum(prevented["outcomes"].values()) == stored
    assert prevented["outcomes"]["leaked"] == whole["outcomes"]["leaked"]
    assert whole["inflow"] == stored == 30
    parts = [await read(lead, days=92, language=one) for one in ("zh-CN", "zh-TW", "en")]
    recent = await read(lead, days=2)
    assert recent["inflow"] < stored
    for found in (whole, *parts, recent):
        assert sum(found["outcomes"].values()) == found["inflow"]
        assert sum(one["inflow"] for one in found["entries"]) == found["inflow"]
        for one in found["entries"]:
            assert sum(one["outcomes"].values()) == one["inflow"]
    assert sum(one["inflow"] for one in parts) == stored
    for one in whole["entries"]:
        path = f"/api/insight/bot/reads/{one['entry_id']}/records"
        records = (await lead.done(await lead.get(path, days=92, limit=200)))["items"]
        assert len(records) == one["outcomes"]["leaked"]
