"""A customer finishes a task with the bot, is interrupted, changes their mind, wants a person."""

import asyncio

import pytest

from tests.bot.conftest import ENTRIES, SHIPPING
from tests.bot.flows.conftest import cards, words
from tests.bot.flows.drafts import ADDRESS, CANCEL
from yingda.bot.models import BotReply


@pytest.fixture
async def buyer(buyers, cancelling):
    return await buyers("U1", "paid", "unpaid", "shipped")


async def last_card(buyer):
    return (await cards(buyer))[-1]


async def test_a_task_is_finished_and_the_shops_system_is_asked_once(
    buyer, system, server, taps, runs
):
    await buyer.say("我想取消订单")
    card = await last_card(buyer)
    assert (card["kind"], card["title"]) == ("orders", "办事")
    assert [one["external_id"] for one in card["orders"]] == ["U1-2", "U1-1"]
    await taps(buyer, card["orders"][1]["order_id"])
    assert (await last_card(buyer))["text"] == "取消 U1-1？"
    await taps(buyer, "yes")
    assert await server.performs() == 1
    (call,) = system.calls
    assert call.event["inputs"] == {"order": {"id": card["orders"][1]["order_id"],
                                              "number": "U1-1"}}  # fmt: skip
    assert call.event["customer"] == {"id": buyer.id, "external_id": "U1"}
    assert call.headers["authorization"] == "Bearer a secret of the shop"
    assert call.headers["idempotency-key"] == call.event["key"]
    assert (await words(buyer))[-1] == "U1-1 已取消：已退款"
    (run,) = await runs()
    assert (run["status"], run["solved"], run["step"]) == ("finished", True, "gone")
    assert (await buyer.sees())["stage"] == "bot"


async def test_a_task_can_be_finished_by_words_alone(buyer, system, server):
    for text in ("取消订单", "第一个", "确认"):
        await buyer.say(text)
    await server.performs()
    assert (await words(buyer))[-1] == "U1-2 已取消：已退款"


async def test_an_order_named_in_the_first_words_is_not_asked_for_again(buyer):
    await buyer.say("取消订单 U1-1")
    assert (await last_card(buyer))["text"] == "取消 U1-1？"


async def test_small_talk_in_a_task_is_no_failed_answer(buyer, runs):
    await buyer.say("取消订单")
    for words_said in ("你真笨", "讲个笑话", "你几岁了"):
        await buyer.say(words_said)
        assert (await last_card(buyer))["kind"] == "orders"
    (run,) = await runs()
    assert run["status"] not in {"handed_over", "abandoned"}
    assert (await buyer.sees())["stage"] == "bot"


async def test_talk_in_a_task_is_no_failed_answer_and_leads_back_to_the_task(buyer, runs):
    await buyer.say("取消订单")
    for words_said in ("我家狗又拆家啦", "昨晚的球赛你看了没", "明天又要早起上班"):
        await buyer.say(words_said)
    assert (await words(buyer))[-2:] == ["聊天先放一放，咱们先把手上这件事办完。", "哪一单？"]
    (run,) = await runs()
    assert run["status"] == "running"
    assert (await buyer.sees())["stage"] == "bot"


async def test_a_joke_asked_for_is_no_address(buyer, tasks, runs):
    await tasks.live("address", ADDRESS)
    await buyer.say("改地址")
    where = (await words(buyer))[-1]
    await buyer.say("给我讲个笑话听听")
    assert (await words(buyer))[-1] == where
    (run,) = await runs()
    assert (run["status"], run["step"]) == ("running", "where")


async def test_a_tap_on_its_question_begins_a_task_as_typing_it_does(buyers, tasks, system, lead):
    entry = await lead.done(await lead.post(ENTRIES, SHIPPING), 201)
    await tasks.action(system.url)
    await tasks.live("cancel", CANCEL | {"entry_ids": [entry["id"]]})
    buyer = await buyers("U1", "paid")
    await buyer.begins()
    body = {"client_key": buyer.key(), "content_type": "choice", "title": entry["question"]}
    await buyer.act("messages", None, body | {"entry_id": entry["id"]})
    assert (await last_card(buyer))["text"] == "取消 U1-1？"


