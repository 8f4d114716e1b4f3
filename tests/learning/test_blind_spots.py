"""Blind spots: thirty orders of one washing machine that did not fit, found among others."""

from itertools import count

import pytest

from tests.bot.clarifying.drafts import DISCRIMINATORS, DRAIN
from tests.bot.conftest import ENTRIES
from yingda.foundation.clock import DAY
from yingda.learning.models import BotTransfer
from yingda.orders.models import Order, OrderItem
from yingda.orders.refunds import is_unfit

SPOTS = "/api/bot/blind-spots"
WASHER, LAMP = "十公斤滚筒洗衣机 XQG100", "护眼台灯"
WAYS = ("{}是上排水吗", "想问下{}排水是上排吗", "{}的排水方式是上排水吗")
ENTRY = {
    "question": "洗衣机是上排水还是下排水？",
    "answer": "XQG100 是上排水。",
    "similar": [one.format("洗衣机") for one in WAYS],
}


@pytest.fixture
async def taught(lead):
    return await lead.done(await lead.post(ENTRIES, ENTRY), 201)


@pytest.fixture
def buys(server, shop, visitors):
    """Give a maker of customers who ask, are answered, buy, and mostly send back."""
    numbers = count(1)

    async def ask_and_buy(question, title, reason, *, later=0):
        customer = await visitors(language="zh-CN")
        await customer.say(question)

        def order(tx):
            stored = Order(
                id=tx.ids.new(),
                tenant_id=shop.tenant_id,
                merchant_id=shop.id,
                customer_id=customer.id,
                external_id=f"A{next(numbers)}",
                status="completed" if reason is None else "refunded",
                created_at=tx.now + later,
                amount_cents=100,
                currency="CNY",
                refunded_at=None if reason is None else tx.now + later + 5 * DAY,
                refund_reason=reason,
            )
            tx.session.add(stored)
            tx.flush()
            line = {"position": 0, "title": title, "quantity": 1, "price_cents": 100}
            tx.session.add(OrderItem(id=tx.ids.new(), order_id=stored.id, **line))

        await server.write(order)
        return customer

    return ask_and_buy


async def spots(lead):
    return await lead.done(await lead.get(SPOTS))


async def test_thirty_misfits_are_found_among_other_refunds(taught, buys, lead):
    for number in range(30):
        question = WAYS[number % len(WAYS)].format("洗衣机")
        await buys(question, WASHER, ("功能不符", "与家里排水不符", "买错型号")[number % 3])
    for number in range(6):
        await buys("台灯什么时候发货", LAMP, "收到就坏了")
        await buys(f"洗衣机是上排水吗{number}", WASHER, None)
    await buys("台灯保修多久", LAMP, "尺寸不合适")
    (spot,) = await spots(lead)
    assert (spot["product"], spot["size"], spot["discriminator_id"]) == (WASHER, 30, None)
    assert sum(one["count"] for one in spot["reasons"]) == 30
    assert spot["questions"][0]["text"] in [way.format("洗衣机") for way in WAYS]


async def test_what_was_asked_about_differently_is_another_spot(taught, buys, lead):
    for _ in range(3):
        await buys("洗衣机是上排水吗", WASHER, "功能不符")
    for _ in range(2):
        await buys("洗衣机门宽几厘米，进得去六十的门吗", WASHER, "尺寸不合适")
    assert [one["size"] for one in await spots(lead)] == [3]
    await lead.done(
        await lead.post(
            ENTRIES,
            {"question": "洗衣机门宽几厘米？", "answer": "六十厘米。", "similar": ["进得去门吗"]},
        ),
        201,
    )
    for _ in range(2):
        await buys("洗衣机门宽几厘米？", WASHER, "尺寸不合适")
    assert [one["size"] for one in await spots(lead)] == [3, 2]


async def test_who_was_told_something_wrong_is_no_blind_spot(taught, buys, lead, server, agent):
    customers = [await buys("洗衣机是上排水吗", WASHER, "功能不符") for _ in range(3)]
    for one in customers[:2]:
        await one.asks_for_human()
        await server.write(
            lambda tx, place=one.conversation_id: (
                tx.session.query(BotTransfer)
                .filter_by(conversation_id=place)
                .update({"label": "outdated"})
            )
        )
    assert await spots(lead) == []


async def test_a_talk_too_long_before_the_refund_does_not_count(taught, buys, lead):
    for _ in range(3):
        await buys("洗衣机是上排水吗", WASHER, "功能不符", later=30 * DAY)
    assert await spots(lead) == []


async def test_once_the_question_is_written_down_the_spot_says_so(taught, buys, lead):
    for _ in range(2):
        await buys("洗衣机是上排水吗", WASHER, "功能不符")
    stored = await lead.done(await lead.post(DISCRIMINATORS, DRAIN), 201)
    (spot,) = await spots(lead)
    assert spot["discriminator_id"] == stored["id"]


async def test_what_followed_tells_those_who_were_asked_from_those_who_were_not(
    taught, buys, lead, agent, visitors
):
    stored = await lead.done(await lead.post(DISCRIMINATORS, DRAIN), 201)
    await buys("洗衣机是上排水吗", WASHER, None)
    await buys("洗衣机是上排水吗", WASHER, "功能不符")
    await buys("洗衣机是上排水吗", LAMP, "功能不符")
    (view,) = await lead.done(await lead.get(DISCRIMINATORS))
    assert view["asked"] == {"conversations": 3, "bought": 2, "unfit": 1}
    uses = await lead.done(await lead.get(f"{DISCRIMINATORS}/{stored['id']}/uses"))
    assert [one["order_no"] for one in uses] == [None, "A2", "A1"]
    assert [one["refund_reason"] for one in uses] == [None, "功能不符", None]


@pytest.mark.parametrize(
    ("reason", "unfit"),
    [
        ("功能不符", True),
        ("尺碼不合適", True),
        ("拍错了", True),
        ("装不上", True),
        ("Wrong size", True),
        ("does not fit my sink", True),
        ("Bought by mistake", True),
        ("质量问题", False),
        ("物流太慢", False),
        ("不想要了", False),
        ("broken on arrival", False),
        ("", False),
        (None, False),
    ],
)
def test_only_what_did_not_fit_counts_as_a_misfit(reason, unfit):
    assert is_unfit(reason) is unfit
