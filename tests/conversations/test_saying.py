"""What is said is stored once, in order, and only among those who take part."""

import asyncio

from yingda.conversations.models import Message, Note


def text(key, words="Hello"):
    return {"client_key": key, "content_type": "text", "text": words}


def road(visitor):
    return f"/api/conversations/{visitor.conversation_id}/messages"


# ------------------------------------------------------------------ client keys


async def test_the_same_draft_again_is_the_same_message(visitor):
    await visitor.begins()
    first = await visitor.post(road(visitor), text("k"))
    again = await visitor.post(road(visitor), text("k"))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


async def test_another_body_under_the_same_key_is_refused(visitor, server):
    await visitor.begins()
    await visitor.post(road(visitor), text("k"))
    before = await server.rows(Message)
    answer = await visitor.post(road(visitor), text("k", "Something else"))
    assert (answer.status_code, answer.json()["code"]) == (409, "conversations.key_reused")
    assert await server.rows(Message) == before


async def test_the_same_draft_many_times_at_once_is_stored_once(visitor, server):
    await visitor.begins()
    answers = await asyncio.gather(*(visitor.post(road(visitor), text("k")) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(await server.rows(Message, client_key="k")) == 1


async def test_two_bodies_under_one_key_at_once_store_one_and_refuse_the_other(visitor, server):
    await visitor.begins()
    drafts = [text("k", words) for words in ("one", "two") * 5]
    answers = await asyncio.gather(*(visitor.post(road(visitor), draft) for draft in drafts))
    assert sorted(answer.status_code for answer in answers) == [200] * 4 + [201] + [409] * 5
    assert len(await server.rows(Message, client_key="k")) == 1


async def test_the_same_key_in_another_conversation_is_another_message(visitor, other_visitor):
    await visitor.say("Hello", key="k")
    await other_visitor.say("Hello", key="k")


async def test_many_senders_at_once_leave_no_gap(visitors, server):
    people = [await visitors() for _ in range(4)]
    for person in people:
        await person.begins()
    posts = [
        person.post(road(person), text(f"k{number}")) for number in range(10) for person in people
    ]
    answers = await asyncio.gather(*posts)
    assert {answer.status_code for answer in answers} == {201}
    for person in people:
        stored = await server.rows(Message, conversation_id=person.conversation_id)
        assert [row["seq"] for row in stored] == list(range(1, len(stored) + 1))
        mine = [row["client_key"] for row in stored if row["client_key"]]
        assert sorted(mine, key=lambda key: int(key[1:])) == [f"k{n}" for n in range(10)]


async def test_one_refused_message_in_a_batch_harms_no_other(visitor, other_visitor):
    await visitor.begins()
    await other_visitor.begins()
    drafts = [
        visitor.post(road(visitor), text("k", "fine")),
        visitor.post(road(other_visitor), text("foreign")),
        other_visitor.post(road(other_visitor), text("k", "fine too")),
        visitor.post("/api/conversations/nowhere/messages", text("lost")),
    ]
    answers = await asyncio.gather(*drafts)
    assert [answer.status_code for answer in answers] == [201, 404, 201, 404]


# ------------------------------------------------------------------ foreign, closed, unknown


async def test_foreign_closed_and_unknown_conversations_look_the_same(
    visitor, other_visitor, stranger, server
):
    await visitor.say("Mine")
    await other_visitor.say("Theirs")
    ended = visitor.conversation_id
    await visitor.closes()
    server.clock.advance(seconds=601)
    refused = [
        await visitor.post(f"/api/conversations/{ended}/messages", text("late")),
        await visitor.post(road(other_visitor), text("foreign")),
        await visitor.post(f"/api/conversations/{'0' * 32}/messages", text("unknown")),
        await stranger.post(road(other_visitor), text("other tenant")),
    ]
    bodies = [answer.json() for answer in refused]
    assert {answer.status_code for answer in refused} == {404}
    assert all(body == bodies[0] for body in bodies)
    assert bodies[0]["code"] == "conversations.not_found"


async def test_an_agent_is_told_that_a_conversation_has_ended(visitor, agent):
    await agent.goes("available")
    await visitor.asks_for_human()
    await agent.reply("Hello")
    await agent.close()
    answer = await agent.post(road(visitor), text("late"))
    assert (answer.status_code, answer.json()["code"]) == (409, "conversations.closed")


async def test_only_the_owner_speaks_for_the_shop(visitor, agent, second_agent, lead):
    await agent.goes("available")
    await visitor.asks_for_human()
    for colleague in (second_agent, lead):
        answer = await colleague.post(road(visitor), text("me too"))
        assert (answer.status_code, answer.json()["code"]) == (409, "conversations.not_yours")
        assert answer.json()["params"]["by"] == agent.name


# ------------------------------------------------------------------ recall


async def test_a_recalled_message_is_shown_to_nobody_and_keeps_its_place(visitor, agent, clock):
    await agent.listens()
    await agent.goes("available")
    await visitor.asks_for_human()
    await agent.accept()
    mistake = await visitor.say("My card number is 4111 1111")
    clock.advance(seconds=119)
    recalled = await visitor.recalls(mistake)
    assert (recalled["seq"], recalled["content_type"]) == (mistake["seq"], "recalled")
    for person in (visitor, agent):
        shown = {message["seq"]: message for message in await person.messages()}
        assert shown[mistake["seq"]]["content"] == {}
    (row,) = await agent.inbox()
    assert "4111 1111" not in str(row)


async def test_recalling_ends_after_two_minutes(visitor, clock):
    said = await visitor.say("Oh")
    clock.advance(seconds=121)
    answer = await visitor.post(
        f"/api/conversations/{said['conversation_id']}/messages/{said['id']}/recall"
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "conversations.recall_too_late")


async def test_nobody_recalls_what_another_said(visitor, agent):
    await agent.goes("available")
    await visitor.asks_for_human()
    said = await visitor.say("Mine")
    answer = await agent.post(
        f"/api/conversations/{said['conversation_id']}/messages/{said['id']}/recall"
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "conversations.not_your_message")


# ------------------------------------------------------------------ read marks and drafts


async def test_read_marks_never_go_back_and_never_beyond(visitor, agent):
    await agent.goes("available")
    await visitor.asks_for_human()
    await agent.accept()
    last = await visitor.say("One")
    await agent.reads(last["seq"])
    await agent.reads(1)
    assert (await agent.sees())["staff_read_seq"] == last["seq"]
    await agent.reads(10_000)
    seen = await agent.sees()
    assert seen["staff_read_seq"] == seen["last_seq"]
    assert seen["unread"] == 0


async def test_who_only_looks_leaves_the_owners_messages_unread(visitor, agent, lead):
    await agent.goes("available")
    await visitor.asks_for_human()
    await agent.accept()
    last = await visitor.say("One")
    await lead.reads(last["seq"])
    assert (await agent.sees())["unread"] > 0


async def test_a_draft_waits_on_the_server_for_its_writer_alone(visitor, agent, lead):
    await agent.goes("available")
    await visitor.asks_for_human()
    path = f"/api/conversations/{visitor.conversation_id}/draft"
    await agent.done(await agent.put(path, {"text": " half a sen", "mode": "note"}))
    kept = (await agent.get(path)).json()
    assert (kept["text"], kept["mode"]) == (" half a sen", "note")
    assert (await lead.get(path)).json()["text"] == ""
    await agent.done(await agent.put(path, {"text": "", "mode": "reply"}))
    assert (await agent.get(path)).json()["text"] == ""


# ------------------------------------------------------------------ notes

SECRET = "NOTE-CANARY-7731"


async def test_notes_never_reach_the_customer(visitor, agent, lead):
    await agent.goes("available")
    mine = await visitor.listens()
    await visitor.asks_for_human()
    await agent.notes(SECRET, mentions=[lead.id])
    await agent.transfer(to=lead, note=f"{SECRET} again")
    await lead.accept()
    await lead.close(summary=f"{SECRET} in the summary", tags=["vip"])
    await visitor.say("One more thing")

    conversation = f"/api/conversations/{visitor.conversation_id}"
    for path in ("", "/messages", "/thread", "/notes", "/draft", "/rating"):
        answer = await visitor.get(conversation + path)
        assert SECRET not in answer.text, path
        assert "note" not in answer.text, path
    started = await visitor.post("/api/widget/start", {"public_key": visitor.public_key})
    assert SECRET not in started.text
    kinds = {kind for kind, _ in mine.heard()}
    assert SECRET not in str(mine.heard())
    assert not kinds & {"NoteAdded", "ConversationChanged"}
    assert "MessagePosted" in kinds


async def test_what_a_customer_reads_of_earlier_conversations_is_only_theirs(visitor, agent, clock):
    await agent.goes("available")
    await visitor.asks_for_human()
    await agent.notes("Handle with care")
    await agent.close(tags=["difficult"])
    clock.advance(seconds=3_000)
    await visitor.begins()
    shown = (await visitor.get(f"/api/conversations/{visitor.conversation_id}/thread")).json()
    (past,) = shown["conversations"]
    inner = {"tags", "why", "priority", "customer_tier", "last_note_seq", "group_id", "agent_id"}
    assert inner.isdisjoint(past["conversation"])
    assert past["messages"]


async def test_a_note_written_twice_is_one_note(visitor, agent, server):
    await agent.goes("available")
    await visitor.asks_for_human()
    await agent.notes("Once", key="n")
    await agent.notes("Once", key="n")
    assert len(await server.rows(Note)) == 1
    path = f"/api/conversations/{visitor.conversation_id}/notes"
    answer = await agent.post(path, {"client_key": "n", "text": "Other"})
    assert (answer.status_code, answer.json()["code"]) == (409, "conversations.key_reused")


async def test_a_note_calls_no_stranger(visitor, agent, shop, stranger, server):
    await agent.goes("available")
    await visitor.asks_for_human()
    second = await shop.second_merchant()
    neighbour = await second.hire("linju", "merchant_staff")
    path = f"/api/conversations/{visitor.conversation_id}/notes"
    for outsider in (stranger, neighbour):
        body = {"client_key": outsider.id, "text": "psst", "mentions": [outsider.id]}
        answer = await agent.post(path, body)
        assert (answer.status_code, answer.json()["code"]) == (
            422,
            "conversations.target_unknown",
        )
    assert await server.rows(Note) == []
