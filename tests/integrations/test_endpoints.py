"""An endpoint in trouble: what is noted, when it is left alone, when it is switched off."""

import pytest

from tests.integrations.crowds import leap_to_next, tell_many
from yingda.foundation.clock import DAY, SECOND
from yingda.integrations.courier import Courier
from yingda.integrations.models import WebhookDelivery, WebhookEvent
from yingda.integrations.network import Network
from yingda.integrations.service import delivering


@pytest.fixture
def sends(hook, courier):
    """Give a verb: send a test event and carry it."""

    async def send():
        await hook.does("test")
        await courier.carry_due()
        return (await hook.log())[0]

    return send


async def test_the_log_says_what_was_sent_and_how_the_answer_begins(hook, receiver, sends):
    receiver.answer(500, b"broken \x00 whsec_c2VjcmV0 " + b"x" * 5_000)
    line = await sends()
    detail = await hook.detail(line)
    assert (line["problem"], line["answer_status"], line["attempts"]) == ("status", 500, 1)
    assert detail["answer"].startswith("broken  whsec_… xxx")
    assert len(detail["answer"]) <= 1_024
    assert '"type":"webhook.test"' in detail["body"]
    assert hook.secret not in str(detail)


async def test_an_endless_answer_is_not_read_to_its_end(hook, receiver, sends):
    receiver.answer(200, "y" * 20_000_000)
    line = await sends()
    assert line["status"] == "delivered"
    assert len((await hook.detail(line))["answer"]) <= 1_024


async def test_an_endpoint_that_keeps_silent_is_noted_and_then_asked_once_at_a_time(
    server, shop, hooks, receiver, settings
):
    courier = Courier(server.db, Network(settings, timeout_seconds=0.3))
    hook = await hooks(receiver, "message.posted")
    receiver.keep_silent()
    await tell_many(shop, 20)
    await courier.carry_due()
    assert len(receiver.calls) == delivering.AT_ONCE
    assert {one["problem"] for one in await hook.log()} == {None, "timeout"}
    await leap_to_next(server)
    await courier.carry_due()
    assert len(receiver.calls) == delivering.AT_ONCE + 1
    assert (await hook.sees())["failing_since"] is not None


async def test_nobody_there_is_noted(hook, receiver, sends):
    await receiver.close()
    assert (await sends())["problem"] == "unreachable"


async def test_garbage_instead_of_an_answer_is_noted(hook, receiver, sends):
    receiver.answer(b"220 mail.example ESMTP\r\n")
    assert (await sends())["problem"] == "unreachable"


async def test_a_redirect_is_not_followed(receivers, receiver, sends):
    elsewhere = await receivers()
    receiver.answer(302, location=elsewhere.url)
    assert (await sends())["problem"] == "redirect"
    assert elsewhere.calls == []


@pytest.mark.parametrize("status", [429, 503])
async def test_an_endpoint_that_asks_for_time_gets_it(server, receiver, courier, sends, status):
    receiver.answer(status, retry_after="120")
    await sends()
    server.clock.advance(seconds=119)
    await courier.carry_due()
    assert len(receiver.calls) == 1
    server.clock.advance(seconds=1)
    await courier.carry_due()
    assert len(receiver.calls) == 2


async def test_what_the_endpoint_refuses_holds_up_nothing_else(shop, hooks, receiver, courier):
    """One event it will never like must not stop those it likes."""
    hook = await hooks(receiver, "message.posted")
    receiver.answers = lambda call: (400 if b'"word 3"' in call.body else 200, {}, "")
    await tell_many(shop, 20)
    await courier.carry_due()
    assert len(receiver.taken) == 19
    seen = await hook.sees()
    assert (seen["waiting"], seen["failing_since"]) == (1, None)


async def test_gone_switches_it_off_and_what_waits_lies_on_the_dead_list(
    admin, hook, receiver, sends
):
    receiver.answer(410)
    for _ in range(3):
        await hook.does("test")
    await sends()
    seen = await hook.sees()
    assert (seen["status"], seen["off_reason"], seen["failed"]) == ("off", "gone", 4)
    assert (await admin.post(f"{hook.path}/test")).json()["code"] == "webhooks.off"


async def test_every_admin_hears_that_it_was_switched_off_and_nobody_else(
    admin, agent, hook, receiver, sends
):
    listening, other = await admin.listens(), await agent.listens()
    receiver.answer(410)
    await sends()
    frame = await listening.next()
    assert (frame["kind"], frame["data"]["webhook_id"]) == ("WebhookSwitchedOff", hook.id)
    await other.ping()
    assert other.heard("WebhookSwitchedOff") == []


async def test_after_five_days_of_failing_it_is_switched_off(server, hook, receiver, sends):
    receiver.answer(500)
    first = server.now
    while (await hook.sees())["status"] == "on":
        await sends()
        server.clock.advance(seconds=3_600)
    assert 5 * DAY <= server.now - first <= 5 * DAY + 7_200 * SECOND
    assert (await hook.sees())["off_reason"] == "failing"


async def test_switched_on_again_it_gets_another_chance_and_what_failed(
    hook, receiver, sends, courier
):
    receiver.answer(410)
    await sends()
    receiver.answer(200)
    seen = await hook.changes(on=True)
    assert (seen["status"], seen["failing_since"]) == ("on", None)
    await hook.does("replay", {"since": 0})
    await courier.carry_due()
    assert (await hook.sees())["failed"] == 0


async def test_switched_off_by_an_admin_it_keeps_what_waits(hook, receiver, courier):
    await hook.does("test")
    await hook.changes(on=False)
    await courier.carry_due()
    assert receiver.calls == []
    await hook.changes(on=True)
    await courier.carry_due()
    assert len(receiver.taken) == 1


async def test_removed_while_something_is_on_its_way(server, hook, admin, receiver, courier):
    async def remove():
        await admin.done(await admin.delete(hook.path))
        return 200, {}, ""

    receiver.answers = lambda _call: remove()
    await hook.does("test")
    await courier.carry_due()
    assert await admin.done(await admin.get("/api/webhooks")) == []


async def test_the_log_is_read_page_by_page_and_by_status(server, shop, hooks, receiver, courier):
    hook = await hooks(receiver, "message.posted")
    await tell_many(shop, 120)
    pages, cursor = [], None
    while True:
        params = {"cursor": cursor} if cursor else {}
        page = (await hook.admin.get(f"{hook.path}/deliveries", **params)).json()
        pages.append([one["id"] for one in page["items"]])
        cursor = page["next"]
        if cursor is None:
            break
    assert [len(page) for page in pages] == [50, 50, 20]
    ids = [one for page in pages for one in page]
    assert ids == sorted(set(ids), reverse=True)
    await courier.carry_due()
    assert await hook.log(status="waiting") == []
    assert len(await hook.log(status="delivered")) == 50


async def test_the_log_is_forgotten_after_a_month(server, sends):
    await sends()
    await server.wait(seconds=29 * 86_400)
    assert len(await server.rows(WebhookDelivery)) == 1
    await server.wait(seconds=2 * 86_400)
    assert await server.rows(WebhookDelivery) == []
    assert await server.rows(WebhookEvent) == []
