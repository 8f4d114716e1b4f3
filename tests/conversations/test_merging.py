"""When two customers turn out to be one, their conversations stand together, and apart again."""


async def merged(lead, kept, other):
    answer = await lead.post(f"/api/customers/{kept.id}/merge", {"other_id": other.id})
    return await lead.done(answer)


async def past_of(person, conversation_id):
    answer = await person.get(f"/api/conversations/{conversation_id}/thread")
    return [past["conversation"]["id"] for past in (await person.done(answer))["conversations"]]


async def test_a_merge_moves_conversations_and_a_split_moves_them_back(
    visitor, other_visitor, lead, clock
):
    await visitor.say("From my phone")
    await visitor.closes()
    clock.advance(seconds=700)
    await other_visitor.say("From my desk")

    merge = await merged(lead, other_visitor, visitor)
    moved = await lead.sees(visitor)
    assert moved["customer_id"] == other_visitor.id
    assert await past_of(lead, other_visitor.conversation_id) == [visitor.conversation_id]

    merge_id = merge["merges"][-1]["id"] if "merges" in merge else merge["id"]
    split = await lead.post(f"/api/customers/{other_visitor.id}/split", {"merge_id": merge_id})
    await lead.done(split)
    back = await lead.sees(visitor)
    assert back["customer_id"] == visitor.id
    assert back["thread_id"] != (await lead.sees(other_visitor))["thread_id"]
    assert await past_of(lead, other_visitor.conversation_id) == []


async def test_a_changed_name_and_tier_show_in_the_list(visitor, lead):
    await visitor.asks_for_human()
    change = {"name": "Frau Li", "tier": 4}
    await lead.done(await lead.patch(f"/api/customers/{visitor.id}", change))
    (row,) = await lead.inbox("queue")
    assert (row["customer_name"], row["customer_tier"]) == ("Frau Li", 4)
