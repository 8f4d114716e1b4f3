"""A visitor comes back after the merge window and finds what was said before."""

from tests.fixtures.people import visit


async def own(visitor, **query):
    answer = await visitor.get("/api/widget/conversations", **query)
    return (await visitor.done(answer))["conversations"]


async def returns(shop, visitor):
    return await visit(shop, visitor_secret=visitor.start["visitor_secret"])


async def comes_and_goes(visitor, clock, *words):
    for text in words:
        await visitor.say(text)
    await visitor.closes()
    ended, visitor.conversation_id = visitor.conversation_id, None
    clock.advance(seconds=700)
    return ended


async def test_a_returning_visitor_reads_earlier_conversations_page_by_page(shop, visitor, clock):
    assert visitor.start["has_earlier"] is False
    assert await own(visitor) == []
    ids = [await comes_and_goes(visitor, clock, f"Question {n}") for n in range(3)]

    back = await returns(shop, visitor)
    assert (back.start["conversation"], back.start["has_earlier"]) == (None, True)
    first, second = await own(back, limit=2)
    assert [first["conversation"]["id"], second["conversation"]["id"]] == [ids[2], ids[1]]
    said = [m["content"].get("text") for m in first["messages"] if m["sender_kind"] == "customer"]
    assert said == ["Question 2"]
    (last,) = await own(back, before=ids[1])
    assert last["conversation"]["id"] == ids[0]
    assert await own(back, before=ids[0]) == []


async def test_what_goes_on_is_not_earlier(shop, visitor, clock):
    await comes_and_goes(visitor, clock, "Long ago")
    await visitor.say("Now")
    back = await returns(shop, visitor)
    assert back.start["conversation"]["id"] == visitor.conversation_id
    (past,) = await own(back, before=visitor.conversation_id)
    assert [m["content"].get("text") for m in past["messages"]][:1] != ["Now"]


async def test_earlier_conversations_show_no_more_than_their_customer_may_see(visitor, clock):
    await comes_and_goes(visitor, clock, "Private")
    (past,) = await own(visitor)
    assert not {"why", "priority", "customer_tier", "tags", "summary"} & set(past["conversation"])


async def test_nobody_else_reads_them(visitor, other_visitor, lead, clock):
    ended = await comes_and_goes(visitor, clock, "Private")
    assert await own(other_visitor) == []
    await other_visitor.say("Mine")
    answer = await other_visitor.get("/api/widget/conversations", before=ended)
    assert answer.status_code == 404
    assert (await lead.get("/api/widget/conversations")).status_code == 403
