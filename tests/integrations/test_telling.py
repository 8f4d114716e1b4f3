"""What other systems are told: every kind, in its documented shape, and nothing of anybody else."""

import json
import re

import pytest

from tests.integrations.conftest import ALL, GUIDE
from yingda.integrations.payloads import SHAPES


@pytest.fixture
def a_day(visitor, other_visitor, agent, lead):
    """Give one conversation from the first word to the rating, and two customers who are one."""

    async def live_it():
        await visitor.say("Where is my parcel?")
        await visitor.asks_for_human()
        await agent.take(visitor)
        await agent.notes("SECRET-NOTE", visitor)
        await agent.reply("On its way.", visitor)
        await agent.close(visitor, summary="SECRET-SUMMARY")
        await visitor.rates(5, comment="fast")
        path = f"/api/customers/{visitor.id}"
        merged = await lead.done(await lead.post(f"{path}/merge", {"other_id": other_visitor.id}))
        merge_id = merged["merges"][0]["id"]
        await lead.done(await lead.post(f"{path}/split", {"merge_id": merge_id}))

    return live_it


async def test_everything_that_happens_is_told_in_its_documented_shape(
    hook, courier, receiver, a_day
):
    await a_day()
    await courier.carry_due()
    assert set(receiver.kinds) == set(ALL)
    for call in receiver.taken:
        event = call.event
        assert (event["version"], event["timestamp"][-1]) == (1, "Z")
        SHAPES[event["type"]].model_validate(event["data"])
    said = [
        call.event["data"]["message"] for call in receiver.taken if call.kind == "message.posted"
    ]
    texts = {one["content"].get("text") for one in said}
    assert {"Where is my parcel?", "On its way."} <= texts


async def test_notes_and_summaries_of_staff_are_never_told(hook, courier, receiver, a_day):
    await a_day()
    await courier.carry_due()
    assert not any(b"SECRET-" in call.body for call in receiver.calls)


async def test_only_the_kinds_that_were_ticked_are_told(hooks, courier, receiver, visitor):
    hook = await hooks(receiver, "conversation.opened")
    await visitor.say("Hello")
    await courier.carry_due()
    assert receiver.kinds == ["conversation.opened"]
    await hook.changes(kinds=["message.posted"])
    await visitor.say("Again")
    await courier.carry_due()
    assert set(receiver.kinds[1:]) == {"message.posted"}


async def test_another_tenant_is_told_nothing_of_ours(
    hooks, courier, receivers, visitor, other_shop
):
    ours, theirs = await receivers(), await receivers()
    await hooks(ours, "message.posted")
    await hooks(theirs, by=await other_shop.hire("their-admin", "admin"))
    await visitor.say("For us alone")
    await courier.carry_due()
    assert ours.calls
    assert theirs.calls == []


async def test_a_webhook_of_one_shop_hears_nothing_of_another(
    hooks, courier, receivers, shop, visitor
):
    second = await shop.second_merchant()
    all_shops, one_shop = await receivers(), await receivers()
    await hooks(all_shops, "conversation.opened")
    await hooks(one_shop, "conversation.opened", merchant_id=second.id)
    await visitor.say("Hello")
    elsewhere = await second.visitor()
    await elsewhere.say("Hello there")
    await courier.carry_due()
    told = {call.event["data"]["merchant_id"] for call in all_shops.calls}
    assert told == {shop.id, second.id}
    assert [call.event["data"]["merchant_id"] for call in one_shop.calls] == [second.id]


async def test_where_nobody_listens_nothing_is_stored(server, visitor):
    from yingda.foundation.outbox import PendingReaction
    from yingda.integrations.models import WebhookEvent

    await visitor.post("/api/widget/conversations")
    waiting = {row["reaction"] for row in await server.rows(PendingReaction)}
    assert waiting
    assert not any("tell_" in reaction for reaction in waiting)
    await server.settle()
    assert await server.rows(WebhookEvent) == []


async def test_the_test_button_sends_a_test(hook, courier, receiver):
    line = await hook.does("test")
    assert (line["status"], line["kind"]) == ("waiting", "webhook.test")
    await courier.carry_due()
    assert receiver.calls[0].event["data"] == {"webhook_id": hook.id}
    assert (await hook.log())[0]["status"] == "delivered"


# ------------------------------------------------------------------ the guide


def examples():
    """Give each example of the guide: (kind, data)."""
    for title, rest in re.findall(r"### ([\w., ]+)\n(.*?)(?=\n##|\Z)", GUIDE, re.DOTALL):
        (text,) = re.findall(r"```json\n(.*?)```", rest, re.DOTALL)
        for kind in title.split(", "):
            yield kind, json.loads(text)


def test_the_guide_shows_every_kind():
    assert {kind for kind, _ in examples()} == set(SHAPES)


@pytest.mark.parametrize(("kind", "data"), list(examples()))
def test_an_example_of_the_guide_has_exactly_the_fields_that_are_sent(kind, data):
    assert SHAPES[kind].model_validate(data).model_dump(mode="json") == data
