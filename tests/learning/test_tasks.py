"""Self-service in what the bot learns from: a task is a question, its end is evidence."""

import pytest

from tests.bot.conftest import SHIPPING
from tests.bot.flows.drafts import ADDRESS, flow, said
from yingda.learning.models import AnswerOutcome, BotTransfer, PathHop

FLOWS = "/api/bot/flows"
STREET, PHONE = "浙江省杭州市文三路 1 号", "13800001111"
REFUSED = flow(
    {"id": "no", "do": "end", "say": said("这单不能改"), "solved": False}, phrases=["改款式"]
)


@pytest.fixture
async def buyer(lead, customer):
    for key, document in (("address", ADDRESS), ("style", REFUSED)):
        written = await lead.post(FLOWS, {"key": key, "document": document})
        stored = await lead.done(written, 201)
        release = {"revision": stored["revision"]}
        await lead.done(await lead.post(f"{FLOWS}/{stored['id']}/publish", release))
    return customer


@pytest.fixture
def says(server, buyer):
    async def say(*texts):
        for text in texts:
            await buyer.say(text)
            server.clock.advance(seconds=10)

    return say


async def path(server):
    hops = await server.rows(PathHop)
    return [(hop["level"], hop["outcome"], hop["evidence"]) for hop in hops]


async def test_who_finishes_a_task_and_leaves_was_helped(server, buyer, says):
    await says("改地址", STREET, PHONE)
    await buyer.closes()
    assert await path(server) == [(1, "leaked", None), (2, "resolved", "task_done")]


async def test_who_leaves_in_the_midst_of_a_task_is_lost(server, buyer, says):
    await says("改地址", STREET)
    await buyer.closes()
    assert await path(server) == [(1, "leaked", None), (2, "abandoned", None)]


async def test_a_task_that_ends_with_no_is_no_evidence_yet(server, buyer, says):
    await says("改款式")
    await buyer.closes()
    assert await path(server) == [(1, "leaked", None), (2, "watched", None)]
    await server.wait(seconds=80 * 3_600)
    assert await path(server) == [(1, "leaked", None), (2, "resolved", "no_contact")]


async def test_who_asks_on_after_a_task_is_back_with_the_bot(server, buyer, says):
    await says("改地址", STREET, PHONE, "你们老板喜欢什么颜色")
    await buyer.closes()
    assert await path(server) == [
        (1, "leaked", None),
        (2, "resolved", "task_done"),
        (1, "abandoned", None),
    ]


async def test_who_wants_a_person_in_the_midst_of_a_task_had_asked_for_it(server, buyer, says):
    await says("改地址", STREET)
    await buyer.asks_for_human()
    (row,) = await server.rows(BotTransfer)
    assert (row["reason"], row["questions"]) == ("after_talk", 1)


async def test_an_answer_within_a_task_led_to_its_end(server, buyer, says):
    await says("改地址", SHIPPING["question"], STREET, PHONE)
    await buyer.closes()
    (row,) = await server.rows(AnswerOutcome)
    assert row["outcome"] == "finished_task"
    assert await path(server) == [(1, "leaked", None), (2, "resolved", "task_done")]


async def completion(lead):
    figures = (await lead.done(await lead.get("/api/insight/bot")))["figures"]
    (figure,) = [one for one in figures if one["code"] == "tasks_completed"]
    return figure["numerator"], figure["n"]


async def test_tasks_completed_are_counted_of_those_begun_and_over(server, lead, buyer, says):
    """M69: one is done, one is refused by the shop, one is under way."""
    assert await completion(lead) == (0, 0)
    await says("改地址", STREET, PHONE)
    assert await completion(lead) == (1, 1)
    await says("改款式")
    assert await completion(lead) == (1, 2)
    await says("改地址", STREET)
    assert await completion(lead) == (1, 2)
    await buyer.closes()
    assert await completion(lead) == (1, 3)
    path = "/api/insight/bot/tasks_completed/records"
    records = (await lead.done(await lead.get(path)))["items"]
    assert [one["value"] for one in records] == [0, 0, 1]
    assert {one["conversation_id"] for one in records} == {buyer.conversation_id}
