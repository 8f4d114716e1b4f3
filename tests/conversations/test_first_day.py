"""The way of one conversation from the first word to the rating."""


async def test_a_customer_asks_waits_is_answered_and_rates(visitor, agent):
    await agent.goes("available")
    await visitor.say("Where is my parcel?")
    waiting = await visitor.asks_for_human()
    assert waiting["stage"] == "queue"

    (row,) = await agent.inbox("mine")
    assert (row["id"], row["stage"]) == (visitor.conversation_id, "human")
    assert row["why"][0]["code"] == "only_one"

    await agent.accept()
    answer = await agent.reply("On its way.")
    assert (await visitor.messages())[-1] == answer
    await agent.close(summary="Parcel is on its way")
    (row,) = await agent.inbox("ended")
    assert row["preview"]["text"] == "On its way."
    assert (await visitor.rates(5))["score"] == 5
