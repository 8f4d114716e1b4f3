"""Whoever takes over reads at the top why, what for, what was given, and what the bot tried."""

import pytest

from tests.bot.conftest import ENTRIES, HURT, KNOWLEDGE, RETURNS
from yingda.bot.assisting.slots import names, order_numbers, slots_in
from yingda.bot.assisting.summarising import Said, last_question, summary_of


@pytest.fixture
async def customer(lead, visitors):
    for draft in KNOWLEDGE:
        await lead.done(await lead.post(ENTRIES, draft), 201)
    return await visitors(language="zh-CN")


async def handover(person, conversation):
    path = f"/api/conversations/{conversation.conversation_id}/handover"
    return await person.done(await person.get(path))


async def test_the_colleague_reads_what_the_customer_wants_and_what_the_bot_tried(customer, agent):
    for words in (
        "你好",
        "怎么退货？",
        "订单 QH20261120001 的空气炸锅收到是坏的，电话 13800138000",
        "人工",
    ):
        await customer.say(words)
    case = await handover(agent, customer)
    assert case["reason"] == "customer_word"
    words = "订单 QH20261120001 的空气炸锅收到是坏的，电话 13800138000"
    assert case["own_words"]["text"] == words
    assert [line["text"] for line in case["summary"]] == ["怎么退货？", words]
    slots = {slot["kind"]: slot["value"] for slot in case["slots"]}
    assert slots == {"order_no": "QH20261120001", "phone": "13800138000"}
    first, second = case["tried"]
    assert second["verdict"] == "unknown"
    assert first["sources"][0]["question"] == RETURNS["question"]
    assert first["sources"][0]["live"] is True
    assert 0 < first["confidence"] <= 1


async def test_a_wait_that_is_still_going_on_says_the_place_in_the_queue(customer, agent, visitors):
    first = await visitors(language="zh-CN")
    await first.say("人工")
    await customer.say("人工")
    case = await handover(agent, customer)
    assert (case["stage"], case["position"]) == ("queue", 2)
    assert case["own_words"] is None


@pytest.mark.parametrize(
    ("says", "reason"),
    [
        (("今天天气怎么样", "quantum chromodynamics"), "bot_gave_up"),
        ((HURT["question"],), "must_human"),
    ],
)
async def test_the_reason_is_the_one_that_was_stored(customer, agent, says, reason):
    for words in says:
        await customer.say(words)
    assert (await handover(agent, customer))["reason"] == reason


async def test_the_button_is_a_reason_too(customer, agent):
    await customer.asks_for_human()
    assert (await handover(agent, customer))["reason"] == "customer_button"


async def test_a_colleagues_transfer_keeps_the_first_reason(customer, agent, second_agent):
    await agent.goes("available")
    await customer.say("人工")
    await agent.accept(customer)
    await agent.transfer(customer, to=second_agent)
    assert (await handover(second_agent, customer))["reason"] == "customer_word"


async def test_somebody_elses_order_number_is_given_as_words_and_nothing_more(customer, agent):
    await customer.say("订单 QH999999 到哪了")
    await customer.say("人工")
    slots = (await handover(agent, customer))["slots"]
    assert [(one["kind"], one["value"]) for one in slots] == [("order_no", "QH999999")]


def said(*texts):
    return [Said(number, text) for number, text in enumerate(texts, 1)]


def test_a_summary_is_made_of_the_customers_own_sentences_in_their_order():
    texts = (
        "在吗",
        "上周买的锅还没到。",
        "物流三天没动了，什么时候能到？",
        "好的",
        "再不到我就退款",
    )
    lines = summary_of(said(*texts))
    assert all(line.text in "".join(texts) for line in lines)
    assert [line.seq for line in lines] == sorted(line.seq for line in lines)
    assert any("什么时候能到" in line.text for line in lines)


def test_what_is_said_five_times_is_told_once():
    assert len(summary_of(said(*["我的快递到哪里了？"] * 5))) == 1


def test_nothing_but_courtesies_has_no_summary_and_no_question():
    courtesies = said("你好", "在吗", "人工", "谢谢")
    assert summary_of(courtesies) == []
    assert last_question(courtesies) is None


def test_a_very_long_message_stays_short():
    (line,) = summary_of(said("我要投诉" + "很生气" * 5000))
    assert len(line.text) <= 80


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("我的手机是１３８ ００１３ ８０００", "phone", "13800138000"),
        ("+86 138-0013-8000 打给我", "phone", "13800138000"),
        ("電話 0912-345-678", "phone", "0912345678"),
        ("write to li.xiang@example.com please", "email", "li.xiang@example.com"),
        ("訂單編號：TW-20261101", "order_no", "TW-20261101"),
        ("order no. A1234567 is late", "order_no", "A1234567"),
        ("4821930044112233", "order_no", "4821930044112233"),
    ],
)
def test_what_was_given_is_found_however_it_is_written(text, kind, value):
    assert [(one.kind, one.value) for one in slots_in(said(text))] == [(kind, value)]


@pytest.mark.parametrize("text", ["买了 2 件 199 元", "2026-11-22 下单的", "13800138000"])
def test_what_is_no_order_number_is_not_taken_for_one(text):
    assert order_numbers(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("洗衣机不排水", "清和 10 公斤滚筒洗衣机"),
        ("毛巾掉毛", "纯棉毛巾（三条装）"),
        ("电饭煲坏了", "IH 电饭煲 4 升"),
        ("my kettle leaks", "Kettle"),
    ],
)
def test_a_product_is_recognised_by_the_noun_of_its_name(text, name):
    assert names(text, name)


def test_another_product_is_not_taken_for_it():
    assert not names("洗衣液多少钱", "清和 10 公斤滚筒洗衣机")
