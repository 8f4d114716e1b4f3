"""A light word for small talk, then back to the shop; none of it counts as a question solved."""

import json
from importlib.resources import files
from pathlib import Path

import pytest

from tests.bot.conftest import ENTRIES, KNOWLEDGE
from yingda.bot.engine import Answer, Choices, Unknown
from yingda.bot.models import BotReply
from yingda.bot.needs.talk import is_clearly_talk
from yingda.bot.small_talk import heard_in, topic_of
from yingda.foundation.words import say

DEMO = files("yingda.app.demo") / "content" / "knowledge.jsonl"
UNKNOWN, CHOICES = Unknown("too_unsure", 0.2), Choices((Answer("one", 0.5),))
# None of these is in the classifier's examples, nor in a topic.
TALK = (
    "昨晚的球赛你看了没",
    "我家狗又拆家啦",
    "明天又要早起上班",
    "my dog is so crazy",
    "我儿子会叫爸爸了",
)
LABELLED = Path(__file__).parents[1] / "learning" / "needs" / "labelled.jsonl"


@pytest.fixture
async def customer(lead, visitors):
    for draft in KNOWLEDGE:
        await lead.done(await lead.post(ENTRIES, draft), 201)
    return await visitors(language="zh-CN")


async def last(person):
    return (await person.messages())[-1]["content"]["text"]


async def test_after_two_turns_the_bot_leads_back_and_nothing_counts_as_solved(customer, server):
    said = []
    for words in ("讲个笑话吧", "你真可爱", "我好无聊啊", "你叫什么名字"):
        await customer.say(words)
        said.append(await last(customer))
    assert len(set(said)) == 3
    assert "店里的事我在行" in said[2]
    assert said[3] == said[2]
    rows = await server.rows(BotReply)
    assert {row["verdict"] for row in rows} == {"pleasantry"}
    assert {row["entry_ids"] == [] for row in rows} == {True}
    assert (await customer.sees())["stage"] == "bot"


async def test_a_question_in_between_is_answered_and_begins_the_count_anew(customer):
    for words in ("讲个笑话", "你真聪明", "怎么退货？"):
        await customer.say(words)
    assert "七天内可以退" in await last(customer)
    await customer.say("你几岁了")
    assert "店里的事我在行" not in await last(customer)


def labelled(*kinds):
    lines = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    return [one["text"] for one in lines if one["kind"] in kinds]


def test_most_small_talk_gets_a_light_word_and_no_question_does():
    """Of the sentences labelled by hand, which are none of the classifier's examples."""
    chats = labelled("chat")
    assert [text for text in labelled("question", "task") if heard_in(text, UNKNOWN)] == []
    assert sum(heard_in(text, UNKNOWN) is not None for text in chats) >= 0.85 * len(chats)
    assert sum(is_clearly_talk(text) for text in chats) >= 0.55 * len(chats), "without topics"


def test_no_question_of_the_demo_shop_is_taken_for_talk():
    entries = [json.loads(line) for line in DEMO.read_text("utf-8").splitlines()]
    questions = [text for one in entries for text in (one["question"], *one.get("similar", ()))]
    for one in entries:
        for translated in one.get("translations", {}).values():
            questions += [translated["question"], *translated.get("similar", ())]
    assert len(questions) > 500
    assert [text for text in questions if heard_in(text, UNKNOWN)] == []


@pytest.mark.parametrize(
    "text",
    [
        "天气", "好了吗", "今天", "明天的", "你们公司在哪", "有没有人", "怎么没人理我", "我不太懂",
        "烦死了", "有没有真人",
        "你跟我开玩笑呢", "谢谢小可爱", "what is the weather like", "is it safe for my dog",
        "can you tell me the size", "my payment failed", "do you have a showroom", "hmm", "？？",
        "", "我家狗拆家了能保修吗", "我失恋了想退掉情侣杯", "哈" * 5000,
    ],
)  # fmt: skip
def test_what_may_be_a_question_or_anger_is_not_clearly_talk(text):
    assert not is_clearly_talk(text)


def test_beside_choices_it_takes_more_to_be_talk():
    assert heard_in("外面风好大呀", Answer("one", 0.9)) is None
    assert heard_in("外面风好大呀", Unknown("not_for_customers", 0.9)) is None
    found = [text for text in labelled("chat") if heard_in(text, CHOICES)]
    assert 0 < len(found) < sum(heard_in(text, UNKNOWN) is not None for text in labelled("chat"))


