"""With a model: what it may add to the bot's answers, and what it never can."""

import asyncio

import pytest

from tests.bot.conftest import INVOICE, RETURNS, SECRET, SHIPPING
from tests.bot.lifting.conftest import MODEL, UNSURE
from yingda.bot.lifting.lifter import Lifter
from yingda.bot.lifting.models import LiftCall, LiftQuestion
from yingda.bot.models import BotReply


def texts(messages):
    return [str(one["content"]) for one in messages]


async def test_without_a_model_nothing_is_asked_and_nothing_waits(
    server, customer, lifter, endpoint, asks
):
    assert (await asks(customer, UNSURE))["content_type"] == "choices"
    assert endpoint.calls == []
    assert await server.rows(LiftCall) == []


async def test_what_the_bot_surely_knows_is_not_asked(model, customer, endpoint, asks):
    assert (await asks(customer, "怎么退货"))["content"]["text"] == RETURNS["answer"]
    assert endpoint.calls == []


@pytest.mark.parametrize("stream", [False, True])
async def test_an_answer_from_entries_names_them(server, sets_up, customer, endpoint, asks, stream):
    await sets_up(stream=stream)
    endpoint.writes(
        "七天内可以退，在订单页申请。满99元包邮。", RETURNS["question"], SHIPPING["question"]
    )
    said = await asks(customer, UNSURE)
    assert said["content_type"] == "answer"
    assert said["content"]["written_by"] == "model"
    titles = {one["title"] for one in said["content"]["sources"]}
    assert titles == {RETURNS["question"], SHIPPING["question"]}
    (row,) = await server.rows(BotReply)
    assert (row["verdict"], row["engine"].endswith("+answer")) == ("answer", True)
    assert await server.rows(LiftQuestion) == []


async def test_a_question_is_made_clear_from_what_was_said_before(
    server, model, customer, endpoint, asks
):
    await asks(customer, "运费是多少")
    endpoint.rewrites("怎么开发票")
    said = await asks(customer, "那个票呢怎么弄")
    assert said["content"]["text"] == INVOICE["answer"]
    assert (await server.rows(BotReply))[-1]["engine"].endswith("+rewrite")
    lines = endpoint.calls[0].given["conversation"]
    assert lines[0] == {"by": "customer", "text": "运费是多少"}
    assert SHIPPING["question"] in lines[1]["text"]


@pytest.mark.parametrize(
    "text",
    ["七十天内可以退。", "请到 https://evil.example 申请。", "店铺会给您全额赔偿并道歉。", ""],
)
async def test_an_answer_the_entries_do_not_give_is_not_given(
    model, customer, endpoint, asks, text
):
    endpoint.writes(text, RETURNS["question"])
    assert (await asks(customer, UNSURE))["content_type"] == "choices"


async def test_an_answer_without_a_source_is_not_given(model, customer, endpoint, asks):
    endpoint.writes("七天内可以退，在订单页申请。")
    assert (await asks(customer, UNSURE))["content_type"] == "choices"


async def test_what_tells_who_somebody_is_stays_in_the_house(
    model, customer, visitors, endpoint, asks
):
    await asks(customer, "我叫王小明，电话13800138000，住在杭州市文三路478号12室，运费是多少")
    endpoint.writes("七天内可以退，在订单页申请。", RETURNS["question"])
    await asks(customer, "那退的时候运费发票怎么办，写信到 ming@example.com")
    assert len(endpoint.calls) >= 2
    for secret in ("王小明", "13800138000", "文三路", "ming@example.com"):
        assert secret not in endpoint.heard


async def test_the_customers_own_words_come_back(model, customer, endpoint, asks):
    endpoint.writes("[NUMBER_1] 七天内可以退，在订单页申请。", RETURNS["question"])
    said = await asks(customer, f"{UNSURE}，我的电话13800138000")
    assert said["content"]["text"] == "13800138000 七天内可以退，在订单页申请。"


async def test_internal_entries_never_reach_the_model(model, visitors, endpoint, asks):
    for text in (
        UNSURE,
        SECRET["question"],
        "补偿权限的发票运费",
        "一线客服补偿多少，运费呢",
        "会员退货期限多长啊，运费发票呢",
        "受伤了怎么退，运费呢",
    ):
        await asks(await visitors(language="zh-CN"), text)
    assert len(endpoint.calls) >= 3
    assert "二十元" not in endpoint.heard
    assert "十五天" not in endpoint.heard  # the gold customers' answer, to somebody who is not one
    assert "断电" not in endpoint.heard  # what takes a person is for a person


async def test_who_asked_for_a_person_meanwhile_is_not_talked_over(
    server, model, customer, agent, endpoint, lifter
):
    await agent.goes("available")
    endpoint.writes("七天内可以退，在订单页申请。", RETURNS["question"])
    await customer.say(UNSURE)
    await customer.say("人工")
    await lifter.serve_waiting()
    await server.settle()
    assert (await customer.sees())["stage"] == "human"
    assert not any("七天内可以退" in one for one in texts(await customer.messages()))


