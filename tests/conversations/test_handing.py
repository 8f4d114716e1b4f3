"""Who has a conversation: one person, never two, and the customer's place is never lost."""

import asyncio

from yingda.conversations.models import Leg, Message, QueueStay


async def test_of_two_who_take_at_once_one_wins_and_the_other_is_told(
    visitor, agent, second_agent, server
):
    await visitor.asks_for_human()
    road = f"/api/conversations/{visitor.conversation_id}/take"
    answers = await asyncio.gather(agent.post(road), second_agent.post(road))
    won, lost = sorted(answers, key=lambda answer: answer.status_code)
    assert (won.status_code, lost.status_code) == (200, 409)
    assert lost.json()["code"] == "conversations.taken"
    assert lost.json()["params"]["by"] == won.json()["agent_name"]
    legs = await server.rows(Leg, conversation_id=visitor.conversation_id, owner_kind="agent")
    assert len(legs) == 1


async def test_a_lead_takes_over_and_the_agent_loses_it(visitor, agent, lead):
    await agent.goes("available")
    await visitor.asks_for_human()
    await agent.accept()
    await lead.take()
    assert [row["id"] for row in await lead.inbox()] == [visitor.conversation_id]
    assert await agent.inbox() == []


async def test_an_agent_cannot_take_what_a_colleague_has(visitor, agent, second_agent):
    await agent.goes("available")
    await visitor.asks_for_human()
    answer = await second_agent.post(f"/api/conversations/{visitor.conversation_id}/take")
    assert (answer.status_code, answer.json()["params"]) == (409, {"by": agent.name})


async def test_the_bot_is_silent_once_a_person_is_there(visitor, agent, server):
    from yingda.conversations.service import say

    await visitor.say("Hello")
    conversation = visitor.conversation_id
    answer = {"content_type": "answer", "content": {"text": "I know", "sources": []}}
    assert await server.write(say, conversation, **answer) is not None
    await visitor.asks_for_human()
    assert await server.write(say, conversation, **answer) is None
    await agent.goes("available")
    assert await server.write(say, conversation, **answer) is None
    await agent.close()
    assert await server.write(say, conversation, **answer) is None
    said = await server.rows(Message, conversation_id=conversation, sender_kind="bot_auto")
    assert len(said) == 1


# ------------------------------------------------------------------ transfer


async def test_a_transferred_customer_keeps_the_place(visitors, agent, shop, clock):
    await agent.goes("available")
    other = await shop.group_named("After sales")
    first, second = await visitors(), await visitors()
    await first.asks_for_human()
    clock.advance(seconds=30)
    await second.asks_for_human()
    await agent.transfer(second, to=other)
    clock.advance(seconds=30)
    await agent.transfer(first, to=other)
    places = [(await person.sees())["queue"]["position"] for person in (first, second)]
    assert places == [1, 2]


async def test_what_is_handed_over_waits_since_the_question(visitor, agent, shop, clock, server):
    await agent.goes("available")
    await visitor.asks_for_human()
    await agent.reply()
    clock.advance(seconds=10)
    asked = await visitor.say("And what about this?")
    clock.advance(seconds=50)
    await agent.transfer(to=await shop.group_named("After sales"))
    stays = await server.rows(QueueStay, conversation_id=visitor.conversation_id)
    assert stays[-1]["waiting_since"] == asked["sent_at"]


async def test_the_note_of_a_transfer_is_for_colleagues(visitor, agent, shop, second_agent):
    await agent.goes("available")
    await visitor.asks_for_human()
    await agent.transfer(to=second_agent, note="She is upset")
    answer = await second_agent.get(f"/api/conversations/{visitor.conversation_id}/notes")
    assert [note["text"] for note in answer.json()["items"]] == ["She is upset"]


async def test_nothing_is_handed_to_outsiders(visitor, agent, shop, stranger, other_shop, server):
    await agent.goes("available")
    await visitor.asks_for_human()
    second = await shop.second_merchant()
    neighbour = await second.hire("linju", "merchant_staff")
    road = f"/api/conversations/{visitor.conversation_id}/transfer"
    before = await server.rows(Leg)
    for target in (
        {"staff_id": stranger.id},
        {"staff_id": neighbour.id},
        {"group_id": other_shop.group.id},
        {"group_id": second.group.id},
        {"staff_id": "0" * 32},
        {},
    ):
        answer = await agent.post(road, target)
        assert answer.json()["code"] == "conversations.target_unknown", target
        assert answer.status_code == 422
    assert await server.rows(Leg) == before


