"""People run an action for a customer: whoever has the conversation, as far as their group may."""

import asyncio
import json

import pytest

from tests.bot.flows.drafts import CANCEL, CANCEL_ACTION, ORDER
from yingda.bot.flows.models import StaffCall
from yingda.foundation.clock import HOUR, SECOND

REFUND = {
    "key": "refund",
    "inputs": [ORDER],
    "outputs": [{"name": "refund_cents", "kind": "cents", "needed": True}],
}
PATH = "/api/bot/staff-actions"


class Desk:
    """An agent who has a buyer's conversation, and the shop's system behind them."""

    def __init__(self, agent, lead, buyer, order, shop):
        self.agent, self.lead, self.buyer, self.order, self.shop = agent, lead, buyer, order, shop

    async def runs(self, action="refund", *, key="k1", by=None, **more):
        body = {"conversation_id": self.buyer.conversation_id, "client_key": key}
        body |= {"action": action, "order_id": self.order["id"], **more}
        return await (by or self.agent).post(PATH, body)

    async def restrict(self, **change):
        path = f"/api/team/groups/{self.shop.group.id}"
        await self.lead.done(await self.lead.patch(path, {"restricted": True} | change))


@pytest.fixture
async def desk(tasks, system, buyers, agent, lead, shop):
    await tasks.action(system.url, **REFUND)
    system.answer(200, json.dumps({"refund_cents": 12_900}))
    buyer = await buyers("U1", "paid")  # 129 yuan
    await buyer.asks_for_human()
    await agent.take(buyer)
    orders = await lead.done(await lead.get(f"/api/customers/{buyer.id}/orders"))
    return Desk(agent, lead, buyer, orders[0], shop)


async def test_an_agent_runs_an_action_for_the_customer_they_have(desk, system):
    done = (await desk.runs()).json()
    assert (done["status"], done["output"]) == ("answered", {"refund_cents": 12_900})
    (call,) = system.calls
    assert call.headers["idempotency-key"] == done["id"]
    sent = json.loads(call.body)
    assert sent["inputs"]["order"]["number"] == "U1-1"
    assert sent["customer"]["external_id"] == "U1"


async def test_the_same_press_again_is_done_once(desk, system):
    first, second = (await desk.runs()).json(), (await desk.runs()).json()
    assert (first["id"], len(system.calls)) == (second["id"], 1)


async def test_what_broke_off_is_sent_again_under_the_same_key(desk, system, server):
    begun = (await desk.runs()).json()

    def as_if_cut(tx):
        call = tx.session.get_one(StaffCall, begun["id"])
        call.status, call.answer = "waiting", None

    await server.write(as_if_cut)
    assert (await desk.runs()).json()["status"] == "answered"
    keys = {one.headers["idempotency-key"] for one in system.calls}
    assert (len(system.calls), keys) == (2, {begun["id"]})


async def test_l3_staff_refund_up_to_their_limit_and_not_a_cent_more(desk, system):
    await desk.restrict(allowed_actions=["refund"], limit_cents=12_899)
    refused = await desk.runs()
    assert (refused.status_code, refused.json()["code"]) == (403, "flows.over_your_limit")
    assert refused.json()["params"] == {"name": "Cancel", "limit": "128.99", "left": "128.99"}
    assert system.calls == []
    await desk.restrict(limit_cents=12_900)
    assert (await desk.runs()).json()["status"] == "answered"


async def test_many_small_refunds_are_not_one_that_nobody_may_give(desk, tasks, system):
    amount = {"name": "amount", "kind": "cents", "needed": True}
    await tasks.action(system.url, key="part", inputs=[ORDER, amount])
    system.answer(200, json.dumps({"note": "ok"}))
    await desk.restrict(allowed_actions=["part"], limit_cents=5_000)
    small = {"inputs": {"amount": 2_000}}
    for key in ("one", "one", "two"):  # the same press twice is one
        assert (await desk.runs("part", key=key, **small)).status_code in {200, 201}
    refused = await desk.runs("part", key="three", **small)
    assert (refused.status_code, refused.json()["code"]) == (403, "flows.over_your_limit")
    assert len(system.calls) == 2
    system.answer(422, json.dumps({"reason": "no"}))
    assert (await desk.runs("part", key="four", inputs={"amount": 1_000})).status_code in {200, 201}
    system.answer(200, json.dumps({"note": "ok"}))  # what was refused moved nothing
    assert (await desk.runs("part", key="five", inputs={"amount": 1_000})).status_code in {200, 201}


