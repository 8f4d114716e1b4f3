"""Where a question was meant to be served: what its entry says, and what the shop says of it."""

import pytest

from tests.bot.conftest import ENTRIES, HURT

RETURN = "怎么退货？"


@pytest.fixture
def served(server, lead):
    """Give how the only conversation was served: meant for, reached, and in a word."""

    async def read():
        await server.settle()
        view = await lead.done(await lead.get("/api/insight/bot"))
        (one,) = view["served"]
        return one["designed"], one["reached"], one["service"]

    return read


@pytest.fixture
def meant_for(lead, knowledge):
    """Give a verb: say for which level an entry is meant, None for what its mode says."""

    async def mean(question, level):
        change = {"designed_level": level}
        return await lead.done(await lead.patch(f"{ENTRIES}/{knowledge[question]}", change))

    return mean


async def meets(agent, customer):
    await agent.goes("available")
    await agent.accept(customer.conversation_id)
    await agent.reply("我来看看", customer.conversation_id)


async def test_what_a_person_is_asked_is_held_against_what_the_bot_knows(customer, agent, served):
    await customer.begins()
    await customer.asks_for_human()
    await meets(agent, customer)
    await customer.say(RETURN)
    await agent.close(customer.conversation_id)
    assert await served() == (1, 3, "leaked_up")  # the bot knew, and was not asked


async def test_a_shop_may_mean_a_question_for_its_experts(customer, agent, meant_for, served):
    assert (await meant_for(RETURN, 4))["designed_level"] == 4
    await customer.say(RETURN)
    await customer.asks_for_human()
    await meets(agent, customer)
    await agent.close(customer.conversation_id)
    assert await served() == (4, 3, "kept_below")


async def test_what_is_meant_for_newcomers_and_goes_to_another_level_is_over_served(
    customer, agent, meant_for, served
):
    await meant_for(RETURN, 2)
    await customer.say(RETURN)
    await customer.asks_for_human()
    await meets(agent, customer)
    await agent.close(customer.conversation_id)
    assert await served() == (2, 3, "over_served")


async def test_without_a_word_of_the_shop_the_mode_decides(customer, meant_for, served):
    await meant_for(HURT["question"], 4)
    assert (await meant_for(HURT["question"], None))["designed_level"] is None
    await customer.say(HURT["question"])
    await customer.closes()
    assert await served() == (3, 3, "as_designed")


async def test_only_the_last_question_before_people_counts(customer, agent, served):
    await customer.say(RETURN)
    await customer.say("你们老板喜欢什么颜色")
    await customer.asks_for_human()
    await meets(agent, customer)
    await agent.close(customer.conversation_id)
    assert await served() == (None, 3, "not_told")


@pytest.mark.parametrize("level", [0, 5, "high"])
async def test_a_level_that_is_none_is_refused(lead, knowledge, level):
    path = f"{ENTRIES}/{knowledge[RETURN]}"
    assert (await lead.patch(path, {"designed_level": level})).status_code == 422
    assert (await lead.done(await lead.get(path)))["designed_level"] is None


@pytest.mark.parametrize(
    ("question", "level"),
    [("邮费退吗", 1), ("退货运费谁出", None)],  # offered at 0.98, and at 0.42
)
async def test_what_was_offered_counts_where_it_is_likely(customer, agent, served, question, level):
    await customer.say(question)
    await customer.asks_for_human()
    await meets(agent, customer)
    await agent.close(customer.conversation_id)
    assert (await served())[0] == level