async def test_what_a_lead_gives_away_straight_from_the_bot_can_wait_again(
    visitor, agent, lead, shop
):
    await visitor.say("Hello")
    road = f"/api/conversations/{visitor.conversation_id}/assign"
    await lead.done(await lead.post(road, {"staff_id": agent.id}))
    assert [row["id"] for row in await agent.inbox()] == [visitor.conversation_id]
    await agent.goes("available")
    await agent.goes("offline")
    assert (await visitor.sees())["stage"] == "queue"


async def test_the_customer_is_told_whether_the_person_has_opened_the_conversation(visitor, agent):
    await agent.goes("available")
    await visitor.asks_for_human()
    shown = await visitor.sees()
    assert (shown["agent_name"], shown["agent_joined"]) == ("Chen", False)
    socket = await visitor.listens()
    await agent.accept()
    assert (await visitor.sees())["agent_joined"] is True
    heard = socket.heard("VisitorConversationChanged")[-1]
    assert heard["conversation"]["agent_joined"] is True


# ------------------------------------------------------------------ off hours, end, reopen


async def test_a_message_left_waits_without_a_place_in_the_queue(visitor, lead):
    await visitor.asks_for_human()
    shown = await visitor.leaves_message("Please call", "0912 345 678")
    assert shown["stage"] == "leave_message"
    assert shown["queue"] is None
    (row,) = await lead.inbox("queue")
    assert row["id"] == visitor.conversation_id
    (left,) = [one for one in await lead.messages() if one["content"].get("contact")]
    assert left["content"] == {"text": "Please call", "contact": "0912 345 678"}


async def test_no_message_is_left_while_a_person_is_there(visitor, agent):
    await agent.goes("available")
    await visitor.asks_for_human()
    body = {"client_key": "k", "text": "Call", "contact": "me@example.com"}
    road = f"/api/conversations/{visitor.conversation_id}/leave-message"
    answer = await visitor.post(road, body)
    assert (answer.status_code, answer.json()["code"]) == (409, "conversations.not_now")


async def test_within_the_merge_window_the_customer_finds_the_same_people(visitor, agent, clock):
    await agent.listens()
    await agent.goes("available")
    await visitor.asks_for_human()
    await agent.accept()
    await agent.close()
    first = visitor.conversation_id
    clock.advance(seconds=599)
    await visitor.begins()
    assert visitor.conversation_id == first
    await visitor.say("One more thing")
    (row,) = await agent.inbox()
    assert (row["id"], row["why"][0]["code"]) == (first, "last_agent")


async def test_within_the_merge_window_colleagues_take_over_from_who_has_left(
    visitor, agent, second_agent
):
    await agent.goes("available")
    await visitor.asks_for_human()
    await agent.accept()
    await agent.close()
    await agent.goes("offline")
    await second_agent.goes("busy")
    await visitor.say("One more thing")
    assert (await visitor.sees())["stage"] == "queue"


async def test_within_the_merge_window_nobody_queues_for_an_empty_group(visitor, agent):
    await agent.goes("available")
    await visitor.asks_for_human()
    await agent.accept()
    await agent.close()
    await agent.goes("offline")
    await visitor.say("One more thing")
    shown = await visitor.sees()
    assert (shown["status"], shown["stage"], shown["agent_name"]) == ("open", "bot", None)


async def test_after_the_merge_window_a_new_conversation_begins(visitor, clock):
    await visitor.say("Hello")
    first = visitor.conversation_id
    await visitor.closes()
    clock.advance(seconds=601)
    await visitor.begins()
    assert visitor.conversation_id != first


async def test_a_conversation_that_lies_still_ends_by_itself(visitor, server, agent):
    await agent.goes("available")
    await visitor.asks_for_human()
    await agent.reply("Here you are")
    await server.wait(seconds=31 * 60)
    assert (await visitor.sees())["status"] == "closed"


async def test_a_conversation_that_was_opened_again_ends_by_itself_too(visitor, server, agent):
    await agent.goes("available")
    await visitor.asks_for_human()
    await agent.reply("Here you are")
    await agent.close()
    await visitor.say("One more thing")
    await agent.reply("Here too")
    await server.wait(seconds=31 * 60)
    assert (await visitor.sees())["status"] == "closed"


async def test_a_customer_who_waits_is_never_ended_by_the_clock(visitor, lead, server):
    await visitor.asks_for_human()
    for _ in range(4):
        await server.wait(seconds=31 * 60)
    assert (await lead.sees())["stage"] == "queue"


async def test_only_the_owner_or_a_lead_ends_for_the_shop(visitor, agent, second_agent, lead):
    await agent.goes("available")
    await visitor.asks_for_human()
    answer = await second_agent.post(f"/api/conversations/{visitor.conversation_id}/close")
    assert (answer.status_code, answer.json()["code"]) == (409, "conversations.not_yours")
    await lead.close(summary="Done")
    assert (await agent.sees())["summary"] == "Done"
