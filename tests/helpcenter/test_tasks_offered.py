"""The greeting names what can be done for this customer: tasks that are live, work and fit."""

import json

import pytest

from tests.bot.flows.drafts import CANCEL, CANCEL_ACTION, demo_flows, flow, said
from tests.helpcenter.conftest import home_of
from yingda.bot.flows.documents import Document
from yingda.bot.flows.offering import task_of
from yingda.bot.flows.wording import FALLBACKS
from yingda.foundation.clock import DAY

NAMED = {"zh-CN": "取消订单", "en": "Cancel an order"}
PLAIN = flow({"id": "bye", "do": "end", "say": said("好的")}, phrases=["查门店"]) | {
    "title": {"zh-CN": "查门店"}
}


@pytest.fixture
async def live(lead, admin):
    """Give what puts a task of the shop in front of customers."""
    draft = CANCEL_ACTION | {"url": "https://shop.example/cancel"}
    action = await admin.done(await admin.post("/api/bot/actions", draft), 201)

    async def publish(key, document):
        body = {"key": key, "document": document}
        made = await lead.done(await lead.post("/api/bot/flows", body), 201)
        path = f"/api/bot/flows/{made['id']}/publish"
        await lead.done(await lead.post(path, {"revision": made["revision"]}))

    publish.action = action
    return publish


async def greeting_of(person, language="zh-CN"):
    return (await home_of(person, language=language))["greeting"]


async def test_a_task_is_named_to_whom_it_concerns_and_to_nobody_else(
    buyer, visitor, order, live, server
):
    await live("cancel", CANCEL | {"title": NAMED})
    await order("A1", "shipped")
    assert "取消订单" not in await greeting_of(await buyer())
    await order("A2", "paid", expected_at=server.now + DAY)
    person = await buyer()
    assert "- 直接为您办理：取消订单\n" in await greeting_of(person)
    assert "- 直接為您辦理：取消訂單\n" in await greeting_of(person, "zh-TW")
    assert "- do these for you right here: Cancel an order\n" in await greeting_of(person, "en")
    await person.begins()
    (first,) = await person.messages()
    assert "取消订单" in first["content"]["text"]
    assert "办理" not in await greeting_of(visitor)


async def test_a_task_that_needs_no_order_is_named_to_everybody(visitor, live):
    assert "查门店" not in await greeting_of(visitor)
    await live("stores", PLAIN)
    assert "办理：查门店" in await greeting_of(visitor)
    assert "right here" not in await greeting_of(visitor, "en")


async def test_what_cannot_be_carried_through_is_not_promised(buyer, order, live, admin, lead):
    await live("cancel", CANCEL | {"title": NAMED})
    await order("A1", "paid")
    person = await buyer()
    assert "取消订单" in await greeting_of(person)
    path = f"/api/bot/actions/{live.action['id']}"
    await admin.done(await admin.patch(path, {"is_on": False}))
    assert "取消订单" not in await greeting_of(person)


async def test_of_many_tasks_three_are_named_those_of_the_urgent_order_first(buyer, order, live):
    any_order = CANCEL["steps"][0] | {"statuses": []}
    for key, name, statuses in (
        ("invoice", "开发票", []),
        ("cancel", "取消订单", ["unpaid", "paid"]),
        ("address", "改地址", ["unpaid", "paid"]),
        ("rebook", "预约送货", ["shipped", "delayed", "paid"]),
        ("again", "再买一次", ["completed"]),
    ):
        steps = [any_order | {"statuses": statuses}, *CANCEL["steps"][1:]]
        document = CANCEL | {"title": {"zh-CN": name}, "steps": steps, "phrases": [name]}
        await live(key, document)
    await order("A1", "paid")
    await order("A2", "completed")
    assert "办理：取消订单、改地址、预约送货\n" in await greeting_of(await buyer())


def test_the_demo_shops_tasks_have_a_name_in_every_language_and_say_which_orders_they_are_for():
    for one in demo_flows():
        task = task_of(Document.model_validate_json(json.dumps(one["document"])))
        assert set(task.title) == set(FALLBACKS)
        assert task.statuses
        assert not task.is_about([])
        assert task.actions


def test_steps_that_nobody_comes_to_say_nothing_of_a_task():
    lost = {"id": "lost", "do": "call", "action": "refund", "into": "x"}
    task = task_of(Document.model_validate(PLAIN | {"steps": [*PLAIN["steps"], lost]}))
    assert (task.statuses, task.actions) == (None, frozenset())
