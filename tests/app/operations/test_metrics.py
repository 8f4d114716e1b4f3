"""O05: the named metrics exist, are equal to what happened and tell of nobody."""

import asyncio

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import func, select, text

from tests.fixtures.server import ORIGIN
from yingda.foundation.auth.principal import ANONYMOUS
from yingda.foundation.live import QUEUE_LIMIT
from yingda.foundation.meters import Durations

NAMED = {
    "cs_messages_accepted", "cs_message_ack_seconds", "cs_event_delivery_seconds",
    "cs_ws_connections", "cs_ws_resume", "cs_ws_slow_disconnects", "cs_outbox_pending",
    "cs_outbox_oldest_seconds", "cs_timers_overdue", "cs_timer_lateness_seconds",
    "cs_jobs_failed", "cs_worker_last_success_seconds", "cs_conversations_waiting",
    "cs_routing_wait_seconds", "cs_assignment_conflicts", "cs_webhook_attempts", "cs_webhook_dead",
    "cs_inbound_duplicates", "cs_bot_fallback", "cs_authz_denied", "cs_db_pool_wait_seconds",
    "cs_disk_free_bytes", "cs_clock_offset_seconds", "cs_build_info",
}  # fmt: skip
MOST_SERIES = 2_000
CANARY = "金丝雀 canary-4711"


class Scrape:
    """What Prometheus would have read."""

    def __init__(self, text):
        self.text = text
        self.families = {one.name: one for one in text_string_to_metric_families(text)}
        self.samples = [sample for one in self.families.values() for sample in one.samples]

    def __call__(self, name, **labels):
        found = [one.value for one in self.samples if one.name == name and one.labels == labels]
        return found[0] if found else 0


async def scrape(server, **headers):
    answer = await server.http.get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    return Scrape(answer.text)


async def test_o05_every_named_metric_is_there(server):
    found = await scrape(server)
    assert NAMED - set(found.families) == set()
    assert found("cs_disk_free_bytes") > 0


async def stored(server, table):
    return await server.read(
        lambda tx: tx.connection.scalar(select(func.count()).select_from(text(table)))
    )


async def test_o05_a_scripted_day_counts_what_it_did(server, shop, settings):
    agent = await shop.hire("wang")
    await agent.goes("available")
    visitor = await shop.visitor()
    await visitor.say(CANARY)
    await visitor.asks_for_human()
    draft = {"client_key": "again", "content_type": "text", "text": CANARY}
    path = f"/api/conversations/{visitor.conversation_id}/messages"
    for status in (201, 200, 200):
        assert (await visitor.post(path, draft)).status_code == status
    assert (await visitor.get("/api/conversations")).status_code == 403
    await visitor.get(path, after=1)
    found = await scrape(server)
    assert found("cs_messages_accepted_total", channel="web") == await stored(server, "message")
    assert found("cs_inbound_duplicates_total", channel="web") == 2
    assert found("cs_authz_denied_total", route="/api/conversations") == 1
    assert found("cs_ws_resume_total", result="recovered") == 1
    assert found("cs_routing_wait_seconds_count") == await stored(server, "assignment")
    assert found("cs_message_ack_seconds_count") >= 3
    assert found("cs_event_delivery_seconds_count") > 0


async def test_o05_only_screens_that_knew_another_database_start_anew(server, shop):
    visitor = await shop.visitor()
    socket = visitor.socket(origin=ORIGIN)
    welcome = await socket.hello(token=visitor.token)
    for epoch, starts_anew in ((welcome["epoch"], 0), ("of a database before", 1)):
        again = visitor.socket(origin=ORIGIN)
        await again.hello(token=visitor.token, epoch=epoch)
        found = await scrape(server)
        assert found("cs_ws_resume_total", result="reset") == starts_anew


async def test_o05_who_waits_is_counted_by_team(server, shop):
    for _ in range(3):
        visitor = await shop.visitor()
        await visitor.say("你好")
        await visitor.asks_for_human()
    found = await scrape(server)
    waiting = [one for one in found.samples if one.name == "cs_conversations_waiting"]
    assert [one.value for one in waiting] == [
        await stored(server, "queue_stay WHERE left_at IS NULL")
    ]


async def test_o05_no_series_tells_of_a_person_and_there_are_few(server, shop):
    for number in range(30):
        visitor = await shop.visitor()
        await visitor.say(f"{CANARY} {number}")
    found = await scrape(server)
    assert len(found.samples) <= MOST_SERIES
    for secret in (CANARY, "canary", visitor.conversation_id, visitor.id):
        assert secret not in found.text


async def test_a_failing_reaction_is_counted_by_name(server, shop, monkeypatch):
    def broken(_tx, _fact, *_found):
        raise RuntimeError(CANARY)

    name = "helpcenter.greet"
    (chapter,) = [one for one in server.runtime.story.chapters if name in one.reactions]
    monkeypatch.setitem(chapter.reactions, name, broken)
    visitor = await shop.visitor()
    await visitor.say("你好")
    found = await scrape(server)
    assert found("cs_jobs_failed_total", kind=name) == 1
    assert CANARY not in found.text


async def test_a_socket_that_does_not_read_is_counted(server):
    class Stuck:
        def send_now(self, _text):
            return False

        async def send(self, _text):
            await asyncio.Event().wait()

        async def close(self, _code):
            pass

    listener = server.runtime.hub.listen(Stuck(), ANONYMOUS)
    listener.send("{}")
    await asyncio.sleep(0)  # the end of the turn, at which it begins to be sent
    for _ in range(QUEUE_LIMIT + 1):
        listener.send("{}")
    assert (await scrape(server))("cs_ws_slow_disconnects_total") == 1


# ------------------------------------------------------------------ who may read


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
async def test_without_a_token_only_this_machine_reads(server, header):
    assert (await server.http.get("/metrics")).status_code == 200
    answer = await server.http.get("/metrics", headers={header: "10.0.0.1"})
    assert answer.status_code == 403


async def test_with_a_token_only_who_knows_it_reads(server):
    server.runtime.settings.metrics_token = "known to Prometheus"
    for given in ({}, {"Authorization": "Bearer guessed"}, {"Authorization": "Bearer "}):
        assert (await server.http.get("/metrics", headers=given)).status_code == 401
    found = await scrape(server, Authorization="Bearer known to Prometheus")
    assert found.families


# ------------------------------------------------------------------ the numbers themselves


def test_durations_fall_into_the_buckets_they_belong_to():
    durations = Durations()
    for seconds in (0.001, 0.0011, 4, 1_000):
        durations.observe(seconds)
    found = dict(durations.buckets())
    assert (found["0.001"], found["0.0025"], found["5.0"], found["+Inf"]) == (1, 2, 3, 4)
    assert durations.total == pytest.approx(1_004.0021)
