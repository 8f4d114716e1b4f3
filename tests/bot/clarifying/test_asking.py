"""The one question more: agents see it, the bot puts it, and it goes once it was put."""

import pytest

from tests.bot.clarifying.drafts import ASK, DISCRIMINATORS, DRAIN, TELL
from tests.bot.conftest import ENTRIES
from yingda.bot.clarifying.models import DiscriminatorUse
from yingda.bot.models import BotReply

QUESTION = "这款洗衣机是上排水吗？"
ANSWER = "XQG100 是上排水。"
ENTRY = {"question": "洗衣机 XQG100 是上排水还是下排水？", "answer": ANSWER, "similar": [QUESTION]}


@pytest.fixture
async def discriminator(lead):
    await lead.done(await lead.post(ENTRIES, ENTRY), 201)
    return await lead.done(await lead.post(DISCRIMINATORS, DRAIN), 201)


@pytest.fixture
async def silent(lead, discriminator):
    """A discriminator that only agents put."""
    path = f"{DISCRIMINATORS}/{discriminator['id']}"
    return await lead.done(await lead.patch(path, {"bot_asks": False}))


@pytest.fixture
async def customer(silent, visitors, agent):
    """Somebody whom the agent serves."""
    somebody = await visitors(language="zh-CN")
    await somebody.asks_for_human()
    await agent.take(somebody)
    return somebody


def path(customer, what):
    return f"/api/conversations/{customer.conversation_id}/suggestions{what}"


async def hinted(agent, customer):
    return (await agent.done(await agent.get(path(customer, ""))))["ask"]


async def takes(agent, customer, hint):
    source = {"kind": "ask", "source_id": hint["source_id"]}
    return await agent.done(await agent.post(path(customer, "/taken"), source), 201)


async def settles(agent, customer, message, **more):
    body = {"client_key": message["client_key"], **more}
    answer = await agent.post(path(customer, "/settled"), body)
    assert answer.status_code == 204, answer.text


async def counts(lead):
    """Return in how many conversations it was passed over, and asked."""
    (view,) = await lead.done(await lead.get(DISCRIMINATORS))
    return view["passed"]["conversations"], view["asked"]["conversations"]


async def said_by_bot(customer):
    return [
        one["content"]["text"]
        for one in await customer.messages()
        if one["content_type"] == "answer"
    ]


async def test_an_agent_sees_what_else_to_ask(customer, agent, silent):
    await customer.say(QUESTION)
    hint = await hinted(agent, customer)
    assert hint["text"] == f"{ASK}\n{TELL}"
    assert (hint["kind"], hint["source_id"]) == ("ask", silent["id"])


async def test_the_hint_goes_once_the_customer_has_told(customer, agent):
    await customer.say(QUESTION)
    await customer.say("我家只能上排水")
    assert await hinted(agent, customer) is None


async def test_the_hint_goes_once_it_was_put_and_that_is_counted(customer, agent, lead, server):
    await customer.say(QUESTION)
    taken = await takes(agent, customer, await hinted(agent, customer))
    body = {"content_type": "text", "text": taken["text"], "taken_id": taken["id"]}
    message = await agent.act("messages", customer, body | {"client_key": agent.key()})
    await settles(agent, customer, message, taken_id=taken["id"])
    assert await hinted(agent, customer) is None
    (view,) = await lead.done(await lead.get(DISCRIMINATORS))
    assert view["asked"] == {"conversations": 1, "bought": 0, "unfit": 0}
    assert view["passed"]["conversations"] == 0


async def test_a_hint_passed_over_stays_in_sight_and_counts_once(customer, agent, lead, silent):
    ignored = [{"kind": "ask", "source_id": silent["id"]}]
    await customer.say(QUESTION)
    for text in ("您好，我看一下", "还在看"):
        await settles(agent, customer, await agent.say(text, customer), ignored=ignored)
    assert await hinted(agent, customer) is not None
    assert await counts(lead) == (1, 0)
    taken = await takes(agent, customer, await hinted(agent, customer))
    await settles(agent, customer, await agent.say("上还是下？", customer), taken_id=taken["id"])
    assert await counts(lead) == (0, 1), "in the end it was asked"


