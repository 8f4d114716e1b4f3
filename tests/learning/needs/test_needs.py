"""What people come for, told from their words; staff correct it, and the teller learns."""

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bot.conftest import HURT, SHIPPING
from yingda.bot.needs.telling import EXAMPLES, NEEDS, Teller, Told
from yingda.learning.needs.models import ConversationNeed
from yingda.learning.needs.weighing import Line, Needs, needs_of

LABELLED = [
    json.loads(line)
    for line in (Path(__file__).parent / "labelled.jsonl").read_text("utf-8").splitlines()
]
OURS = Teller()
ODD = "把那个弄一下呗老样子"


def line(text, content_type="text", verdict=None):
    return Line(text, content_type, verdict)


def macro_f1(teller):
    """Return the mean over the needs of the F1 of telling them."""
    told = Counter((one["kind"], teller.need_of(one["text"])) for one in LABELLED)
    scores = []
    for need in NEEDS:
        found = sum(told[other, need] for other in NEEDS)
        right, wanted = told[need, need], sum(told[need, other] for other in NEEDS)
        scores.append(2 * right / (found + wanted))
    return sum(scores) / len(scores)


def test_the_three_needs_are_told_apart_in_two_hundred_samples():
    known = {text for texts in json.loads(EXAMPLES.read_text("utf-8")).values() for text in texts}
    assert len(LABELLED) >= 200
    assert not known & {one["text"] for one in LABELLED}, "it has seen none of them"
    assert macro_f1(OURS) >= 0.85


def test_a_teller_that_has_unlearnt_fails_the_samples():
    swapped = {"question": "task", "task": "chat", "chat": "question"}
    examples = json.loads(EXAMPLES.read_text("utf-8"))
    wrong = [Told(swapped[need], text) for need, texts in examples.items() for text in texts]
    assert macro_f1(Teller(wrong)) < 0.5


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line("运费是多少")], Needs("question", ())),
        ([line("你好"), line("帮我取消订单"), line("谢谢")], Needs("task", ())),
        ([line("运费是多少"), line("帮我取消订单")], Needs("task", ("question",))),
        (
            [line("运费是多少"), line("几天能到"), line("帮我取消订单")],
            Needs("question", ("task",)),
        ),
        ([line("讲个笑话"), line("你几岁了"), line("几天能到")], Needs("question", ("chat",))),
        ([line("讲个笑话")], Needs("chat", ())),
        ([line("你好"), line("谢谢")], Needs("chat", ())),
        ([line("人工")], Needs("question", ())),
        ([line("帮我取消订单"), line("没用"), line("垃圾")], Needs("task", ())),
        ([line("我想取消订单", verdict="task"), line("确认", "step")], Needs("task", ())),
        ([line("包邮吗", "choice")], Needs("question", ())),
        ([], None),
    ],
)
def test_every_conversation_has_one_main_need_and_the_others_beside_it(lines, expected):
    assert needs_of(lines, OURS) == expected


def test_what_knowledge_answers_is_no_talk():
    text = "讲个笑话给我的猫"
    assert needs_of([line(text)], OURS).main == "chat"
    assert needs_of([line(text, verdict="answer")], OURS).main != "chat"


@given(st.lists(st.tuples(st.text(max_size=40), st.sampled_from(["text", "choice", "step"]))))
def test_needs_are_of_the_three_and_none_is_named_twice(said):
    needs = needs_of([line(*one) for one in said], OURS)
    if needs is None:
        assert not said
        return
    named = [needs.main, *needs.others]
    assert len(set(named)) == len(named)
    assert set(named) <= set(NEEDS)


def path(visitor):
    return f"/api/conversations/{visitor.conversation_id}/need"


async def need(person, visitor):
    return await person.done(await person.get(path(visitor)))


async def corrects(person, visitor, main, *others):
    body = {"main": main, "others": list(others)}
    return await person.done(await person.put(path(visitor), body))


async def test_it_is_told_while_they_talk_and_kept_when_they_part(
    knowledge, visitors, lead, server
):
    visitor = await visitors(language="zh-CN")
    await visitor.begins()
    assert (await need(lead, visitor))["main"] is None
    await visitor.say(SHIPPING["question"])
    assert await need(lead, visitor) == {"main": "question", "others": [], "corrected_by": None}
    assert await server.rows(ConversationNeed) == []
    await visitor.act("close", None, {})
    (kept,) = await server.rows(ConversationNeed)
    assert (kept["main"], kept["corrected_by"]) == ("question", None)


async def test_a_correction_stays_and_the_teller_learns_from_it(visitors, lead, server):
    first, second = await visitors(language="zh-CN"), await visitors(language="zh-CN")
    await first.say(ODD)
    await second.say(ODD)
    before = (await need(lead, second))["main"]
    other = next(one for one in NEEDS if one != before)
    shown = await corrects(lead, first, other)
    assert (shown["main"], shown["corrected_by"]) == (other, lead.name)
    assert (await need(lead, second))["main"] == other
    await first.act("close", None, {})
    assert (await need(lead, first))["main"] == other


async def test_corrections_of_one_shop_teach_no_other(visitors, lead, stranger, server):
    visitor = await visitors(language="zh-CN")
    await visitor.say(ODD)
    before = (await need(lead, visitor))["main"]
    assert (await stranger.put(path(visitor), {"main": "task"})).status_code == 404
    assert (await need(lead, visitor))["main"] == before


async def test_the_page_counts_each_need_with_its_conversations(knowledge, visitors, lead):
    for text in (SHIPPING["question"], HURT["question"], "讲个笑话", "帮我取消订单"):
        visitor = await visitors(language="zh-CN")
        await visitor.say(text)
        await visitor.act("close", None, {})
    view = await lead.done(await lead.get("/api/insight/bot"))
    shares = {one["code"]: (one["numerator"], one["n"]) for one in view["figures"]}
    assert shares["need_question"] == (2, 4)
    assert shares["need_task"] == (1, 4)
    assert shares["need_chat"] == (1, 4)
    records = await lead.done(await lead.get("/api/insight/bot/need_task/records"))
    counted = [one for one in records["items"] if one["value"]]
    assert [one["conversation_id"] for one in counted] == [visitor.conversation_id]
