"""From the call to the chat: the link, who opens it, and what is there for them."""

import pytest

from tests.helpcenter.conftest import RETURNS, TRACK
from tests.helpcenter.phone.conftest import NUMBER, calls, figures
from yingda.foundation.clock import DAY, HOUR, SECOND

pytestmark = pytest.mark.usefixtures("set_up")


@pytest.fixture
def opens(anonymous):
    """Give what opens the link of the last reply, as a browser does."""

    async def opened(telephone, secret=None):
        token = telephone.reply["sms"]["url"].rpartition("/")[2]
        body = {"token": token} | ({"visitor_secret": secret} if secret else {})
        return await anonymous.done(await anonymous.post("/api/phone/links/open", body))

    return opened


@pytest.fixture
def arrives(opens, visitors):
    """Give what opens the link in a new browser and begins the chat with what was said."""

    async def arrived(telephone):
        opened = await opens(telephone)
        person = await visitors(visitor_secret=opened["visitor_secret"])
        await person.say(opened["words"])
        return person

    return arrived


async def linked(telephone, question="我要退货", **more):
    await telephone.rings(**more)
    await telephone.says(question)
    await telephone.presses("9")
    return telephone.reply["sms"]


async def test_the_message_names_the_shop_and_holds_the_link(telephone):
    sms = await linked(telephone)
    assert sms["text"].startswith("【Qinghe】")
    assert sms["url"] in sms["text"]
    assert "/go/" in sms["url"]


async def test_looking_at_the_link_uses_nothing_up(telephone, anonymous, opens):
    sms = await linked(telephone)
    path = "/go/" + sms["url"].rpartition("/")[2]
    for _ in range(3):
        seen = await anonymous.get(path)
        assert seen.status_code == 307
        assert "/widget/frame?key=" in seen.headers["location"]
    assert (await opens(telephone))["words"] == "我要退货"


async def test_the_chat_begins_with_what_was_said_as_the_caller(
    telephone, opens, visitors, lead, buyer, order
):
    await order("A1", "paid", customer={"external_id": "U1", "phone": NUMBER})
    await linked(telephone)
    opened = await opens(telephone)
    person = await visitors(visitor_secret=opened["visitor_secret"])
    assert person.id == (await buyer()).id
    await person.say(opened["words"])
    said = [one["content"].get("text", "") for one in await person.messages()]
    assert any("七天内可以退" in one for one in said)
    (call,) = await calls(lead, customer_id=person.id)
    assert call["conversation_id"] == person.conversation_id
    assert (call["outcome"], call["asked"]) == ("linked", "我要退货")


async def test_a_browser_without_a_name_becomes_the_callers(telephone, opens, visitors):
    person = await visitors()
    await person.say("在吗")
    await linked(telephone)
    opened = await opens(telephone, person.start["visitor_secret"])
    again = await visitors(visitor_secret=opened["visitor_secret"])
    assert again.id != person.id
    assert again.start["conversation"]["id"] == person.conversation_id


async def test_a_browser_that_is_known_goes_on_as_who_it_is(
    telephone, opens, visitors, buyer, server
):
    person = await visitors()
    secret = person.start["visitor_secret"]
    await linked(telephone, number="139 0013 9000")
    first = await opens(telephone, secret)
    known = await visitors(visitor_secret=first["visitor_secret"])
    await linked(telephone)
    second = await opens(telephone, first["visitor_secret"])
    assert second["visitor_secret"] == first["visitor_secret"]
    assert (await visitors(visitor_secret=second["visitor_secret"])).id == known.id


async def test_whoever_opens_it_second_sees_nothing_of_the_caller(telephone, opens, visitors):
    await linked(telephone)
    first = await opens(telephone)
    assert (await opens(telephone)) == {"visitor_secret": None, "words": ""}
    stranger = await visitors()
    other = await opens(telephone, stranger.start["visitor_secret"])
    assert other["words"] == ""
    assert (await visitors(visitor_secret=other["visitor_secret"])).id == stranger.id
    assert (await opens(telephone, first["visitor_secret"]))["words"] == "我要退货"


async def test_the_link_of_a_trial_makes_nobody_somebody_else(telephone, opens, visitors):
    person = await visitors()
    await linked(telephone, is_trial=True)
    opened = await opens(telephone, person.start["visitor_secret"])
    assert opened["words"] == "我要退货"
    assert (await visitors(visitor_secret=opened["visitor_secret"])).id == person.id