async def test_a_question_in_between_is_answered_and_the_task_asks_again(buyer, lead):
    await lead.done(await lead.post(ENTRIES, SHIPPING), 201)
    await buyer.say("取消订单")
    await buyer.say("运费是多少？")
    said = await words(buyer)
    assert said[-2:] == [SHIPPING["answer"], "哪一单？"]


async def test_another_task_in_between_comes_back_to_the_first(buyer, tasks, runs):
    await tasks.live("address", ADDRESS)
    await buyer.say("取消订单")
    for text in ("改地址", "浙江省杭州市文三路 1 号", "13800001111"):
        await buyer.say(text)
    said = await words(buyer)
    assert said[-3:] == [
        "寄到 浙江省杭州市文三路 1 号，电话 13800001111",
        "我们接着办“办事”。",
        "哪一单？",
    ]
    assert [one["status"] for one in await runs()] == ["running", "finished"]


async def hastily(buyer, *texts):
    """Write all of this before anything is answered."""
    for text in texts:
        body = {"client_key": buyer.key(), "content_type": "text", "text": text}
        answer = await buyer.post(f"/api/conversations/{buyer.conversation_id}/messages", body)
        assert answer.status_code == 201
    await buyer.server.settle()


async def test_words_from_before_the_question_are_no_yes_to_it(buyers, cancelling, system, server):
    buyer = await buyers("U1", "paid")
    await buyer.begins()
    await hastily(buyer, "取消订单", "好的")
    await server.performs()
    assert system.calls == []
    assert (await last_card(buyer))["kind"] == "confirm"
    await buyer.say("好的")
    await server.performs()
    assert (await words(buyer))[-1] == "U1-1 已取消：已退款"


async def test_thanks_for_one_task_are_no_yes_to_the_one_gone_back_to(
    buyer, tasks, system, server, taps
):
    await tasks.live("address", ADDRESS)
    for text in ("取消订单", "第一个", "改地址", "浙江省杭州市文三路 1 号"):
        await buyer.say(text)
    await hastily(buyer, "13800001111", "好的")
    await server.performs()
    assert system.calls == []
    await taps(buyer, "yes")
    await server.performs()
    assert len(system.calls) == 1


async def test_who_does_not_want_to_go_on_says_so(buyer, runs):
    await buyer.say("取消订单")
    await buyer.say("算了")
    (run,) = await runs()
    assert (run["status"], run["reason"], run["step"]) == ("abandoned", "customer_left", "pick")
    assert (await words(buyer))[-1].startswith("好的，先不办了")


@pytest.mark.parametrize("wish", ["人工", "我要投诉", "agent"])
async def test_the_word_for_a_person_leaves_the_task_with_everything_gathered(
    buyer, runs, wish, agent
):
    await buyer.say("取消订单")
    await buyer.say("第一个")
    await buyer.say(wish)
    (run,) = await runs()
    assert (run["status"], run["reason"]) == ("handed_over", "customer_word")
    assert run["values"]["order"]["number"] == "U1-2"
    assert (await buyer.sees())["stage"] == "queue"
    seen = await agent.done(await agent.get("/api/bot/runs", conversation_id=buyer.conversation_id))
    assert seen[0]["values"]["order"]["number"] == "U1-2"


async def test_what_is_not_understood_twice_hands_over(buyer, runs):
    await buyer.say("取消订单")
    await buyer.say("蓝色的那个东西")
    assert (await words(buyer))[-2].startswith("请选择一张订单")
    await buyer.say("不知道")
    assert (await buyer.sees())["stage"] == "queue"
    (run,) = await runs()
    assert run["reason"] == "not_understood"


async def test_a_person_who_took_over_is_never_talked_over(buyer, server, lead, runs, taps):
    for text in ("取消订单", "第一个"):
        await buyer.say(text)
    await taps(buyer, "yes")
    await lead.take(buyer)
    before = len(await buyer.messages())
    await server.performs()
    await taps(buyer, "yes")
    await buyer.say("取消订单")
    said = (await buyer.messages())[before:]
    assert {one["sender_kind"] for one in said} <= {"customer"}
    (run,) = await runs()
    assert (run["status"], run["reason"]) == ("handed_over", "taken_over")


async def test_a_card_tapped_twice_does_it_once(buyer, system, server, taps):
    await buyer.say("取消订单")
    await buyer.say("第一个")
    card = await last_card(buyer)
    await taps(buyer, "yes", card)
    await taps(buyer, "yes", card)
    await server.performs()
    await taps(buyer, "yes", card)
    assert await server.performs() == 0
    assert len(system.calls) == 1
    assert (await words(buyer))[-1].startswith("这件事已经办完了")


