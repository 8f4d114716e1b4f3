"""A trace follows a message from the post to what came of it, and holds nobody's words."""

import asyncio
import json

import pytest
from sqlalchemy.exc import OperationalError

from tests.integrations.receiver import Receiver
from yingda.app.tracing.telling import Telling
from yingda.foundation.outbox import PendingReaction
from yingda.foundation.relay import Relay
from yingda.foundation.workplace import Workplace
from yingda.integrations.courier import Courier
from yingda.integrations.network import Network

POST = "POST /api/conversations/{conversation_id}/messages"
WORDS = "金丝雀 canary-4711 13800138000"


def draft(number=1, text="Hello"):
    return {"client_key": f"key {number}", "content_type": "text", "text": text}


def trace_id(span):
    return span.context.trace_id


async def test_a_post_its_transaction_and_its_reactions_are_one_trace(visitor, traces):
    await visitor.begins()
    traces.forget()
    await visitor.say("Where is my parcel?")
    post = traces.one(POST)
    assert (post.parent, post.attributes["http.response.status_code"]) == (None, 201)
    reactions = traces.named("reaction ")
    assert "reaction bot.say_answer" in {span.name for span in reactions}
    assert {trace_id(span) for span in reactions} == {trace_id(post)}
    first_write = traces.named("write")[0]
    assert first_write.parent.span_id == post.context.span_id


async def test_each_of_many_posts_in_one_transaction_keeps_its_own_trace(server, visitors, traces):
    crowd = [await visitors() for _ in range(4)]
    for one in crowd:
        await one.begins()
    await server.settle()
    traces.forget()
    paths = [f"/api/conversations/{one.conversation_id}/messages" for one in crowd]
    bodies = [draft(n) for n in range(4)]
    asked = zip(crowd, paths, bodies, strict=True)
    answers = await asyncio.gather(*(one.post(path, body) for one, path, body in asked))
    assert {answer.status_code for answer in answers} == {201}
    await server.settle()
    posts = {span.attributes["yingda.stream"]: trace_id(span) for span in traces.named(POST)}
    answered = traces.named("reaction bot.say_answer")
    assert {span.attributes["yingda.stream"]: trace_id(span) for span in answered} == posts
    assert len(set(posts.values())) == 4


async def test_another_process_goes_on_with_the_trace(server, visitor, traces):
    await visitor.begins()
    await server.settle()
    traces.forget()
    path = f"/api/conversations/{visitor.conversation_id}/messages"
    await visitor.post(path, draft())
    elsewhere = Relay(server.db, server.runtime.story, Workplace(spans=traces.spans))
    await elsewhere.settle()
    assert trace_id(traces.one("reaction bot.say_answer")) == trace_id(traces.one(POST))


async def test_a_timer_is_a_trace_with_how_late_it_was(server, visitor, agent, traces):
    await visitor.begins()
    await visitor.asks_for_human()
    await agent.take(visitor)
    traces.forget()
    await server.wait(seconds=7 * 24 * 3_600)
    timers = traces.named("timer ")
    assert timers
    for span in timers:
        assert (span.parent, span.attributes["yingda.late_ms"] >= 0) == (None, True)


@pytest.fixture
async def receiver():
    receiver = await Receiver().open()
    yield receiver
    await receiver.close()


async def test_each_try_of_a_webhook_is_told_with_what_came_of_it(
    server, admin, visitor, receiver, settings, traces
):
    draft = {"name": "ERP", "url": receiver.url, "merchant_id": None, "kinds": ["message.posted"]}
    await admin.done(await admin.post("/api/webhooks", draft), 201)
    await visitor.begins()
    await visitor.say("Hello")
    courier = Courier(server.db, Network(settings, timeout_seconds=60), spans=traces.spans)
    await courier.carry_due()
    attempts = traces.named("webhook attempt")
    ids = {span.attributes["yingda.webhook_id"] for span in attempts}
    assert ids == {call.id for call in receiver.taken}
    assert {span.attributes["http.response.status_code"] for span in attempts} == {200}


async def test_what_is_refused_is_told_by_its_status_and_is_no_failure(visitor, traces):
    path = "/api/conversations/no-such-conversation/messages"
    await visitor.post(path, draft())
    await visitor.get("/api/customers", q=WORDS)
    post = traces.one(POST)
    assert post.attributes["http.response.status_code"] == 404
    assert post.status.is_ok
    assert traces.named("GET /api/customers")[0].status.is_ok


async def test_a_failure_is_told_by_its_type_alone(server, visitor, traces, monkeypatch):
    await visitor.begins()

    def broken(*_):
        raise OperationalError(WORDS, {"text": WORDS}, Exception(WORDS))

    monkeypatch.setattr("yingda.conversations.service.posting.Holding.take", broken)
    path = f"/api/conversations/{visitor.conversation_id}/messages"
    answer = await visitor.post(path, draft(text=WORDS))
    assert answer.status_code == 503
    post = traces.one(POST)
    assert post.attributes["error.type"] == "OperationalError"
    assert not post.status.is_ok
    assert "canary" not in everything(traces)


def everything(traces):
    """Return all that was told, as text."""
    return "\n".join(span.to_json() for span in traces.told)


@pytest.fixture
def a_day_of_words(server, visitor, agent, lead):
    """Give a day on which everybody writes the same remarkable words everywhere."""

    async def live_it():
        await visitor.begins()
        await visitor.say(WORDS)
        await visitor.asks_for_human()
        await agent.take(visitor)
        await agent.notes(WORDS, visitor)
        await agent.reply(WORDS, visitor)
        await agent.get("/api/customers", q=WORDS)
        await agent.get(f"/api/customers/{WORDS}")
        await visitor.post(f"/api/conversations/{'13800138000'}/messages", {"text": WORDS})
        await agent.close(visitor, summary=WORDS)
        await visitor.rates(5, comment=WORDS)

    return live_it


CANARIES = ("金丝雀", "canary", "13800138000", "Chen", "127.0.0.1")


def canaries(told):
    return [word for word in CANARIES if word in told]


async def test_no_words_and_no_persons_are_told(traces, a_day_of_words):
    await a_day_of_words()
    assert len(traces.told) > 20
    told = everything(traces)
    assert canaries(told + json.dumps(told, ensure_ascii=True)) == []
    assert canaries(json.loads(json.dumps(told))) == []


async def test_planted_a_span_that_tells_the_address_is_found(traces, a_day_of_words, monkeypatch):
    plain = Telling.reaction

    def talkative(self, name, stream, origin):
        return plain(self, name, WORDS, origin)

    monkeypatch.setattr(Telling, "reaction", talkative)
    await a_day_of_words()
    assert "canary" in canaries(everything(traces))


async def test_where_nobody_follows_the_outbox_keeps_no_origin(server, visitor, monkeypatch):
    """The sampler left the request out."""
    monkeypatch.setattr(Telling, "here", lambda _self: None)
    await visitor.begins()
    path = f"/api/conversations/{visitor.conversation_id}/messages"
    await visitor.post(path, draft())
    assert {row["origin"] for row in await server.rows(PendingReaction)} == {None}