async def test_l3_staff_run_only_what_is_on_their_list(desk, system):
    await desk.restrict(allowed_actions=["other"], limit_cents=1_000_000)
    refused = await desk.runs()
    assert (refused.status_code, refused.json()["code"]) == (403, "flows.action_not_allowed")
    query = {"conversation_id": desk.buyer.conversation_id}
    assert (await desk.agent.get(PATH, **query)).json() == []
    assert [one["key"] for one in (await desk.lead.get(PATH, **query)).json()] == ["refund"]
    assert system.calls == []


async def test_what_needs_an_authority_is_refused_to_who_does_not_hold_it(
    desk, tasks, admin, system
):
    (action,) = (await desk.lead.get("/api/bot/actions")).json()
    change = {"needs": "refund", "alone_up_to_cents": 10_000}
    await admin.done(await admin.patch(f"/api/bot/actions/{action['id']}", change))
    refused = await desk.runs()
    assert refused.json()["code"] == "flows.over_your_limit"
    assert system.calls == []
    matrix = [{"name": "refund", "group_id": desk.shop.group.id, "up_to_cents": 12_900}]
    await admin.done(await admin.put("/api/team/authorities", {"authorities": matrix}))
    assert (await desk.runs()).json()["status"] == "answered"


async def test_a_conversation_of_somebody_else_and_another_order_are_refused(
    desk, second_agent, buyers, lead, system
):
    assert (await desk.runs(by=second_agent)).json()["code"] == "conversations.not_yours"
    other = await buyers("U2", "paid")
    orders = await lead.done(await lead.get(f"/api/customers/{other.id}/orders"))
    refused = await desk.runs(order_id=orders[0]["id"])
    assert (refused.status_code, refused.json()["code"]) == (422, "flows.input_wrong")
    assert system.calls == []


async def test_what_the_shops_system_says_no_to_is_told(desk, system):
    system.answer(409, json.dumps({"reason": "已经退过了"}))
    done = (await desk.runs()).json()
    assert (done["status"], done["output"]) == ("refused", {"reason": "已经退过了"})
    system.answer(500, "oops")
    done = (await desk.runs(key="k2")).json()
    assert (done["status"], done["problem"]) == ("failed", "status")
    system.answer(200, json.dumps({"refund_cents": 1}))
    again = (await desk.runs(key="k2")).json()  # it may have been obeyed: the same key again
    assert (again["status"], again["id"]) == ("answered", done["id"])


@pytest.mark.parametrize(("status", "why"), [(200, [["moved_money"]]), (409, [])])
async def test_what_moved_money_by_l3_hands_is_drawn_for_a_lead(desk, system, status, why):
    await desk.restrict(allowed_actions=["refund"], limit_cents=20_000, inspected_percent=0)
    system.answer(status, json.dumps({"refund_cents": 12_900}))
    await desk.runs()
    await desk.agent.close(desk.buyer)
    drawn = await desk.lead.done(await desk.lead.get("/api/inspections"))
    assert [one["reasons"] for one in drawn["items"]] == why


PART = {"inputs": [ORDER, {"name": "amount", "kind": "cents", "needed": True}], "key": "part"}
ODD = {"inputs": [{"name": "amount", "kind": "cents", "needed": True}], "key": "coupon"}
CENTS = {"name": "refund_cents", "kind": "cents", "needed": True}
BOT_REFUND = {"inputs": [ORDER], "outputs": [CENTS, *CANCEL_ACTION["outputs"]], "key": "cancel"}


async def pays(desk, cents, key, action="part", **more):
    """Return the code of what one press is refused for, None when it is done."""
    answer = await desk.runs(action, key=key, inputs={"amount": cents}, **more)
    return None if answer.status_code in {200, 201} else answer.json()["code"]


@pytest.fixture
async def parts(desk, tasks, system):
    """Give the desk with actions that pay any amount: for an order, and for none."""
    system.answer(200, json.dumps({"note": "ok"}))
    await tasks.action(system.url, **PART)
    await tasks.action(system.url, **ODD)
    return desk


async def test_the_refusal_says_what_is_left(parts, system):
    await parts.restrict(allowed_actions=["part"], limit_cents=5_000)
    assert await pays(parts, 4_900, "one") is None
    refused = (await parts.runs("part", key="two", inputs={"amount": 4_900})).json()
    assert refused["params"] == {"name": "Cancel", "limit": "50.00", "left": "1.00"}
    assert await pays(parts, 100, "three") is None
    assert len(system.calls) == 2


async def test_what_names_no_order_counts_in_its_conversation(parts, system):
    await parts.restrict(allowed_actions=["part", "coupon"], limit_cents=5_000)
    assert await pays(parts, 3_000, "one", "coupon", order_id=None) is None
    assert await pays(parts, 3_000, "two", "coupon") == "flows.over_your_limit"
    assert await pays(parts, 3_000, "three", "coupon", order_id=None) == "flows.over_your_limit"
    assert await pays(parts, 3_000, "four") == "flows.over_your_limit"
    assert await pays(parts, 2_000, "five") is None


