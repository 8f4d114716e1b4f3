"""A customer talks with the bot as with anybody else, and reaches a person when they want one."""

import pytest

from tests.bot.conftest import ENTRIES, GOLD, HURT, KNOWLEDGE, RETURNS, SECRET, SHIPPING
from yingda.bot import reactions
from yingda.bot.models import BotReply
from yingda.conversations.events import MessagePosted
from yingda.conversations.models import Turn
from yingda.conversations.schemas.messages import MessageView
from yingda.foundation.words import say


@pytest.fixture
async def knowledge(lead):
    """Give the ids of the shop's entries by question."""
    stored = [await lead.done(await lead.post(ENTRIES, draft), 201) for draft in KNOWLEDGE]
    return {entry["question"]: entry["id"] for entry in stored}


@pytest.fixture
async def customer(knowledge, visitors):
    return await visitors(language="zh-CN")


async def last(person):
    message = (await person.messages())[-1]
    return message["sender_kind"], message["content_type"], message["content"]


async def test_a_new_conversation_is_greeted_in_the_customers_language(visitors, knowledge):
    for language, word in (("zh-CN", "您好"), ("zh-TW", "智慧助理"), ("en", "Hello")):
        visitor = await visitors(language=language)
        visitor.headers["Accept-Language"] = language
        await visitor.begins()
        kind, content_type, content = await last(visitor)
        assert (kind, content_type) == ("rule_autoreply", "text")
        assert word in content["text"]


async def test_an_answer_names_its_source_and_how_sure_it_is(customer, knowledge):
    await customer.say("你好，请问怎么退货")
    kind, content_type, content = await last(customer)
    assert (kind, content_type) == ("bot_auto", "answer")
    assert content["text"] == RETURNS["answer"]
    source = {"entry_id": knowledge[RETURNS["question"]], "title": RETURNS["question"]}
    assert content["sources"] == [source]
    assert content["confidence"] == 1.0


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How do I return something?", "Within 7 days."),
        ("怎麼退貨？", "七天內可以退，在訂單頁申請。"),
    ],
)
async def test_an_answer_is_in_the_language_of_the_question(customer, question, answer):
    await customer.say(question)
    assert (await last(customer))[2]["text"] == answer


async def test_an_untranslated_answer_is_given_in_its_own_language(customer):
    await customer.say("運費是多少？")
    assert (await last(customer))[2]["text"] == SHIPPING["answer"]


async def test_a_choice_is_answered(customer, knowledge):
    await customer.say("退的时候运费发票怎么办")
    kind, content_type, content = await last(customer)
    assert (kind, content_type, content["code"]) == ("bot_auto", "choices", "did_you_mean")
    choice = content["choices"][0]
    draft = {"client_key": customer.key(), "content_type": "choice", **choice}
    await customer.act("messages", None, draft)
    assert (await last(customer))[2]["sources"] == [choice]


@pytest.mark.parametrize("question", [SECRET["question"], GOLD["question"]])
async def test_a_forged_choice_brings_out_nothing(customer, knowledge, question):
    await customer.say("你好")
    for entry_id in (knowledge[question], "0" * 32):
        draft = {"client_key": customer.key(), "content_type": "choice", "entry_id": entry_id}
        await customer.act("messages", None, draft | {"title": question})
        messages = await customer.messages()
        assert not any("二十元" in str(one["content"]) for one in messages)
        assert not any("十五天" in str(one["content"]) for one in messages)


async def test_a_word_is_enough_to_reach_a_person(customer, agent):
    await agent.goes("available")
    await customer.say("人工")
    assert (await customer.sees())["stage"] == "human"
    (row,) = await agent.inbox("mine")
    assert row["id"] == customer.conversation_id


