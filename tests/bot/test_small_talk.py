"""A light word for small talk, then back to the shop; none of it counts as a question solved."""

import json
from pathlib import Path

import pytest

from tests.bot.conftest import ENTRIES, KNOWLEDGE
from yingda.bot.models import BotReply
from yingda.bot.small_talk import topic_of

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


def test_most_small_talk_gets_a_light_word_and_no_question_does():
    """Of the sentences labelled by hand; the patterns were written with them in sight."""
    labelled = [json.loads(line) for line in LABELLED.read_text(encoding="utf-8").splitlines()]
    chats = [one["text"] for one in labelled if one["kind"] == "chat"]
    others = [one["text"] for one in labelled if one["kind"] != "chat"]
    assert [text for text in others if topic_of(text)] == []
    assert sum(topic_of(text) is not None for text in chats) >= 0.7 * len(chats)


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
