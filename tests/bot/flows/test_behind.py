"""An action is under way while another task came between: one is asked about, both are told."""

import json

import pytest

from tests.bot.flows.conftest import cards, words
from tests.bot.flows.drafts import ADDRESS, CANCEL, flow, said

STEPS = {step["id"]: step for step in CANCEL["steps"]}
THEN_ASKS = flow(
    STEPS["pick"] | {"none": "kept"},
    STEPS["sure"],
    STEPS["do_it"] | {"next": "told", "refused": None},
    {"id": "told", "do": "say", "say": said("办好了：{done.note}"), "next": "more"},
    {"id": "more", "do": "confirm", "say": said("要发票吗？"), "yes": "kept", "no": "kept"},
    STEPS["kept"],
    phrases=["取消订单"],
)
COPIES = flow(
    {"id": "ask", "do": "ask", "slot": "n", "kind": "number", "say": said("几份？"), "next": "bye"},
    {"id": "bye", "do": "end", "say": said("好的")},
    phrases=["补发票"],
)
WHERE = "浙江省杭州市文三路 1 号"


@pytest.fixture
async def between(buyers, tasks, system, taps):
    """Give a customer who began another task while the first one's action is under way."""
    await tasks.action(system.url)
    await tasks.live("cancel", THEN_ASKS)
    await tasks.live("address", ADDRESS)
    buyer = await buyers("U1", "paid")
    await buyer.say("取消订单")
    await taps(buyer, "yes")
    await buyer.say("改地址")
    return buyer


async def statuses_of(runs):
    return [one["status"] for one in await runs()]


async def test_only_one_task_is_asked_about_when_the_others_action_ends(between, server, runs):
    await server.performs()
    assert await statuses_of(runs) == ["suspended", "running"]
    assert (await words(between))[-2:] == ["办好了：已退款", "新地址？"]
    for text in (WHERE, "13800001111"):
        await between.say(text)
    assert (await words(between))[-3:] == [
        f"寄到 {WHERE}，电话 13800001111",
        "我们接着办“办事”。",
        "要发票吗？",
    ]
    assert await statuses_of(runs) == ["running", "finished"]
    await between.say("不要")
    assert await statuses_of(runs) == ["finished", "finished"]


async def test_a_task_gone_back_to_while_its_action_is_under_way_says_so(between, server, runs):
    for text in (WHERE, "13800001111"):
        await between.say(text)
    assert (await words(between))[-1] == "正在办理，请稍候。"
    assert await statuses_of(runs) == ["calling", "finished"]
    await server.performs()
    assert (await words(between))[-2:] == ["办好了：已退款", "要发票吗？"]


async def test_who_drops_the_second_task_is_asked_by_the_first_when_its_action_ends(
    between, server, runs
):
    await between.say("算了")
    await server.performs()
    assert (await words(between))[-2:] == ["办好了：已退款", "要发票吗？"]
    assert await statuses_of(runs) == ["running", "abandoned"]


async def test_an_action_that_fails_behind_another_task_hands_both_over(
    between, server, system, runs
):
    system.answer(404)
    await server.performs()
    assert (await between.sees())["stage"] == "queue"
    assert await statuses_of(runs) == ["handed_over", "handed_over"]


async def test_what_ended_behind_another_task_does_not_cut_the_way_back(
    buyers, tasks, system, server, runs, taps
):
    await tasks.action(system.url)
    await tasks.live("cancel", CANCEL)
    await tasks.live("address", ADDRESS)
    await tasks.live("copies", COPIES)
    buyer = await buyers("U1", "paid")
    for text in ("补发票", "取消订单"):
        await buyer.say(text)
    await taps(buyer, "yes", (await cards(buyer))[-1])
    await buyer.say("改地址")
    system.answer(200, json.dumps({"note": "已退款"}))
    await server.performs()
    for text in (WHERE, "13800001111"):
        await buyer.say(text)
    assert (await words(buyer))[-1] == "几份？"
    assert await statuses_of(runs) == ["running", "finished", "finished"]