async def test_talk_of_any_kind_gets_a_light_word_of_its_own_and_is_no_unknown_question(
    visitors, lead, server
):
    for draft in KNOWLEDGE:
        await lead.done(await lead.post(ENTRIES, draft), 201)
    said = []
    for text in TALK:
        person = await visitors(language="zh-CN")
        await person.say(text)
        said.append(await last(person))
        assert (await person.sees())["stage"] == "bot"
    assert set(said) == {say("zh-CN", "bot.chat.any.1"), say("en", "bot.chat.any.1")}
    rows = await server.rows(BotReply)
    assert {(row["verdict"], row["reason"]) for row in rows} == {("pleasantry", "chat_any")}
    view = await lead.done(await lead.get("/api/insight/bot"))
    figures = {one["code"]: one["numerator"] for one in view["figures"]}
    assert (figures["bot_unanswered"], figures["bot_handled_alone"]) == (0, 0)


async def test_light_words_take_turns(customer):
    said = []
    for words in ("讲个笑话", "再讲个笑话", "怎么退货？", "讲个笑话"):
        await customer.say(words)
        said.append(await last(customer))
    jokes = {said[0], said[1], said[3]}
    assert len(jokes) == 3


async def test_a_greeting_in_between_does_not_begin_the_count_anew(customer):
    for words in ("讲个笑话", "你好", "你真可爱", "你好", "好的", "我好无聊"):
        await customer.say(words)
    assert "店里的事我在行" in await last(customer)


@pytest.mark.parametrize("words", ["没用", "垃圾", "你真笨", "什么破机器人", "useless bot"])
async def test_who_scolds_an_answer_is_asked_to_try_again_or_to_ask_for_a_person(
    customer, server, words
):
    await customer.say("怎么退货？")
    await customer.say(words)
    text = await last(customer)
    assert ("对不起" in text and "人工" in text) or ("sorry" in text and "agent" in text)
    assert ("换个说法" in text) or ("other words" in text)
    rows = await server.rows(BotReply)
    assert sorted((row["verdict"], row["reason"]) for row in rows if row["reason"]) == [
        ("pleasantry", "scolded")
    ]


async def test_scolding_is_not_counted_as_small_talk(customer):
    for words in ("讲个笑话", "没用", "垃圾", "你真可爱"):
        await customer.say(words)
    assert "店里的事我在行" not in await last(customer)
    await customer.say("我好无聊")
    assert "店里的事我在行" in await last(customer)


async def test_scolding_between_two_unknown_questions_keeps_nobody_from_a_person(customer):
    for words in ("今天天气怎么样", "垃圾"):
        await customer.say(words)
        assert (await customer.sees())["stage"] == "bot"
    await customer.say("quantum chromodynamics")
    assert (await customer.sees())["stage"] == "queue"


async def test_a_lead_who_tries_the_bot_sees_that_it_chats(lead):
    tried = await lead.done(await lead.post("/api/bot/try", {"text": "我家狗又拆家啦"}))
    assert (tried["verdict"], tried["reason"], tried["entries"]) == ("pleasantry", "chat_any", [])


@pytest.mark.parametrize(
    "text", ["衣服好热", "空调好冷", "你们在做什么活动", "下雨天能送吗", "你会发货吗"]
)
def test_what_may_be_said_of_goods_is_no_small_talk(text):
    assert topic_of(text) is None


async def test_small_talk_never_asks_for_a_person(customer):
    for words in ("今天上海好热", "哈哈哈哈笑死", "can you sing", "I'm so tired of work"):
        await customer.say(words)
    assert (await customer.sees())["stage"] == "bot"


@pytest.mark.parametrize("words", ["你好", "您好呀", "你好你好"])
async def test_a_greeting_is_greeted_and_no_praise(customer, words):
    await customer.say(words)
    assert "您好" in await last(customer)


async def test_what_the_shop_answers_itself_is_the_shops(customer, lead):
    draft = {"question": "你叫什么名字", "answer": "我叫小青。"}
    await lead.done(await lead.post(ENTRIES, draft), 201)
    await customer.say("你叫什么名字")
    assert await last(customer) == "我叫小青。"


@pytest.mark.parametrize(
    "text",
    [
        "讲个笑话",
        "Tell me a joke!",
        "你好可爱呀",
        "你真好",
        "陪我聊聊天",
        "我爱你",
        "how old are you?",
        "你吃饭了吗",
    ],
)
def test_small_talk_is_known(text):
    assert topic_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "你们店名字怎么改",
        "我喜欢你们家的毛巾，怎么退",
        "这个牌子的米好吃吗",
        "你好，怎么退货",
        "你好",
        "无聊的客服，我要投诉",
        "joke",
        "讲" * 5000,
    ],
)
def test_a_question_is_none(text):
    assert topic_of(text) is None
