"""Why a customer left the bot, which way they went, and what an answer led to, as it is stored."""

import pytest

from yingda.learning.models import AnswerOutcome, BotTransfer, PathHop
from yingda.team import queries as team_queries
from yingda.team import service as team

HOUR = 3_600
ODD = "你们老板喜欢什么颜色"


async def transfer(server):
    (row,) = await server.rows(BotTransfer)
    return row


async def path(server, conversation_id):
    hops = await server.rows(PathHop, conversation_id=conversation_id)
    return [(hop["level"], hop["reason"], hop["outcome"]) for hop in hops]


async def outcomes(server):
    return [row["outcome"] for row in await server.rows(AnswerOutcome)]


# ------------------------------------------------------------------ reasons


async def test_who_presses_the_button_at_once_came_directly(server, customer):
    await customer.asks_for_human()
    row = await transfer(server)
    assert (row["reason"], row["cause"], row["questions"]) == ("direct", "customer_button", 0)


async def test_a_greeting_is_no_question(server, customer):
    await customer.say("你好")
    await customer.say("转人工")
    row = await transfer(server)
    assert (row["reason"], row["cause"], row["questions"]) == ("direct", "customer_word", 0)


async def test_who_was_answered_and_asks_for_a_person_came_after_talk(server, customer, knowledge):
    asked = await customer.say("怎么退货")
    await customer.asks_for_human()
    row = await transfer(server)
    assert (row["reason"], row["questions"], row["asked_seq"]) == ("after_talk", 1, asked["seq"])
    assert row["entry_ids"] == [knowledge["怎么退货？"]]


async def test_who_was_not_answered_came_for_want_of_an_answer(server, customer):
    await customer.say(ODD)
    await customer.asks_for_human()
    assert (await transfer(server))["reason"] == "no_answer"


async def test_a_bot_that_gives_up_did_not_know(server, customer):
    await customer.say(ODD)
    await customer.say("你们老板的狗叫什么")
    row = await transfer(server)
    assert (row["reason"], row["cause"], row["questions"]) == ("no_answer", "bot_gave_up", 2)


@pytest.mark.parametrize("words", ["答非所问，转人工", "不对，我要人工"])
async def test_who_says_that_it_was_no_answer_was_answered_wrong(server, customer, words):
    await customer.say("怎么退货")
    await customer.say(words)
    assert (await transfer(server))["reason"] == "wrong_answer"


@pytest.mark.parametrize(
    "words", ["你说的没用啊", "不对", "不对，答非所问", "还是不懂", "not helpful"]
)
async def test_who_said_so_before_asking_for_a_person_was_answered_wrong(server, customer, words):
    await customer.say("怎么退货")
    await customer.say(words)
    await customer.say("人工")
    assert (await transfer(server))["reason"] == "wrong_answer"


async def test_goods_that_are_not_right_are_no_complaint_about_the_answer(server, customer):
    await customer.say("怎么退货")
    await customer.say("颜色不对")
    await customer.say("人工")
    assert (await transfer(server))["reason"] != "wrong_answer"


async def test_who_asks_the_same_again_was_answered_wrong(server, customer):
    await customer.say("怎么退货")
    await customer.say("我问的是怎么退货")
    await customer.asks_for_human()
    assert (await transfer(server))["reason"] == "wrong_answer"


async def test_what_needs_a_person_says_so(server, customer, hurt):
    await customer.say(hurt)
    assert (await transfer(server))["reason"] == "must_human"


async def test_a_person_who_takes_it_from_the_bot_is_a_rule(server, customer, lead):
    await customer.say("怎么退货")
    await lead.take()
    await lead.close()
    row = await transfer(server)
    assert (row["reason"], row["cause"]) == ("rule", "manual")


async def test_a_message_left_is_a_transfer_too(server, customer):
    await customer.say("怎么退货")
    await customer.leaves_message("请回电")
    row = await transfer(server)
    assert (row["reason"], row["cause"]) == ("after_talk", "left_message")


async def tap(visitor, entry_id, title):
    body = {"client_key": visitor.key(), "content_type": "choice"}
    return await visitor.act("messages", None, body | {"entry_id": entry_id, "title": title})


async def test_a_suggested_question_that_is_tapped_is_one_of_its_own(server, customer, knowledge):
    await customer.say("怎么退货")
    await tap(customer, knowledge["怎么开发票？"], "怎么开发票？")
    await tap(customer, knowledge["运费是多少？"], "运费是多少？")
    await customer.asks_for_human()
    row = await transfer(server)
    assert (row["reason"], row["questions"]) == ("after_talk", 3)
    await customer.closes()
    assert await outcomes(server) == ["asked_on", "asked_on", "transferred"]