async def test_whoever_asks_in_their_own_words_has_asked(customer, agent, lead, silent):
    await customer.say(QUESTION)
    message = await agent.say("是上排水。您家的排水管是上排还是下排？", customer)
    await settles(agent, customer, message, ignored=[{"kind": "ask", "source_id": silent["id"]}])
    assert await counts(lead) == (0, 1)


async def test_what_only_other_shops_ask_cannot_be_taken(customer, agent):
    await customer.say(QUESTION)
    source = {"kind": "ask", "source_id": "0" * 32}
    assert (await agent.post(path(customer, "/taken"), source)).status_code == 404


async def test_the_bot_answers_first_and_then_asks(discriminator, visitors):
    customer = await visitors(language="zh-CN")
    await customer.say(QUESTION)
    assert await said_by_bot(customer) == [f"{ANSWER}\n\n{ASK}\n{TELL}"]
    await customer.say("只能上排水")
    assert (await said_by_bot(customer))[1] == f"好的，上排水，记下了。\n{TELL}"


async def test_the_bot_asks_once(discriminator, visitors):
    customer = await visitors(language="zh-CN")
    await customer.say(QUESTION)
    await customer.say(QUESTION)
    assert (await said_by_bot(customer))[1] == ANSWER


async def test_the_bot_asks_once_though_its_question_names_no_answer(discriminator, visitors, lead):
    path = f"{DISCRIMINATORS}/{discriminator['id']}"
    await lead.done(await lead.patch(path, {"ask": {"zh-CN": "您家排水管在哪里？"}, "tell": {}}))
    customer = await visitors(language="zh-CN")
    await customer.say(QUESTION)
    await customer.say(QUESTION)
    assert await said_by_bot(customer) == [f"{ANSWER}\n\n您家排水管在哪里？", ANSWER]


async def test_the_bot_does_not_ask_what_it_was_told(discriminator, visitors):
    customer = await visitors(language="zh-CN")
    await customer.say("我家里只能下排水")
    before = len(await said_by_bot(customer))
    await customer.say(QUESTION)
    assert (await said_by_bot(customer))[before:] == [ANSWER]


async def test_where_the_bot_knows_nothing_it_asks_instead(discriminator, visitors, server):
    customer = await visitors(language="zh-CN")
    await customer.say("阳台地漏堵住的老房子洗衣机的排水要不要改造管路走向")
    assert await said_by_bot(customer) == [f"{ASK}\n{TELL}"]
    (reply,) = await server.rows(BotReply)
    assert reply["verdict"] == "unknown", "it is still a question that nobody can answer"


async def test_what_the_bot_heard_is_kept_with_its_conversation(
    discriminator, visitors, lead, server
):
    customer = await visitors(language="zh-CN")
    await customer.say(QUESTION)
    await customer.say("下排水")
    (use,) = await server.rows(DiscriminatorUse)
    assert (use["outcome"], use["asked_by"], use["answer"]) == ("asked", "bot", 1)
    uses = f"{DISCRIMINATORS}/{discriminator['id']}/uses"
    (shown,) = await lead.done(await lead.get(uses))
    assert (shown["conversation_id"], shown["answer"]) == (customer.conversation_id, "下排水")


async def test_a_retired_one_is_put_to_nobody_and_can_come_back(discriminator, visitors, lead):
    path = f"{DISCRIMINATORS}/{discriminator['id']}"
    await lead.done(await lead.patch(path, {"retired": True}))
    customer = await visitors(language="zh-CN")
    await customer.say(QUESTION)
    assert await said_by_bot(customer) == [ANSWER]
    view = await lead.done(await lead.patch(path, {"retired": False}))
    assert view["retired_at"] is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"answers": [["上排水"]]}, "request.invalid"),
        ({"answers": [["上排水", "上排"], ["上排"]]}, "clarifying.answers_overlap"),
        ({"products": []}, "request.invalid"),
        ({"ask": {}}, "request.invalid"),
        ({"products": ["长" * 41]}, "text.too_long"),
    ],
)
async def test_what_tells_nothing_apart_is_refused_and_nothing_is_lost(
    discriminator, lead, change, code
):
    refused = await lead.patch(f"{DISCRIMINATORS}/{discriminator['id']}", change)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    (view,) = await lead.done(await lead.get(DISCRIMINATORS))
    assert view["answers"] == DRAIN["answers"]
