"""D14: at least once, for days, and nobody waits for another's endpoint.

`YINGDA_TEST_EVENTS=5000` makes it as many events as the promise names; then the lag of the others
is measured too.
"""

import asyncio
import os
import time

from tests.integrations.crowds import (
    DyingDatabase,
    leap_to_next,
    statuses,
    tell_many,
)
from yingda.foundation.clock import HOUR, MINUTE, SECOND
from yingda.integrations import courier as carrying
from yingda.integrations import queries, service
from yingda.integrations.courier import Courier
from yingda.integrations.models import WebhookDelivery
from yingda.integrations.network import Network
from yingda.integrations.service.delivering import LEASE

EVENTS = int(os.environ.get("YINGDA_TEST_EVENTS", "120"))
LAG_SECONDS = 2.0


async def sent_ids(server):
    """Return the id of every event that was stored, as its receiver should know it."""
    return {f"msg_{row['event_id']}" for row in await server.rows(WebhookDelivery)}


async def ten_minutes_of_trouble(server, receiver, courier):
    """Answer 503 for ten minutes of virtual time, then serve; carry on until nothing waits."""
    well_again = server.now + 10 * MINUTE

    def answer(_call):
        return (503, {}, "busy") if server.now < well_again else (200, {}, "")

    receiver.answers = answer
    await courier.carry_due()
    while await leap_to_next(server):
        await courier.carry_due()
    return well_again


async def test_d14_nothing_is_lost_over_ten_minutes_of_503(
    server, shop, hooks, receiver, courier, is_genuine
):
    hook = await hooks(receiver, "message.posted")
    await tell_many(shop, EVENTS)
    well_again = await ten_minutes_of_trouble(server, receiver, courier)
    assert await statuses(server) == {"delivered": EVENTS}
    assert {call.id for call in receiver.taken} == await sent_ids(server)
    assert len(receiver.taken) == EVENTS
    tries = server.runtime.meters.counted("cs_webhook_attempts")
    assert (tries["delivered"], sum(tries.values())) == (EVENTS, len(receiver.calls))
    assert server.now - well_again <= 5 * MINUTE  # it was tried again soon, not in half an hour
    assert len(receiver.calls) < EVENTS + 50  # and not run over while it was in trouble
    for call in receiver.calls:
        moment = int(call.headers["webhook-timestamp"])
        assert is_genuine(hook.secret, call.headers, call.body, moment)


async def kill_five_times(server, receiver, network, after=(1, 2, 1, 3, 1)):
    for dies_at in after:
        await Courier(DyingDatabase(server.db, dies_at), network).do_due()
        server.clock.advance(seconds=LEASE / SECOND)
    while await leap_to_next(server):
        await Courier(server.db, network).carry_due()


async def test_d14_five_kills_between_sending_and_marking_lose_nothing(
    server, shop, hooks, receiver, network
):
    await hooks(receiver, "message.posted")
    await tell_many(shop, EVENTS)
    await kill_five_times(server, receiver, network)
    assert {call.id for call in receiver.taken} == await sent_ids(server)
    twice = len(receiver.calls) - EVENTS
    assert twice == 5 * service.delivering.AT_ONCE  # what was on its way came again, the same id


async def test_d14_a_delivery_marked_before_it_is_sent_would_be_found(
    server, shop, hooks, receiver, network, monkeypatch
):
    """Plant: the mark is stored first, the sending comes after it."""

    def hasty(tx, endpoint_id, lease):
        batch = service.next_batch(tx, endpoint_id, lease)
        for parcel in batch.parcels if batch else ():
            tx.session.get(WebhookDelivery, parcel.delivery_id).status = "delivered"
        return batch

    async def never_arrives(*_):
        raise ConnectionError

    await hooks(receiver, "message.posted")
    await tell_many(shop, EVENTS)
    with monkeypatch.context() as planted:
        planted.setattr(carrying.service, "next_batch", hasty_once(hasty))
        planted.setattr(carrying, "post_all", never_arrives)
        await Courier(server.db, network).do_due()
    while await leap_to_next(server):
        await Courier(server.db, network).carry_due()
    assert len(await sent_ids(server) - {call.id for call in receiver.taken}) == 8


def hasty_once(hasty):
    real = service.next_batch

    def next_batch(tx, endpoint_id, lease):
        service.next_batch = real
        return hasty(tx, endpoint_id, lease)

    return next_batch


async def test_d14_a_silent_endpoint_delays_nobody_else(
    shop, hooks, receivers, settings, record_property
):
    silent, *others = [await receivers() for _ in range(4)]
    heard = asyncio.Event()

    async def answer_at_last():
        await heard.wait()
        return 200, {}, ""

    silent.answers = lambda _call: answer_at_last()
    for receiver in (silent, *others):
        await hooks(receiver, "message.posted")
    server = shop.server
    await tell_many(shop, EVENTS)
    began = time.perf_counter()
    courier = Courier(server.db, Network(settings, timeout_seconds=60))
    carrying_on = asyncio.create_task(courier.carry_due())
    for one in others:
        await one.has(EVENTS)
    record_property("seconds", time.perf_counter() - began)
    assert silent.taken == []  # it has not answered once, and all the others have everything
    assert silent.most_at_once <= service.delivering.AT_ONCE
    heard.set()
    await carrying_on
    assert len(silent.taken) == EVENTS