async def test_a_question_is_answered_once_by_however_many_processes(
    server, model, customer, endpoint, lifter
):
    endpoint.writes("七天内可以退，在订单页申请。", RETURNS["question"])
    processes = [lifter, *(Lifter(server.db, lifter.models) for _ in range(3))]
    await customer.say(UNSURE)
    due = [await one.due() for one in processes]
    assert [len(seen) for seen in due] == [1] * 4, "all of them see that it waits"
    ((key, _),) = due[0]
    await asyncio.gather(*(one.do(key) for one in processes))
    await server.wait(seconds=30)
    answers = [one for one in await customer.messages() if one["sender_kind"] == "bot_auto"]
    assert (len(answers), len(endpoint.calls)) == (1, 1)


async def test_a_merchant_with_many_waiting_leaves_room_for_the_others(
    server, model, shop, visitors, lifter, monkeypatch
):
    monkeypatch.setattr(lifter, "most", 4)
    monkeypatch.setattr(lifter, "share", 2)
    other = await shop.second_merchant()
    for _ in range(5):
        await (await visitors(language="zh-CN")).say(UNSURE)
    (first,) = {row["merchant_id"] for row in await server.rows(LiftQuestion)}
    rows = await server.rows(LiftQuestion)

    def asks_elsewhere(tx):
        row = dict(rows[0]) | {"message_id": "f" * 32, "merchant_id": other.id}
        tx.session.add(LiftQuestion(**row | {"asked_at": tx.now + 1}))

    await server.write(asks_elsewhere)
    assert len(rows) == 5
    due = await lifter.due()
    assert sorted(owner for _, owner in due) == sorted([first, first, other.id])


async def test_a_shop_that_takes_no_part_sends_nothing(sets_up, shop, customer, endpoint, asks):
    second = await shop.second_merchant()
    await sets_up(shops=[second.id])
    await asks(customer, UNSURE)
    assert endpoint.calls == []


# ------------------------------------------------------------------ endpoints in trouble


GARBAGE = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: \xff\xfe{[}\n\nevil"
TROUBLE = {
    "silent": {"silent": True},
    "garbage": {"raw": b"220 mail.example ESMTP\r\n"},
    "garbage stream": {"raw": GARBAGE},
    "cut stream": {"cuts": True},
    "no json": {"speaks": lambda call: "Sure! Here you go."},
    "500": {"status": 500},
    "429": {"status": 429},
    "401": {"status": 401},
    "redirect": {"status": 302, "headers": {"location": "http://127.0.0.1:1/"}},
    "endless": {"speaks": lambda call: "x" * 3_000_000},
}


@pytest.mark.parametrize("patience", [(0.5, 60.0)])
@pytest.mark.parametrize("trouble", TROUBLE)
async def test_an_endpoint_in_trouble_leaves_the_bots_own_answer(
    server, sets_up, customer, endpoint, asks, trouble
):
    await sets_up(stream="stream" in trouble)
    for name, value in TROUBLE[trouble].items():
        setattr(endpoint, name, value)
    assert (await asks(customer, UNSURE))["content_type"] == "choices"
    assert await server.rows(LiftQuestion) == []


async def test_nobody_there_leaves_the_bots_own_answer(model, customer, endpoint, asks):
    await endpoint.close()
    assert (await asks(customer, UNSURE))["content_type"] == "choices"


async def test_not_knowing_hands_over_as_without_a_model(model, customer, endpoint, asks):
    endpoint.status = 500
    await asks(customer, "今天天气怎么样")
    await asks(customer, "quantum chromodynamics")
    assert (await customer.sees())["stage"] == "queue"


async def test_a_process_that_died_while_asking_leaves_nobody_without_an_answer(
    server, model, customer
):
    await customer.say(UNSURE)
    assert not any(one["sender_kind"] == "bot_auto" for one in await customer.messages())
    await server.wait(seconds=12)
    assert (await customer.messages())[-1]["content_type"] == "choices"


@pytest.mark.parametrize("patience", [(0.3, 60.0)])
async def test_an_endpoint_that_is_silent_is_left_alone_for_a_while(
    server, model, admin, customer, endpoint, asks
):
    endpoint.silent = True
    for _ in range(3):
        await asks(customer, UNSURE)
    asked = len(endpoint.calls)
    await asks(customer, UNSURE)
    assert len(endpoint.calls) == asked
    seen = await admin.done(await admin.get(MODEL))
    assert (seen["last_problem"], seen["paused_until"] > server.now) == ("timeout", True)
    endpoint.silent = False
    endpoint.writes("七天内可以退，在订单页申请。", RETURNS["question"])
    server.clock.advance(seconds=31)
    assert (await asks(customer, UNSURE))["content_type"] == "answer"
    assert (await admin.done(await admin.get(MODEL)))["paused_until"] is None