@pytest.mark.parametrize(
    ("first", "second", "spoken"),
    [
        ("怎么退货？", "QH26110002", "zh-CN"),
        ("怎么退货？", "ok", "zh-CN"),
        ("How do I return something?", "QH26110002", "en"),
        ("How do I return something?", "ok", "en"),
        ("How do I return something?", "谢谢", "zh-CN"),
    ],
)
async def test_a_number_or_a_loan_word_does_not_change_the_language(
    customer, first, second, spoken
):
    await customer.say(first)
    await customer.say(second)
    kind = {"QH26110002": "which_about", "ok": "fine", "谢谢": "thanks"}[second]
    assert (await last(customer))[2]["text"] == say(spoken, f"bot.{kind}")


async def test_not_knowing_is_admitted_once_and_then_handed_over(customer):
    await customer.say("今天天气怎么样")
    kind, content_type, _ = await last(customer)
    assert (kind, content_type) == ("bot_auto", "unknown")
    assert (await customer.sees())["stage"] == "bot"
    await customer.say("quantum chromodynamics")
    assert (await customer.sees())["stage"] == "queue"


async def test_an_answer_in_between_forgets_the_first_unknown(customer):
    for words in ("今天天气怎么样", "怎么退货", "今天天气怎么样"):
        await customer.say(words)
    assert (await customer.sees())["stage"] == "bot"


async def test_the_shop_says_how_soon_the_bot_gives_way(customer, lead):
    settings = (await lead.get("/api/bot/settings")).json()
    await lead.put("/api/bot/settings", settings | {"unknowns_before_human": 1})
    await customer.say("今天天气怎么样")
    assert (await customer.sees())["stage"] == "queue"


async def test_what_needs_a_person_says_so_and_hands_over(customer):
    await customer.say(HURT["question"])
    messages = [one for one in await customer.messages() if one["sender_kind"] == "bot_auto"]
    assert messages[-1]["content"]["text"] == HURT["answer"]
    assert (await customer.sees())["stage"] == "queue"


async def test_a_conditional_answer_follows_the_customers_tier(customer, lead):
    await customer.say(GOLD["question"])
    assert "十五天" not in str(await customer.messages())
    change = {"tier": 3}
    await lead.done(await lead.patch(f"/api/customers/{customer.id}", change))
    await customer.say(GOLD["question"])
    assert (await last(customer))[2]["text"] == GOLD["answer"]


async def test_a_courtesy_is_returned_and_does_not_count_as_not_knowing(customer):
    for words in ("今天天气怎么样", "谢谢", "好的"):
        await customer.say(words)
    _, content_type, content = await last(customer)
    assert (content_type, content["sources"]) == ("answer", [])
    assert (await customer.sees())["stage"] == "bot"


async def test_the_bot_is_silent_while_a_person_is_there(customer, agent):
    await agent.goes("available")
    await customer.say("人工")
    await agent.accept()
    await customer.say("怎么退货")
    assert (await last(customer))[0] == "customer"


async def test_who_comes_back_after_hours_is_answered_by_the_bot(customer, agent):
    await agent.goes("available")
    await customer.say("人工")
    await agent.accept()
    await agent.close()
    await agent.goes("offline")
    await customer.say("怎么退货")
    assert (await last(customer))[2]["text"] == RETURNS["answer"]


async def test_an_answer_found_too_late_is_neither_said_nor_counted(customer, server, shop):
    """A person is asked for while the bot still thinks about the message before."""
    await customer.say("你好")
    asked = next(one for one in await customer.messages() if one["content_type"] == "text")
    posted = MessagePosted(
        conversation_id=customer.conversation_id,
        message=MessageView(**asked | {"id": "f" * 32, "sender_kind": "customer", "stage": "bot"}),
        merchant_id=shop.id,
        customer_id=customer.id,
        agent_id=None,
        language="zh-CN",
    )
    found = await server.read(reactions.find_answer, posted)
    await customer.say("人工")
    before = await customer.messages(), await server.rows(BotReply)
    await server.write(reactions.say_answer, posted, found)
    assert (await customer.messages(), await server.rows(BotReply)) == before


async def writes_in_one_breath(customer, *said):
    """Let a customer write several messages before the bot has thought about any of them."""
    await customer.begins()
    path = f"/api/conversations/{customer.conversation_id}/messages"
    for text in said:
        body = {"client_key": customer.key(), "content_type": "text", "text": text}
        assert (await customer.post(path, body)).status_code == 201
    await customer.server.settle()


