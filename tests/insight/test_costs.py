"""What each level cost: people's minutes at the shop's own rates, and the bot's conversations."""

import pytest

from tests.bot.conftest import ENTRIES, KNOWLEDGE

RATES, RETURN = "/api/insight/rates", "怎么退货"
HOUR, CONVERSATION = 60_000_000, 50_000
RATE = {"currency": "CNY", "bot_micro": CONVERSATION, "simple_hour_micro": HOUR}


@pytest.fixture
async def ask(server, lead, agent, visitors):
    """Let a customer ask the bot, then a person, who is at work on it for two minutes."""
    for draft in KNOWLEDGE:
        await lead.done(await lead.post(ENTRIES, draft), 201)

    async def asked():
        visitor = await visitors(language="zh-CN")
        await visitor.say(RETURN)
        await visitor.asks_for_human()
        server.clock.advance(seconds=600)  # waiting is nobody's work
        await agent.listens()
        await agent.goes("available")
        await agent.accept(visitor.conversation_id)
        for pause in (20, 40, 110):  # the last one was spent elsewhere, but for a minute
            server.clock.advance(seconds=pause)
            await agent.reply("我来看看", visitor.conversation_id)
        await agent.close(visitor.conversation_id)
        await agent.goes("offline")
        return visitor.conversation_id

    return asked


async def costs(lead, **asked):
    view = await lead.done(await lead.get("/api/insight/bot", **asked))
    return {level["level"]: level["costs"] for level in view["funnel"]}


def of(micro, n=1, currency="CNY"):
    return [{"currency": currency, "n": n, "micro": micro}]


async def test_without_rates_nobody_invents_a_cost(ask, lead):
    await ask()
    assert await costs(lead) == {level: [] for level in range(5)}


async def test_the_first_rates_reckon_what_was_before_too(ask, lead, admin):
    await ask()
    view = await admin.done(await admin.post(RATES, RATE))
    assert [(one["from_day"], one["set_by"]) for one in view["rates"]] == [(None, "Gu")]
    assert await costs(lead) == {0: [], 1: of(CONVERSATION), 2: [], 3: of(HOUR // 30), 4: []}


async def test_a_conversation_says_what_it_cost(ask, lead, admin):
    talk = await ask()
    await admin.done(await admin.post(RATES, RATE))
    page = await lead.done(await lead.get("/api/insight/bot/funnel/records", level=3))
    (record,) = page["items"]
    assert (record["conversation_id"], record["cost_micro"], record["currency"]) == (
        talk,
        HOUR // 30,
        "CNY",
    )


async def test_later_rates_leave_what_was_before_as_it_was(ask, server, lead, admin):
    await ask()
    await admin.done(await admin.post(RATES, RATE))
    server.clock.advance(seconds=86_400)
    dearer = RATE | {"currency": "TWD", "simple_hour_micro": 10 * HOUR}
    view = await admin.done(await admin.post(RATES, dearer))
    today = (await lead.done(await lead.get("/api/insight/bot")))["to_day"]
    assert [one["from_day"] for one in view["rates"]] == [today, None]
    await ask()
    found = await costs(lead)
    assert found[3] == [*of(HOUR // 30), *of(HOUR // 3, currency="TWD")]
    same_day = await admin.done(await admin.post(RATES, dearer | {"currency": "USD"}))
    assert [one["currency"] for one in same_day["rates"]] == ["USD", "CNY"]


async def test_the_shops_own_staff_see_what_became_of_conversations_and_no_wages(
    ask, admin, merchant
):
    await ask()
    await admin.done(await admin.post(RATES, RATE))
    assert await costs(merchant) == {level: [] for level in range(5)}
    page = await merchant.done(await merchant.get("/api/insight/bot/funnel/records", level=3))
    assert [one["cost_micro"] for one in page["items"]] == [None]
    assert (await merchant.get(RATES)).status_code == 403


async def test_whoever_is_no_admin_sets_nothing(lead, agent):
    assert (await lead.post(RATES, RATE)).status_code == 403
    assert (await agent.get(RATES)).status_code == 403
    assert (await lead.done(await lead.get(RATES)))["rates"] == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"currency": "yuan"},
        {"simple_hour_micro": -1},
        {"bot_micro": 10**13},
        {"from_day": "yesterday"},
        {"wage": 1},
    ],
)
async def test_rates_that_cannot_be_are_refused(admin, wrong):
    assert (await admin.post(RATES, RATE | wrong)).status_code == 422
    assert (await admin.done(await admin.get(RATES)))["rates"] == []
