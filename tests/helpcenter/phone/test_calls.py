"""A call through its turns: what is said, what is asked, and who takes it over."""

import pytest

from tests.helpcenter.conftest import DELAY, FRYER, HURT, SECRET
from tests.helpcenter.phone.conftest import NUMBER, STORED, calls
from yingda.app.retention import forget_what_is_old
from yingda.foundation.clock import DAY, SECOND
from yingda.foundation.settings import Retention
from yingda.helpcenter.phone.models import PhoneCall

pytestmark = pytest.mark.usefixtures("set_up")


async def test_a_caller_hears_who_it_is_and_what_to_press(telephone):
    said = await telephone.rings()
    assert said.startswith("您好，这里是Qinghe。退换货请按 1，清洗请按 2，投诉建议请按 3，")
    assert telephone.keys == {
        "1": "退换货", "2": "清洗", "3": "投诉建议", "9": "发链接到手机", "0": "转人工",
    }  # fmt: skip
    assert telephone.reply["next"] == "listen"


async def test_a_key_and_plain_words_lead_to_the_same_answer(telephone):
    await telephone.rings()
    assert (await telephone.presses("2")).startswith("炸篮可以水洗。")
    assert (await telephone.says("空气炸锅怎么洗")).startswith("炸篮可以水洗。")


async def test_an_answer_is_spoken_without_what_is_only_for_eyes(telephone, lead, knowledge):
    change = {"answer": "**炸篮**可以[水洗](https://shop.example/wash)。\n\n![图](/a.png)"}
    path = f"/api/knowledge/entries/{knowledge[FRYER]}"
    await lead.done(await lead.patch(path, change))
    await telephone.rings()
    said = await telephone.presses("2")
    assert said.startswith("炸篮可以水洗。")
    assert "http" not in said


async def test_english_is_answered_in_english(telephone):
    said = await telephone.rings(language="en")
    assert said.startswith("Hello, this is Qinghe. Returns: press 1")
    assert "See your orders." in await telephone.says("Where is my parcel?")


async def test_what_is_for_colleagues_or_others_is_never_told(telephone, order, set_up):
    await order("A1", "delayed", customer={"external_id": "U1", "phone": NUMBER})
    await telephone.rings()
    assert "二十元" not in await telephone.says(SECRET)
    # A number can be forged: nothing that depends on who it is.
    assert "延误会赔付" not in await telephone.says(DELAY)


async def test_a_number_that_is_trusted_hears_of_its_own_order(telephone, order, set_up):
    await set_up(trusts_numbers=True)
    await order("A1", "delayed", customer={"external_id": "U1", "phone": NUMBER})
    assert "恒温电水壶" in await telephone.rings()
    assert "延误会赔付" in await telephone.says(DELAY)
    assert "恒温电水壶" not in await telephone.rings("139 0013 9000")


async def test_one_order_is_said_to_nobody_unless_numbers_are_trusted(telephone, order):
    await order("A1", "delayed", customer={"external_id": "U1", "phone": NUMBER})
    assert "恒温电水壶" not in await telephone.rings()


@pytest.mark.parametrize("way", ["0", "3", "转人工", "我要投诉你们"])
async def test_a_person_is_always_a_key_or_a_word_away(telephone, agent, way):
    await agent.goes("available")
    await telephone.rings()
    said = await (telephone.presses(way) if way.isdigit() else telephone.says(way))
    assert (said, telephone.reply["next"]) == ("好的，为您转接人工客服，请稍候。", "transfer")


async def test_the_shop_says_where_a_person_is_dialled(telephone, agent, set_up):
    await set_up(transfer_to="8001")
    await agent.goes("available")
    await telephone.rings()
    assert telephone.reply["transfer_to"] is None
    await telephone.presses("0")
    assert telephone.reply["transfer_to"] == "8001"


async def test_whoever_takes_the_call_sees_who_it_is_and_their_last_chat(
    telephone, agent, buyer, order
):
    await order("A1", "paid", customer={"external_id": "U1", "phone": NUMBER})
    person = await buyer()
    await person.say("空气炸锅怎么清洗？")
    await agent.goes("available")
    socket = await agent.listens()
    await telephone.rings()
    assert telephone.reply["profile_path"] == f"/desk/conversations/{person.conversation_id}"
    await telephone.says("你们的锅坏了")
    await telephone.presses("0")
    (news,) = socket.heard("CallPassedOn")
    assert news["customer_id"] == person.id
    assert news["conversation_id"] == person.conversation_id
    assert news["asked"] == "你们的锅坏了"
    assert STORED not in str(news)


async def test_a_number_never_seen_is_a_customer_of_its_own_from_then_on(telephone, lead):
    await telephone.rings()
    await telephone.rings("+86 13800138000")
    (second, first) = await calls(lead)
    assert first["customer_id"] == second["customer_id"]
    assert {first["phone"], second["phone"]} == {STORED}


@pytest.mark.parametrize("withheld", [None, "", "anonymous", "12"])
async def test_who_withholds_the_number_is_answered_as_well(telephone, lead, withheld):
    assert "退换货请按 1" in await telephone.rings(withheld)
    assert telephone.reply["profile_path"] is None
    assert "9" not in telephone.keys
    (call,) = await calls(lead)
    assert (call["phone"], call["customer_id"]) == (None, None)


async def test_with_nobody_there_a_message_can_be_left_by_the_link(telephone):
    await telephone.rings()
    said = await telephone.presses("0")
    assert "没有人工客服在线" in said
    assert telephone.reply["next"] == "listen"
    await telephone.presses("1")
    assert telephone.reply["sms"]["to"] == STORED


