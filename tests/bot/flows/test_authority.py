"""What needs an authority comes to the people who hold it in one hop, and the hops are counted."""

import pytest

from tests.bot.flows.drafts import CANCEL, ORDER, flow, said
from yingda.routing.models import StaffTask

REFUND = {
    **CANCEL,
    "phrases": ["退款"],
    "steps": [
        one | ({"action": "refund"} if one["do"] == "call" else {}) for one in CANCEL["steps"]
    ],
}
INVOICE = flow(
    {"id": "to_them", "do": "hand_over", "say": said("请稍候"), "needs": "invoice"},
    phrases=["开专票"],
)


class Floor:
    """The shop with a finance group beside its first one."""

    def __init__(self, shop, finance, cashier, agent, lead):
        self.shop, self.finance, self.cashier = shop, finance, cashier
        self.agent, self.lead, self.server = agent, lead, shop.server


@pytest.fixture
async def floor(shop, admin, agent, lead):
    finance = await shop.group_named("Finance")
    cashier = await shop.hire("qian", groups=[finance])
    matrix = [
        {"name": "refund", "group_id": shop.group.id, "up_to_cents": 5_000},
        {"name": "Refund", "group_id": finance.id},
        {"name": "invoice", "group_id": finance.id},
    ]
    await admin.done(await admin.put("/api/team/authorities", {"authorities": matrix}))
    return Floor(shop, finance, cashier, agent, lead)


@pytest.fixture
async def refunds(tasks, system, floor):
    """Give a task that refunds by the shop's system, by itself up to 100 yuan."""
    await tasks.action(
        system.url, key="refund", inputs=[ORDER], needs="refund", alone_up_to_cents=10_000
    )
    return await tasks.live("refund", REFUND)


async def figure(lead, code="task_hops"):
    bot = await lead.done(await lead.get("/api/insight/bot"))
    return next(one for one in bot["figures"] if one["code"] == code)


async def hops(server):
    return [(one["needs"], one["hops"], one["reached_at"]) for one in await server.rows(StaffTask)]


async def test_a_refund_above_the_limit_lands_with_finance_in_one_hop(
    floor, refunds, buyers, taps, system
):
    server, lead = floor.server, floor.lead
    buyer = await buyers("U1", "paid")  # 129 yuan
    await buyer.say("退款")
    await taps(buyer, "yes")
    while await server.performs():
        await server.wait(seconds=1)
    assert system.calls == []  # the shop's system was not even asked
    seen = await floor.cashier.sees(buyer)
    assert (seen["stage"], seen["group_id"]) == ("queue", floor.finance.id)
    assert [one["group_id"] for one in await floor.cashier.inbox("queue")] == [floor.finance.id]
    card = await floor.cashier.done(
        await floor.cashier.get(f"/api/conversations/{buyer.conversation_id}/handover")
    )
    assert card["need"] == {"needs": "refund", "amount_cents": 12_900}
    await floor.cashier.take(buyer)
    assert [(needs, count) for needs, count, _ in await hops(server)] == [("refund", 1)]
    shown = await figure(lead)
    assert (shown["value"], shown["n"], shown["median"]) == (1, 1, True)
    listed = await lead.done(await lead.get("/api/insight/bot/task_hops/records"))
    assert [(one["value"], one["counted"], one["note"]) for one in listed["items"]] == [
        (1, True, "refund")
    ]


async def test_what_the_bot_may_do_alone_goes_to_nobody(tasks, floor, buyers, taps, system, server):
    await tasks.action(system.url, key="refund", needs="refund", alone_up_to_cents=12_900)
    await tasks.live("refund", REFUND)
    buyer = await buyers("U1", "paid")
    await buyer.say("退款")
    await taps(buyer, "yes")
    while await server.performs():
        await server.wait(seconds=1)
    assert len(system.calls) == 1
    assert await hops(server) == []


