"""D02, D03, D17: a draft is one message for ever; one order for all; clocks that jump."""

import asyncio

import pytest

from tests.fixtures.people import visit
from tests.fixtures.server import story_without
from tests.seeds import LONG
from yingda.conversations.models import Message
from yingda.foundation.clock import DAY

DRAFTS = 1_000 if LONG else 25
TABS, EACH = (8, 2_000) if LONG else (8, 12)
VIEWERS = 5
HOUR = 3_600


@pytest.fixture
def story():
    return story_without("bot.", "helpcenter.")


def road(visitor):
    return f"/api/conversations/{visitor.conversation_id}/messages"


def draft(number, words="Where is it?"):
    return {"client_key": f"d{number}", "content_type": "text", "text": f"{words} {number}"}


async def at_once(person, bodies):
    return await asyncio.gather(*(person.post(road(person), body) for body in bodies))


async def back_again(shop, visitor):
    """Return the same visitor in a new browser session."""
    again = await visit(shop, visitor_secret=visitor.start["visitor_secret"])
    assert again.id == visitor.id
    again.conversation_id = visitor.conversation_id
    return again


async def test_d02_the_same_draft_is_one_message_now_and_a_day_later(shop, visitor, server):
    await visitor.begins()
    drafts = [draft(number) for number in range(DRAFTS)]
    answers = await at_once(visitor, [one for one in drafts for _ in range(3)])
    known = {}
    for answer in answers:
        body = answer.json()
        assert answer.status_code in {200, 201}
        assert known.setdefault(body["client_key"], body) == body
    later = await back_again(shop, visitor)
    repeated = await at_once(later, drafts)
    await server.wait(seconds=DAY // 1_000)
    much_later = await back_again(shop, visitor)
    repeated += await at_once(much_later, drafts)
    for answer in repeated:
        assert (answer.status_code, answer.json()) == (200, known[answer.json()["client_key"]])
    other = await at_once(much_later, [draft(number, "Else") for number in range(DRAFTS)])
    assert {answer.status_code for answer in other} == {409}
    stored = [row["client_key"] for row in await server.rows(Message) if row["client_key"]]
    assert sorted(stored) == sorted(known)


async def test_d03_everybody_sees_the_same_order_without_gaps(shop, visitor, agent, server):
    await visitor.begins()
    await agent.listens()
    await agent.goes("available")
    await visitor.asks_for_human()
    await agent.accept()
    leads = [await shop.hire(f"lead-{number}", "lead") for number in range(VIEWERS)]
    viewers = [await lead.listens(f"conversation:{visitor.conversation_id}") for lead in leads]
    begun = (await visitor.messages())[-1]["seq"]

    async def tab(number):
        who = (visitor, agent)[number % 2]
        for place in range(EACH):
            body = draft(number * 10_000 + place)
            answer = await who.post(road(visitor), body)
            assert answer.status_code == 201

    await asyncio.gather(*(tab(number) for number in range(TABS)))
    await server.settle()
    stored = await server.rows(Message, conversation_id=visitor.conversation_id)
    wanted = [row["id"] for row in stored if row["seq"] > begun]
    assert [row["seq"] for row in stored] == list(range(1, len(stored) + 1))
    assert len(wanted) == TABS * EACH
    for viewer in viewers:
        assert [one["message"]["id"] for one in viewer.heard("MessagePosted")] == wanted
    said = [int(row["client_key"][1:]) for row in stored if row["seq"] > begun]
    for number in range(TABS):
        mine = [one for one in said if one // 10_000 == number]
        assert mine == sorted(mine), "somebody's messages changed places"


@pytest.mark.parametrize("jumps", [(-HOUR,), (HOUR,), (-HOUR, HOUR, -2 * HOUR)])
async def test_d17_a_clock_that_jumps_changes_no_order_and_counts_nothing_negative(
    shop, visitor, agent, lead, server, jumps
):
    await agent.listens()
    await agent.goes("available")
    await visitor.say("Where is my parcel?")
    await visitor.asks_for_human()
    await agent.accept()
    said = ["Where is my parcel?"]
    for jump in jumps:
        server.clock.advance(seconds=jump)
        visitor = await back_again(shop, visitor)  # the token may be of another time
        await visitor.say(f"before {jump}")
        await agent.reply(f"after {jump}")
        said += [f"before {jump}", f"after {jump}"]
    for person in (visitor, agent, lead):
        shown = await person.messages(visitor)
        texts = [one["content"]["text"] for one in shown if one["content_type"] == "text"]
        assert texts == said
        assert [one["seq"] for one in shown] == list(range(1, len(shown) + 1))
    (row,) = await agent.inbox()
    assert (row["unread"], row["waiting_since"]) == (0, None)
    figures = await lead.done(await lead.get("/api/insight/today"))
    assert negative_numbers(figures) == []


async def test_d17_after_a_jump_back_nobody_waits_for_the_old_time(visitor, agent, server):
    """Who is given a customer, and who waits, does not depend on when the clock says it is."""
    await visitor.asks_for_human()
    server.clock.advance(seconds=-HOUR)
    await agent.goes("available")
    assert (await visitor.sees())["stage"] == "human"


def negative_numbers(value, path=""):
    if isinstance(value, dict):
        return [
            one for key, part in value.items() for one in negative_numbers(part, f"{path}.{key}")
        ]
    if isinstance(value, list):
        return [one for part in value for one in negative_numbers(part, f"{path}[]")]
    negative = isinstance(value, int | float) and not isinstance(value, bool) and value < 0
    return [(path, value)] if negative else []