async def test_with_nobody_there_and_no_link_the_caller_is_told_and_let_go(telephone, set_up):
    await set_up(sends_links=False)
    await telephone.rings()
    assert "请在上班时间再打来" in await telephone.presses("0")
    assert telephone.reply["next"] == "hang_up"


async def test_who_must_have_a_person_is_told_the_first_aid_and_put_through(telephone, agent):
    await agent.goes("available")
    await telephone.rings()
    said = await telephone.says(HURT)
    assert said.startswith("请先断电，马上转专人。")
    assert telephone.reply["next"] == "transfer"


async def test_two_misses_offer_the_link_and_a_third_gives_a_person(telephone, agent):
    await agent.goes("available")
    await telephone.rings()
    assert "没有听到" in await telephone.is_silent()
    assert "按 1" in await telephone.says("量子纠缠是什么原理")
    await telephone.presses("7")
    assert telephone.reply["next"] == "transfer"


async def test_an_answer_between_two_misses_begins_anew(telephone, agent):
    await agent.goes("available")
    await telephone.rings()
    await telephone.is_silent()
    await telephone.presses("2")
    await telephone.is_silent()
    assert telephone.reply["next"] == "listen"
    assert "9" in telephone.keys


async def test_where_two_may_be_meant_the_keys_choose_between_them(telephone, lead):
    settings = {"answer_above": 0.99, "choices_above": 0.01}
    await lead.done(await lead.put("/api/bot/settings", settings))
    await telephone.rings()
    said = await telephone.says("空气炸锅能退吗")
    assert said.startswith("您想问的是：")
    (key,) = [key for key, title in telephone.keys.items() if title == FRYER]
    assert (await telephone.presses(key)).startswith("炸篮可以水洗。")
    # And from then on the keys are those of the menu again.
    assert (await telephone.presses("1")).startswith("七天内可以退。")


async def test_who_says_goodbye_is_let_go_and_who_says_thanks_may_ask_on(telephone):
    await telephone.rings()
    assert "还有别的问题" in await telephone.says("谢谢")
    assert telephone.reply["next"] == "listen"
    assert "再见" in await telephone.says("再见")
    assert telephone.reply["next"] == "hang_up"


async def test_a_turn_told_twice_has_one_answer_and_is_stored_once(telephone, lead):
    await telephone.rings()
    await telephone.presses("9")
    first = telephone.reply
    again = (await telephone.tells(1, digits="9")).json()
    assert again == first
    (call,) = await calls(lead)
    assert [one["digits"] for one in call["turns"]] == [None, "9"]


async def test_a_call_told_twice_is_one_call(telephone, shop_system, lead):
    draft = {"external_id": "same", "number": NUMBER}
    first = (await shop_system.post("/api/phone/calls", draft)).json()
    assert (await shop_system.post("/api/phone/calls", draft)).json() == first
    assert len(await calls(lead)) == 1


async def test_a_turn_that_cannot_be_the_next_and_a_call_that_is_over_are_refused(telephone):
    await telephone.rings()
    assert (await telephone.tells(3, digits="1")).json()["code"] == ("phone.turn_out_of_order")
    await telephone.hangs_up()
    assert (await telephone.tells(1, digits="1")).json()["code"] == "phone.call_over"


async def test_a_caller_who_goes_on_for_ever_is_given_a_person(telephone, agent, server):
    await agent.goes("available")
    await telephone.rings()
    for _ in range(60):
        await telephone.presses("2")
    assert telephone.reply["next"] == "listen"
    await telephone.presses("2")
    assert telephone.reply["next"] == "transfer"


async def test_a_trial_meets_nobody_and_rings_nowhere(telephone, agent, lead, server):
    await agent.goes("available")
    socket = await agent.listens()
    await telephone.rings(is_trial=True)
    assert telephone.reply["profile_path"] is None
    await telephone.presses("0")
    assert telephone.reply["next"] == "transfer"
    assert socket.heard("CallPassedOn") == []
    assert await calls(lead) == []


async def test_strangers_have_no_part_in_it(telephone, stranger, other_shop, anonymous):
    await telephone.rings()
    path = f"/api/phone/calls/{telephone.call_id}/turns"
    admin = await other_shop.hire("their-admin", "admin")
    assert (await admin.post(path, {"n": 1, "digits": "1"})).status_code == 404
    assert (await anonymous.post(path, {"n": 1, "digits": "1"})).status_code == 401
    assert await calls(stranger) == []


async def test_an_agent_reads_the_calls_of_a_customer_and_not_of_the_house(telephone, agent, lead):
    await telephone.rings()
    (call,) = await calls(lead)
    assert [one["id"] for one in await calls(agent, customer_id=call["customer_id"])] == [
        call["id"]
    ]
    assert (await agent.get("/api/phone/calls")).status_code == 403


async def test_temporary_staff_see_no_number(telephone, shop, lead):
    group = await shop.group_named("Temps", restricted=True)
    temp = await shop.hire("temp", groups=[group])
    await telephone.rings()
    (call,) = await calls(lead)
    assert call["phone"] == STORED
    (call,) = await calls(temp, customer_id=call["customer_id"])
    assert STORED not in str(call)


async def test_what_was_said_goes_when_conversations_do_and_the_count_stays(
    telephone, server, lead
):
    await telephone.rings()
    await telephone.says("我住在文三路一百号")
    await telephone.presses("9")
    server.clock.advance(seconds=31 * DAY // SECOND)
    server.runtime.settings.retention = Retention(conversations_days=30)
    assert (await forget_what_is_old(server.runtime))["calls"] == 1
    assert (await forget_what_is_old(server.runtime))["calls"] == 0
    stored = str(await server.rows(PhoneCall))
    assert "文三路" not in stored
    assert STORED not in stored
    assert [one["outcome"] for one in await server.rows(PhoneCall)] == ["linked"]