async def test_d14_the_others_lag_at_most_two_seconds(
    shop, hooks, receivers, settings, record_property
):
    """Real time, one event at a time, while one endpoint keeps silent until it is given up."""
    silent, other = await receivers(), await receivers()
    silent.keep_silent()
    for receiver in (silent, other):
        await hooks(receiver, "message.posted")
    courier = Courier(shop.server.db, Network(settings, timeout_seconds=60))
    courier.start()
    lags = []
    for number in range(1, 6):
        began = time.perf_counter()
        await tell_many(shop, 1)
        await other.has(number)
        lags.append(time.perf_counter() - began)
    silent.answer(200)
    for task in tuple(silent.connections):
        task.cancel()
    await courier.stop()
    record_property("seconds", max(lags))
    if "YINGDA_TEST_EVENTS" in os.environ:  # shared cores say nothing about speed
        assert max(lags) <= LAG_SECONDS


async def test_d14_it_is_tried_for_three_days_then_lies_on_the_dead_list_and_can_be_sent_again(
    server, hook, receiver, courier, is_genuine
):
    receiver.answer(500, "no")
    await hook.does("test")
    began = server.now
    while await leap_to_next(server):
        await courier.carry_due()
    assert server.now - began >= 72 * HOUR
    assert len(receiver.calls) == 10
    assert len(set(receiver.ids)) == 1
    moments = [int(call.headers["webhook-timestamp"]) for call in receiver.calls]
    assert moments == sorted(set(moments))
    assert len({call.headers["webhook-signature"] for call in receiver.calls}) == 10
    for call, moment in zip(receiver.calls, moments, strict=True):
        assert is_genuine(hook.secret, call.headers, call.body, moment)

    (dead,) = await hook.log(status="failed")
    assert (dead["attempts"], dead["problem"], dead["answer_status"]) == (10, "status", 500)
    receiver.answer(200)
    await hook.does(f"deliveries/{dead['id']}/replay")
    await courier.carry_due()
    assert receiver.taken[0].id == receiver.ids[0]
    assert [one["status"] for one in await hook.log()] == ["delivered"]


async def test_d14_a_try_with_a_new_id_would_be_found(server, hook, receiver, courier, monkeypatch):
    """Plant: each try gets an id of its own."""
    numbers = iter(range(100))
    from yingda.integrations.service import delivering

    monkeypatch.setattr(delivering, "message_id", lambda one: f"msg_{one}_{next(numbers)}")
    receiver.answer(500)
    await hook.does("test")
    await courier.carry_due()
    await leap_to_next(server)
    await courier.carry_due()
    assert len(set(receiver.ids)) == 2


async def test_d14_everything_that_failed_since_a_day_can_be_sent_again(
    server, shop, hooks, receiver, courier
):
    hook = await hooks(receiver, "message.posted")
    receiver.answer(500)
    await tell_many(shop, 3)
    while await leap_to_next(server):
        await courier.carry_due()
    receiver.answer(200)
    await hook.does("test")
    await courier.carry_due()
    receiver.answer(500)
    between = server.now
    server.clock.advance(seconds=1)
    await tell_many(shop, 20)
    while await leap_to_next(server):
        await courier.carry_due()
    assert (await hook.sees())["failed"] == 23
    receiver.answer(200)
    assert await hook.does("replay", {"since": between}) == {"count": 20}
    await courier.carry_due()
    assert receiver.kinds == ["webhook.test", *["message.posted"] * 20]
    assert await hook.does("replay", {"since": 0}) == {"count": 3}


async def test_d14_two_processes_send_each_event_once(server, shop, hooks, receivers, network):
    both = [await receivers(), await receivers()]
    for receiver in both:
        await hooks(receiver, "message.posted")
    await tell_many(shop, EVENTS)
    couriers = [Courier(server.db, network) for _ in range(3)]
    await asyncio.gather(*(one.carry_due() for one in couriers))
    for receiver in both:
        assert len(receiver.calls) == len(set(receiver.ids)) == EVENTS


async def test_d14_only_one_process_at_a_time_has_an_endpoint(server, hook):
    first = await server.write(service.take_on, hook.id)
    assert await server.write(service.take_on, hook.id) is None
    await hook.does("test")
    assert await server.read(queries.due_endpoints, 10) == []
    server.clock.advance(seconds=LEASE / SECOND)
    second = await server.write(service.take_on, hook.id)
    assert await server.write(service.next_batch, hook.id, first) is None
    assert await server.write(service.next_batch, hook.id, second) is not None