async def test_a_link_ends_after_a_day(telephone, anonymous, server):
    sms = await linked(telephone)
    await server.wait(seconds=(DAY + HOUR) // SECOND)
    token = sms["url"].rpartition("/")[2]
    answer = await anonymous.post("/api/phone/links/open", {"token": token})
    assert (answer.status_code, answer.json()["code"]) == (404, "phone.link_gone")
    assert (await anonymous.get(f"/go/{token}")).status_code == 404
    assert (await anonymous.get("/go/guessed")).status_code == 404


async def test_the_link_cannot_be_read_from_the_database(telephone, server):
    sms = await linked(telephone)
    token = sms["url"].rpartition("/")[2]
    stored = await server.read(
        lambda tx: str(tx.connection.exec_driver_sql("SELECT * FROM phone_call").fetchall())
    )
    assert token not in stored


async def test_a_task_goes_on_in_the_chat(telephone, arrives, cancelling, order):
    await order("A1", "paid", customer={"external_id": "U1", "phone": NUMBER})
    await telephone.rings()
    said = await telephone.says("取消订单")
    assert "“办事”在手机上办最快" in said
    await telephone.says("好的")
    person = await arrives(telephone)
    assert any("取消 A1？" in str(one["content"]) for one in await person.messages())


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "取消订单"), ("en", "cancel my order")])
async def test_a_key_for_a_task_begins_the_chat_in_the_callers_language(
    telephone, opens, cancelling, set_up, language, words
):
    item = {"key": "1", "label": {"en": "Cancel"}, "does": "task", "flow_id": cancelling["id"]}
    await set_up(menu=[item])
    await telephone.rings(language=language)
    await telephone.presses("1")
    await telephone.presses("1")
    assert (await opens(telephone))["words"] == words


async def test_where_no_message_can_be_sent_a_task_is_for_a_person(
    telephone, agent, cancelling, set_up
):
    await set_up(sends_links=False)
    await agent.goes("available")
    await telephone.rings()
    await telephone.says("取消订单")
    assert telephone.reply["next"] == "transfer"


async def test_a_call_is_counted_once_by_how_far_it_came(telephone, agent, lead):
    await agent.goes("available")
    await telephone.rings()
    await telephone.rings()
    await telephone.says(RETURNS)
    await linked(telephone)
    await linked(telephone)
    await telephone.presses("0")
    await telephone.rings(is_trial=True)
    await telephone.presses("2")
    found = await figures(lead)
    assert found["calls"] == 4
    assert found["outcomes"] == {"left": 1, "told": 1, "linked": 1, "passed_on": 1}
    assert (found["links_sent"], found["links_opened"]) == (2, 0)
    for outcome, count in found["outcomes"].items():
        assert len(await calls(lead, outcome=outcome)) == count


async def after(lead):
    found = (await figures(lead))["after"]
    return [name for name, count in found.items() for _ in range(count)]


async def test_who_says_nothing_in_the_chat_has_left_it(telephone, opens, lead, server):
    await linked(telephone)
    await opens(telephone)
    assert await after(lead) == ["watched"]
    await server.wait(seconds=DAY // SECOND)
    assert await after(lead) == ["abandoned"]


async def chatted(telephone, arrives):
    await linked(telephone, question=TRACK)
    person = await arrives(telephone)
    await person.closes()


async def test_who_stays_away_for_three_days_has_what_they_wanted(telephone, arrives, lead, server):
    await chatted(telephone, arrives)
    assert await after(lead) == ["watched"]
    await server.wait(seconds=3 * DAY // SECOND)
    assert await after(lead) == ["completed"]


async def test_who_calls_again_has_not(telephone, arrives, lead, server):
    await chatted(telephone, arrives)
    await server.wait(seconds=2 * DAY // SECOND)
    await telephone.rings()
    await server.wait(seconds=2 * DAY // SECOND)
    assert await after(lead) == ["came_back"]


async def test_a_task_finished_in_the_chat_is_completed_at_once(
    telephone, arrives, lead, cancelling, order, server
):
    await order("A1", "paid", customer={"external_id": "U1", "phone": NUMBER})
    await telephone.rings()
    await telephone.says("取消订单")
    await telephone.presses("1")
    person = await arrives(telephone)
    await person.say("确认")
    await server.performs()
    assert any("已取消" in str(one["content"]) for one in await person.messages())
    assert await after(lead) == ["completed"]