async def test_a_choice_among_offered_answers_goes_on_with_the_question(
    server, customer, knowledge
):
    await customer.say("退的时候运费发票怎么办")
    reply = (await customer.messages())[-1]
    assert reply["content_type"] == "choices"
    await tap(customer, **reply["content"]["choices"][0])
    await customer.say("退的时候运费发票怎么办？")
    await customer.closes()
    assert await outcomes(server) == ["repeated"]


async def test_a_tapped_question_is_no_proof_that_the_bot_understands(customer, knowledge, lead):
    await customer.say("怎么退货")
    await customer.say(ODD)
    await tap(customer, knowledge["怎么开发票？"], "怎么开发票？")
    figures = (await lead.done(await lead.get("/api/insight/bot")))["figures"]
    found = {one["code"]: (one["numerator"], one["n"]) for one in figures}
    assert (found["bot_matched"], found["bot_unanswered"]) == ((1, 2), (1, 2))


# ------------------------------------------------------------------ paths


async def test_the_path_goes_from_the_bot_to_a_person_with_reasons_and_seconds(
    server, customer, agent
):
    await customer.say("怎么退货")
    await server.wait(seconds=40)
    await agent.goes("available")
    await customer.asks_for_human()
    await agent.accept()
    await agent.reply()
    server.clock.advance(seconds=60)
    await agent.close()
    hops = await server.rows(PathHop)
    assert await path(server, customer.conversation_id) == [
        (1, "auto", "leaked"),
        (3, "after_talk", "resolved"),
    ]
    assert [hop["seconds"] for hop in hops] == [40, 60]
    assert hops[1]["evidence"] == "person_closed"


async def test_experts_are_a_level_of_their_own(server, customer, shop):
    expert = await shop.hire("master", groups=[])

    def join(tx):
        team.join_group(tx, team_queries.group_by_id(tx, shop.group.id), expert.id, 5)

    await server.write(join)
    await expert.goes("available")
    await customer.asks_for_human()
    await expert.accept()
    await expert.close()
    assert await path(server, customer.conversation_id) == [
        (1, "auto", "leaked"),
        (4, "direct", "resolved"),
    ]


async def test_who_gets_nobody_and_leaves_is_lost_not_served(server, customer):
    await customer.asks_for_human()
    await customer.closes()
    assert await path(server, customer.conversation_id) == [
        (1, "auto", "leaked"),
        (3, "direct", "abandoned"),
    ]


async def test_silence_after_not_knowing_is_a_loss(server, customer):
    await customer.say(ODD)
    await customer.closes()
    assert await path(server, customer.conversation_id) == [(1, "auto", "abandoned")]


async def test_who_only_looks_said_nothing(server, customer):
    await customer.begins()
    await customer.closes()
    assert await path(server, customer.conversation_id) == [(1, "auto", "nothing_said")]


async def test_thanks_are_evidence(server, customer):
    await customer.say("怎么退货")
    await customer.say("谢谢")
    await customer.closes()
    (hop,) = await server.rows(PathHop)
    assert (hop["outcome"], hop["evidence"]) == ("resolved", "thanked")
    assert await outcomes(server) == ["left_satisfied"]


# ------------------------------------------------------------------ what followed an answer


async def test_silence_becomes_a_success_only_after_72_hours(server, customer):
    await customer.say("怎么退货")
    await customer.closes()
    assert await outcomes(server) == ["watched"]
    await server.wait(seconds=71 * HOUR)
    assert await outcomes(server) == ["watched"]
    await server.wait(seconds=2 * HOUR)
    assert await outcomes(server) == ["left_satisfied"]
    (hop,) = await server.rows(PathHop)
    assert (hop["outcome"], hop["evidence"]) == ("resolved", "no_contact")


async def test_who_comes_back_within_72_hours_was_not_helped(server, customer, visitors):
    await customer.say("怎么退货")
    await customer.closes()
    first = customer.conversation_id
    await server.wait(seconds=20 * HOUR)
    again = await visitors(visitor_secret=customer.start["visitor_secret"])
    await again.say("发票怎么开")
    await again.closes()
    assert await path(server, first) == [(1, "auto", "came_back")]
    assert sorted(await outcomes(server)) == ["came_back", "watched"]


async def test_who_comes_back_and_is_still_talking_is_seen_when_the_time_is_up(
    server, customer, visitors
):
    await customer.say("怎么退货")
    await customer.closes()
    await server.wait(seconds=71 * HOUR + 1_860)
    again = await visitors(visitor_secret=customer.start["visitor_secret"])
    await again.say("发票怎么开")
    await server.wait(seconds=1_750)
    assert "came_back" in await outcomes(server)


@pytest.mark.parametrize(
    ("then", "outcome"),
    [
        ("怎么退货？", "repeated"),
        ("退货到底怎么弄", "rephrased"),
        ("发票怎么开", "asked_on"),
        ("人工", "transferred"),
    ],
)
async def test_what_the_customer_does_next_says_what_the_answer_was_worth(
    server, customer, then, outcome
):
    await customer.say("怎么退货")
    await customer.say(then)
    await customer.closes()
    assert (await outcomes(server))[0] == outcome