async def test_who_wrote_for_a_person_is_not_answered_by_the_bot_any_more(customer, server):
    await writes_in_one_breath(customer, "怎么退货", "运费是多少？", "转人工")
    assert [one for one in await customer.messages() if one["sender_kind"] == "bot_auto"] == []
    assert (await customer.sees())["stage"] == "queue"
    (first, *_) = [one for one in await customer.messages() if one["sender_kind"] == "customer"]
    (waiting,) = await server.rows(Turn, ended_at=None)
    assert waiting["opened_seq"] == first["seq"], "the customer has waited since the first word"


async def test_two_questions_get_two_answers_and_the_wait_ends_with_the_second(customer, server):
    await writes_in_one_breath(customer, "怎么退货", "运费是多少？")
    answers = [one for one in await customer.messages() if one["content_type"] == "answer"]
    assert [one["content"]["text"] for one in answers] == [RETURNS["answer"], SHIPPING["answer"]]
    (turn,) = await server.rows(Turn)
    assert turn["closed_seq"] == answers[-1]["seq"]


async def test_a_new_entry_is_used_at_once(customer, lead):
    await customer.say("营业执照哪里看")
    assert (await last(customer))[1] == "unknown"
    draft = {"question": "营业执照哪里看", "answer": "在页脚。"}
    await lead.done(await lead.post(ENTRIES, draft), 201)
    await customer.say("营业执照哪里看")
    assert (await last(customer))[2]["text"] == "在页脚。"


async def test_every_reply_is_remembered_for_the_figures(customer, server, knowledge):
    for words in ("怎么退货", "今天天气怎么样", "人工"):
        await customer.say(words)
    kept = await server.rows(BotReply)
    seen = [(row["verdict"], row["reason"], row["handed_over"]) for row in kept]
    assert seen == [
        ("answer", None, False),
        ("unknown", kept[1]["reason"], False),
        ("human", "customer_word", True),
    ]
    assert kept[0]["entry_ids"] == [knowledge[RETURNS["question"]]]
    assert (kept[0]["confidence"], kept[0]["engine"]) == (1.0, "retrieval-2")
    answered = [one for one in await customer.messages() if one["content_type"] == "answer"]
    assert kept[0]["message_id"] == answered[0]["id"]


async def test_a_lead_tries_the_bot_without_a_conversation(lead, agent, visitor, knowledge):
    tried = (await agent.post("/api/bot/try", {"text": "怎么退貨"})).json()
    assert (tried["verdict"], tried["confidence"]) == ("answer", 1.0)
    (entry,) = tried["entries"]
    assert entry["entry_id"] == knowledge[RETURNS["question"]]
    for text, verdict in (("人工", "human"), ("谢谢", "pleasantry"), ("天气", "unknown")):
        assert (await lead.post("/api/bot/try", {"text": text})).json()["verdict"] == verdict
    assert (await visitor.post("/api/bot/try", {"text": "x"})).status_code == 403
    assert (await agent.put("/api/bot/settings", {})).status_code == 403
    wrong = {"answer_above": 0.2, "choices_above": 0.5}
    assert (await lead.put("/api/bot/settings", wrong)).status_code == 422


async def test_a_picture_is_not_guessed_at_and_a_card_is_asked_about(customer, server, shop):
    await customer.say("你好")
    asked = next(one for one in await customer.messages() if one["content_type"] == "text")
    for content_type, said in (("image", "unknown"), ("order", "answer"), ("product", "answer")):
        changed = {"content_type": content_type, "content": {}, "id": content_type * 3}
        posted = MessagePosted(
            conversation_id=customer.conversation_id,
            message=MessageView(**asked | changed | {"sender_kind": "customer", "stage": "bot"}),
            merchant_id=shop.id,
            customer_id=customer.id,
            agent_id=None,
            language="en",
        )
        found = await server.read(reactions.find_answer, posted)
        assert found.reply.content_type == said
        assert (await customer.sees())["stage"] == "bot"