async def test_nobody_pays_more_for_an_order_than_it_came_to(parts, system):
    for key in ("one", "two"):
        assert await pays(parts, 6_000, key, by=parts.agent) is None
    for by in (parts.agent, parts.lead):
        refused = await parts.runs("part", key="three", by=by, inputs={"amount": 901})
        assert (refused.status_code, refused.json()["code"]) == (403, "flows.over_the_order")
        assert refused.json()["params"] == {"name": "Cancel", "amount": "129.00", "left": "9.00"}
    assert await pays(parts, 900, "four") is None
    assert len(system.calls) == 3


@pytest.mark.parametrize(
    ("status", "said", "refusal"),
    [
        (500, "oops", "flows.over_your_limit"),  # it may have been obeyed
        (200, "garbage", "flows.over_your_limit"),
        (404, "no such thing", None),
        (422, '{"reason": "no"}', None),
    ],
)
async def test_what_may_have_been_paid_counts_as_paid(parts, system, status, said, refusal):
    await parts.restrict(allowed_actions=["part"], limit_cents=5_000)
    system.answer(status, said)
    await pays(parts, 4_000, "one")
    system.answer(200, json.dumps({"note": "ok"}))
    assert await pays(parts, 2_000, "two") == refusal


async def test_what_counted_for_nothing_counts_when_it_goes_out_again(parts, system):
    await parts.restrict(allowed_actions=["part"], limit_cents=5_000)
    system.answer(404, "not yet")
    await pays(parts, 4_000, "one")
    system.answer(200, json.dumps({"note": "ok"}))
    assert await pays(parts, 2_000, "two") is None
    assert await pays(parts, 4_000, "one") == "flows.over_your_limit"


@pytest.fixture
async def refunding(tasks, system):
    """Give the bot's own task that refunds an order."""
    await tasks.action(system.url, **BOT_REFUND)
    await tasks.live("cancel", CANCEL)


@pytest.fixture
def comes_back(parts, buyers, server):
    """Give what ends the conversation and lets the same customer begin another, later."""

    async def again():
        await parts.agent.close(parts.buyer)
        await server.wait(seconds=HOUR // SECOND)
        parts.buyer = await buyers("U1")
        await parts.buyer.begins()

    return again


async def test_what_the_bot_paid_counts_for_people(
    refunding, parts, system, server, taps, comes_back
):
    await comes_back()
    system.answer(200, json.dumps({"refund_cents": 12_000, "note": "ok"}))
    await parts.buyer.say("取消订单")
    await taps(parts.buyer, "yes")
    await server.performs()
    assert len(system.calls) == 1
    await parts.buyer.asks_for_human()
    await parts.agent.take(parts.buyer)
    assert await pays(parts, 901, "one") == "flows.over_the_order"
    assert await pays(parts, 900, "two") is None


async def test_what_people_paid_counts_for_the_bot(
    refunding, parts, server, taps, runs, comes_back
):
    assert await pays(parts, 1, "one") is None
    await comes_back()
    await parts.buyer.say("取消订单")
    await taps(parts.buyer, "yes")
    assert not await server.performs()
    (run,) = await runs()
    assert (run["status"], run["reason"]) == ("handed_over", "action_over_limit")


async def test_two_presses_at_once_are_not_both_within_the_limit(parts, tasks, system):
    """Two actions for one order, in as many transactions at once as the database allows."""
    await tasks.action(system.url, **PART | {"key": "other"})
    await parts.restrict(allowed_actions=["part", "other"], limit_cents=5_000)
    answers = await asyncio.gather(
        *(
            pays(parts, 4_900, f"{action}{n}", action)
            for n in range(3)
            for action in ("part", "other")
        )
    )
    assert sorted(answers, key=str) == [None] + ["flows.over_your_limit"] * 5
    assert len(system.calls) == 1


async def test_one_order_in_two_conversations_at_once_is_paid_once(parts, system, comes_back):
    first = parts.buyer.conversation_id
    await comes_back()
    await parts.buyer.asks_for_human()
    await parts.agent.take(parts.buyer)
    assert parts.buyer.conversation_id != first
    answers = await asyncio.gather(
        *(
            pays(parts, 12_900, f"{talk}{n}", conversation_id=talk)
            for n in range(3)
            for talk in (first, parts.buyer.conversation_id)
        )
    )
    assert sorted(answers, key=str) == [None] + ["flows.over_the_order"] * 5
    assert len(system.calls) == 1