async def test_a_flow_names_the_authority_it_hands_over_to(tasks, floor, buyers, server):
    await tasks.live("invoice", INVOICE)
    buyer = await buyers("U1", "paid")
    await buyer.say("开专票")
    assert (await floor.cashier.sees(buyer))["group_id"] == floor.finance.id
    await floor.cashier.take(buyer)
    ((needs, count, reached),) = await hops(server)
    assert (needs, count) == ("invoice", 1)
    assert reached is not None


async def test_each_hand_that_cannot_decide_it_is_a_hop(floor, visitor, server, lead, shop):
    third = await shop.group_named("Third")
    helper = await shop.hire("hu", groups=[third])
    await visitor.asks_for_human()
    await floor.agent.take(visitor)
    body = {"needs": "invoice", "amount_cents": 100}
    await floor.agent.act("transfer", visitor, body)
    await floor.cashier.take(visitor)
    assert [(needs, count) for needs, count, _ in await hops(server)] == [("invoice", 1)]
    # Finance had it: what they do with it afterwards is no relay.
    await floor.cashier.transfer(visitor, to=third)
    await helper.take(visitor)
    assert [(needs, count) for needs, count, _ in await hops(server)] == [("invoice", 1)]
    await helper.close(visitor)
    assert (await server.rows(StaffTask))[0]["ended_at"] is not None


async def test_a_relay_before_those_who_may_decide_is_counted(floor, tasks, buyers, admin):
    server, lead, shop = floor.server, floor.lead, floor.shop
    await admin.done(await admin.put("/api/team/authorities", {"authorities": []}))
    await tasks.live("invoice", INVOICE)
    buyer = await buyers("U1", "paid")
    await buyer.say("开专票")  # nobody holds it: the first group gets it
    assert (await floor.agent.sees(buyer))["group_id"] == shop.group.id
    await floor.agent.take(buyer)
    await floor.agent.transfer(buyer, to=floor.finance)
    await floor.cashier.take(buyer)
    assert [(needs, count) for needs, count, _ in await hops(server)] == [("invoice", 2)]
    assert (await figure(lead))["value"] == 2


async def test_an_amount_goes_to_the_nearest_group_that_may_decide_it(floor, visitor, server, shop):
    await visitor.asks_for_human()
    await floor.agent.take(visitor)
    small = await floor.agent.act("transfer", visitor, {"needs": "refund", "amount_cents": 5_000})
    assert small["group_id"] == shop.group.id
    await floor.agent.take(visitor)
    large = await floor.agent.act("transfer", visitor, {"needs": "refund", "amount_cents": 5_001})
    assert large["group_id"] == floor.finance.id


async def test_what_nobody_may_decide_is_refused_and_stays_where_it_is(floor, visitor):
    await visitor.asks_for_human()
    await floor.agent.take(visitor)
    path = f"/api/conversations/{visitor.conversation_id}/transfer"
    answer = await floor.agent.post(path, {"needs": "recall"})
    assert (answer.status_code, answer.json()["code"]) == (422, "conversations.nobody_may")
    assert (await floor.agent.sees(visitor))["agent_id"] == floor.agent.id


async def test_the_matrix_is_changed_by_admins_and_has_no_cell_twice(floor, admin, lead, shop):
    rows = await lead.done(await lead.get("/api/team/authorities"))
    assert [(one["name"], one["up_to_cents"], one["group_name"]) for one in rows] == [
        ("invoice", None, "Finance"),
        ("refund", 5_000, "Qinghe first"),
        ("refund", None, "Finance"),
    ]
    twice = [{"name": "refund", "group_id": floor.finance.id}] * 2
    answer = await admin.put("/api/team/authorities", {"authorities": twice})
    assert (answer.status_code, answer.json()["code"]) == (409, "team.authority_twice")
    assert (await lead.put("/api/team/authorities", {"authorities": []})).status_code == 403
    second = await shop.second_merchant()
    elsewhere = [{"name": "refund", "group_id": second.group.id}]
    answer = await admin.put("/api/team/authorities", {"authorities": elsewhere})
    assert answer.json()["code"] == "team.group_elsewhere"
    assert len(await lead.done(await lead.get("/api/team/authorities"))) == 3