async def test_a_card_of_somebody_else_does_nothing(buyer, buyers, taps, server, system):
    other = await buyers("U2", "paid")
    await other.say("取消订单")
    stolen = await last_card(other)
    for text in ("取消订单", "第一个"):
        await buyer.say(text)
    assert (await last_card(buyer))["step"] == stolen["step"] == "sure"
    await taps(buyer, "yes", stolen)
    await server.performs()
    assert system.calls == []
    assert (await words(buyer))[-2] == "这一步已经办过了。"


async def test_an_order_of_somebody_else_is_neither_shown_nor_cancelled(
    buyer, buyers, taps, server, system
):
    other = await buyers("U2", "paid")
    await other.say("取消订单")
    await buyer.say("取消订单 U2-1")
    card = await last_card(buyer)
    assert "U2-1" not in str(card)
    await buyer.say("U2-1")
    assert await server.performs() == 0
    assert not system.calls


async def test_a_denied_wish_starts_nothing(buyer, runs):
    for text in ("我不想取消订单", "别取消订单", "I don't want to cancel my order"):
        await buyer.say(text)
    assert await runs() == []


async def test_what_was_done_is_remembered_as_one_reply_a_message(buyer, server):
    await buyer.say("取消订单")
    await buyer.say("第一个")
    replies = await server.rows(BotReply)
    assert [(one["verdict"], one["engine"]) for one in replies] == [("task", "flows")] * 2


async def test_who_goes_away_is_counted_where_they_stopped(buyer, server, runs):
    await buyer.say("取消订单")
    await buyer.closes()
    (run,) = await runs()
    assert (run["status"], run["step"]) == ("abandoned", "pick")


async def test_a_changed_flow_does_not_change_what_is_under_way(buyer, tasks, lead, cancelling):
    await buyer.say("取消订单")
    body = {"revision": cancelling["revision"], "document": ADDRESS}
    path = f"/api/bot/flows/{cancelling['id']}"
    kept = await lead.done(await lead.put(path, body))
    await lead.done(await lead.post(f"{path}/publish", {"revision": kept["revision"]}))
    await buyer.say("第一个")
    assert (await last_card(buyer))["text"] == "取消 U1-2？"


async def test_what_a_colleague_saved_meanwhile_is_not_published_unread(lead, tasks):
    read = await tasks.written("address", ADDRESS)
    path = f"/api/bot/flows/{read['id']}"
    seen = {"revision": read["revision"]}
    await lead.done(await lead.put(path, seen | {"document": ADDRESS | {"phrases": ["换地址"]}}))
    answer = await lead.post(f"{path}/publish", seen)
    assert (answer.status_code, answer.json()["code"]) == (409, "flows.changed_meanwhile")
    assert (await lead.done(await lead.get(path)))["live_version"] is None


async def test_a_faulty_flow_is_not_published_and_says_why(lead, tasks):
    flow = await tasks.written("cancel", CANCEL)
    path = f"/api/bot/flows/{flow['id']}/publish"
    answer = await lead.post(path, {"revision": flow["revision"]})
    assert answer.status_code == 422
    assert answer.json()["code"] == "flows.faulty"
    (fault,) = answer.json()["errors"]
    assert (fault["code"], fault["field"]) == ("action_unknown", "do_it.action")


async def test_two_people_do_not_overwrite_each_others_drafts(lead, tasks):
    flow = await tasks.written("address", ADDRESS)
    body = {"revision": flow["revision"], "document": CANCEL}
    await lead.done(await lead.put(f"/api/bot/flows/{flow['id']}", body))
    answer = await lead.put(f"/api/bot/flows/{flow['id']}", body)
    assert (answer.status_code, answer.json()["code"]) == (409, "flows.changed_meanwhile")


async def test_of_many_who_save_at_once_one_does_and_the_others_are_told(lead, tasks):
    flow = await tasks.written("address", ADDRESS)
    body = {"revision": flow["revision"], "document": CANCEL}
    path = f"/api/bot/flows/{flow['id']}"
    answers = await asyncio.gather(*(lead.put(path, body) for _ in range(8)))
    assert sorted(one.status_code for one in answers) == [200] + [409] * 7