@pytest.mark.parametrize(
    "words", ["不对，答非所问", "还是不懂", "骗人的吧，根本开不了", "没用", "垃圾"]
)
async def test_who_says_that_the_answer_is_none_was_not_helped(server, customer, words):
    await customer.say("怎么退货")
    await customer.say(words)
    await customer.closes()
    assert (await outcomes(server))[0] == "turned_down"
    assert await path(server, customer.conversation_id) == [(1, "auto", "abandoned")]
    await server.wait(seconds=73 * HOUR)
    assert await path(server, customer.conversation_id) == [(1, "auto", "abandoned")]


@pytest.mark.parametrize(
    ("then", "outcome"), [("人工", "transferred"), ("发票怎么开", "turned_down")]
)
async def test_what_was_said_of_an_answer_stands_whatever_comes_next(
    server, customer, then, outcome
):
    await customer.say("怎么退货")
    await customer.say("你说的没用啊")
    await customer.say(then)
    await customer.closes()
    assert (await outcomes(server))[0] == outcome


async def test_choices_that_nobody_took_are_no_answer(server, customer):
    await customer.say("退货发票")
    assert (await customer.messages())[-1]["content_type"] == "choices"
    await customer.closes()
    await server.wait(seconds=73 * HOUR)
    assert await path(server, customer.conversation_id) == [(1, "auto", "abandoned")]


@pytest.fixture
async def closed_by_a_person(customer, agent):
    """Give a conversation that a colleague closed as solved."""
    await customer.asks_for_human()
    await agent.take(customer)
    await agent.reply("好了", customer)
    await agent.close(customer, summary="好了")
    return customer


async def test_what_a_person_closed_is_solved_unless_the_customer_says_otherwise(
    server, closed_by_a_person
):
    assert (await path(server, closed_by_a_person.conversation_id))[-1][2] == "resolved"
    await closed_by_a_person.rates(1, solved=False)
    assert (await path(server, closed_by_a_person.conversation_id))[-1][2] == "abandoned"


async def test_who_comes_back_to_people_within_72_hours_was_not_helped_either(
    server, closed_by_a_person, visitors
):
    await server.wait(seconds=20 * HOUR)
    again = await visitors(visitor_secret=closed_by_a_person.start["visitor_secret"])
    await again.say("还是那个问题")
    await again.closes()
    assert (await path(server, closed_by_a_person.conversation_id))[-1][2] == "came_back"


async def test_ratings_count_where_they_are_but_nothing_waits_for_them(server, customer):
    await customer.say("怎么退货")
    await customer.closes()
    await customer.rates(1)
    assert await outcomes(server) == ["rated_badly"]
    (hop,) = await server.rows(PathHop)
    assert hop["outcome"] == "abandoned"
    await customer.rates(5, solved=True)
    assert await outcomes(server) == ["left_satisfied"]
    (hop,) = await server.rows(PathHop)
    assert (hop["outcome"], hop["evidence"]) == ("resolved", "rated_solved")


@pytest.mark.parametrize("score", [3, 5])
async def test_what_silence_has_settled_is_settled_still_after_a_late_rating(
    server, customer, visitors, score
):
    await customer.say("怎么退货")
    await customer.closes()
    await server.wait(seconds=96 * HOUR)
    later = await visitors(visitor_secret=customer.start["visitor_secret"])
    await later.act("rating", customer.conversation_id, {"score": score, "tags": []})
    assert await outcomes(server) == ["left_satisfied"]
    (hop,) = await server.rows(PathHop)
    assert (hop["outcome"], hop["evidence"]) == ("resolved", "no_contact")


async def test_who_takes_a_bad_rating_back_is_watched_like_everybody(server, customer):
    await customer.say("怎么退货")
    await customer.closes()
    await customer.rates(1)
    await customer.rates(3)
    assert await outcomes(server) == ["watched"]
    await server.wait(seconds=73 * HOUR)
    assert await outcomes(server) == ["left_satisfied"]
    assert await path(server, customer.conversation_id) == [(1, "auto", "resolved")]


async def test_an_answer_after_a_bad_rating_is_not_watched_for_ever(server, customer):
    await customer.say("怎么退货")
    await customer.say("谢谢")
    await customer.closes()
    await customer.rates(1)
    await customer.say("发票怎么开")
    await customer.closes()
    assert (await outcomes(server))[-1] == "watched"
    await server.wait(seconds=73 * HOUR)
    assert (await outcomes(server))[-1] == "left_satisfied"


async def test_a_conversation_that_goes_on_is_judged_anew(server, customer):
    await customer.say("怎么退货")
    await customer.closes()
    await customer.say("发票怎么开")
    await customer.asks_for_human()
    await customer.closes()
    assert await outcomes(server) == ["asked_on", "transferred"]
