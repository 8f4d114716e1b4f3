"""Whatever ends a wait is noticed at once: an arrival, a free seat, somebody who comes back."""

from yingda.conversations.models import Conversation, Leg, QueueStay
from yingda.routing import watchdog
from yingda.routing.models import Assignment, Neglect
from yingda.team.models import Seat
from yingda.team.service import set_presence

GRACE = 61
ACCEPT_TIMEOUT = 61


async def test_an_arrival_goes_to_whoever_is_available_with_the_reason(visitor, agent, server):
    await agent.goes("available")
    await visitor.asks_for_human()
    (row,) = await agent.inbox()
    assert row["id"] == visitor.conversation_id
    assert row["why"][0]["code"] == "only_one"
    (assignment,) = await server.rows(Assignment)
    assert (assignment["agent_id"], assignment["why"][0]["code"]) == (agent.id, "only_one")


async def test_a_customer_who_waits_gets_the_first_who_becomes_available(visitor, agent):
    await visitor.asks_for_human()
    assert (await visitor.sees())["queue"]["on_duty"] is False
    await agent.goes("available")
    assert (await visitor.sees())["stage"] == "human"


async def test_a_seat_that_frees_is_used_at_once(shop, visitors):
    agent = await shop.hire("small", capacity=1)
    await agent.goes("available")
    first, second = await visitors(), await visitors()
    await first.asks_for_human()
    await second.asks_for_human()
    assert (await second.sees())["queue"]["position"] == 1
    await agent.accept(first)
    await agent.close(first)
    assert (await second.sees())["stage"] == "human"


async def test_nobody_is_told_twice_that_nobody_is_on_duty(visitor, agent):
    await visitor.asks_for_human()
    await agent.goes("available")
    await agent.goes("offline")
    codes = [one["content"].get("code") for one in await visitor.messages()]
    assert codes.count("nobody_on_duty") == 1


async def test_who_waits_hears_it_when_the_last_one_leaves(shop, visitors):
    agent = await shop.hire("small", capacity=0)
    await agent.goes("available")
    waiting = await visitors()
    await waiting.asks_for_human()
    codes = [one["content"].get("code") for one in await waiting.messages()]
    assert "nobody_on_duty" not in codes
    await agent.goes("offline")
    codes = [one["content"].get("code") for one in await waiting.messages()]
    assert codes.count("nobody_on_duty") == 1
    assert (await agent.inbox("queue"))[0]["why"][0]["code"] == "nobody_on_duty"


async def test_what_is_not_opened_in_time_waits_again_with_its_place(visitor, agent, server):
    await agent.listens()
    await agent.goes("available")
    await visitor.asks_for_human()
    (before,) = await server.rows(QueueStay)
    await server.wait(seconds=ACCEPT_TIMEOUT)
    assert (await agent.me())["presence"] == "hung"
    seen = await visitor.sees()
    assert seen["stage"] == "queue"
    assert seen["queue"]["waiting_since"] == before["waiting_since"]
    (leg,) = await server.rows(Leg, owner_kind="agent")
    assert (leg["leave_reason"], leg["accepted_at"]) == ("timeout_transfer", None)
    (assignment,) = await server.rows(Assignment)
    assert assignment["timed_out_at"] is not None


async def test_what_is_opened_in_time_stays(visitor, agent, server):
    await agent.listens()
    await agent.goes("available")
    await visitor.asks_for_human()
    await agent.accept()
    await server.wait(seconds=ACCEPT_TIMEOUT)
    assert (await visitor.sees())["stage"] == "human"
    assert (await agent.me())["presence"] == "available"


async def test_a_reply_counts_as_opening(visitor, agent, server):
    await agent.listens()
    await agent.goes("available")
    await visitor.asks_for_human()
    await agent.reply()
    await server.wait(seconds=ACCEPT_TIMEOUT)
    assert (await visitor.sees())["stage"] == "human"


async def test_whoever_is_gone_for_a_minute_loses_their_customers(visitor, agent, server):
    socket = await agent.listens()
    await agent.goes("available")
    await visitor.say("Where is my parcel?")
    await visitor.asks_for_human()
    await agent.accept()
    await socket.close()
    await server.wait(seconds=GRACE - 2)
    assert (await visitor.sees())["stage"] == "human"
    await server.wait(seconds=2)
    assert (await agent.me())["presence"] == "offline"
    (row,) = await server.rows(Conversation)
    assert (row["stage"], row["agent_id"]) == ("queue", None)


async def test_load_is_what_is_open(visitors, agent):
    await agent.goes("available")
    first, second = await visitors(), await visitors()
    await first.asks_for_human()
    await second.asks_for_human()
    assert (await agent.me())["load"] == 2
    await agent.close(first)
    assert (await agent.me())["load"] == 1


async def test_a_higher_tier_is_served_first(shop, visitors, lead):
    agent = await shop.hire("small", capacity=1)
    plain, valued = await visitors(), await visitors()
    await lead.patch(f"/api/customers/{valued.id}", {"tier": 4})
    await plain.asks_for_human()
    await valued.asks_for_human()
    await agent.goes("available")
    assert (await valued.sees())["stage"] == "human"
    assert (await plain.sees())["stage"] == "queue"


async def test_the_watchdog_finds_and_mends_a_planted_neglect(visitor, agent, server, caplog):
    await visitor.asks_for_human()

    def come_unnoticed(tx):
        set_presence(tx, agent.id, "available")
        tx.events.clear()

    await server.write(come_unnoticed)
    assert await server.read(watchdog.neglected_groups) == []
    await server.wait(seconds=3)
    (group_id,) = await server.read(watchdog.neglected_groups)
    await server.write(watchdog.mend, group_id)
    (neglect,) = await server.rows(Neglect)
    assert neglect["conversation_id"] == visitor.conversation_id
    assert "seats were free" in caplog.text
    assert (await visitor.sees())["stage"] == "human"


async def test_the_watchdog_believes_what_is_open_and_not_what_the_seat_says(
    visitor, agent, server
):
    await visitor.asks_for_human()

    def come_with_a_wrong_load(tx):
        set_presence(tx, agent.id, "available")
        tx.session.get(Seat, agent.id).load = 99
        tx.events.clear()

    await server.write(come_with_a_wrong_load)
    await server.wait(seconds=3)
    (group_id,) = await server.read(watchdog.neglected_groups)
    await server.write(watchdog.mend, group_id)
    (neglect,) = await server.rows(Neglect)
    assert neglect["agent_ids"] == [agent.id]
    assert (await visitor.sees())["stage"] == "human"
    assert (await agent.me())["load"] == 1


async def test_the_watchdog_leaves_alone_who_has_just_become_free(visitors, shop, server):
    """What follows from the end of a conversation has not happened yet; that is no neglect."""
    agent = await shop.hire("small", capacity=1)
    await agent.listens()
    await agent.goes("available")
    served, waiting = await visitors(), await visitors()
    await served.asks_for_human()
    await agent.accept(served)
    await waiting.asks_for_human()
    await server.wait(seconds=3)
    await agent.post(f"/api/conversations/{served.conversation_id}/close", {})
    assert await server.read(watchdog.neglected_groups) == []
    server.clock.advance(seconds=3)
    assert len(await server.read(watchdog.neglected_groups)) == 1
