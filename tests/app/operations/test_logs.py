"""Log lines are one JSON object each, name the request, and hold nobody's words."""

import io
import json
import logging

import pytest
from sqlalchemy import text

from yingda.app.logs import configure_logging
from yingda.foundation.outbox import PendingReaction
from yingda.foundation.settings import Settings

CANARY = "金丝雀 canary-4711"
LOG = logging.getLogger("yingda.tests")


@pytest.fixture
def lines(monkeypatch):
    """Give a function that returns what was logged so far, read as JSON."""
    root, stream = logging.getLogger(), io.StringIO()
    before = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", stream)
    configure_logging(Settings())
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:], _ = before
    root.setLevel(before[1])


def fail_with(error):
    try:
        raise error
    except type(error):
        LOG.exception("It failed")


def test_a_line_says_when_where_and_what(lines):
    LOG.warning("Redis takes no news")
    (line,) = lines()
    assert line["event"] == "Redis takes no news"
    assert (line["level"], line["logger"]) == ("warning", "yingda.tests")
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize("error", [ValueError(CANARY), KeyError(CANARY), RuntimeError(CANARY)])
def test_an_exception_is_told_by_type_and_place_without_what_it_quotes(lines, error):
    fail_with(error)
    (line,) = lines()
    assert line["exception"][0]["type"] == type(error).__name__
    assert "fail_with" in line["exception"][0]["at"][0]
    assert CANARY not in json.dumps(line, ensure_ascii=False)


def test_what_machines_say_is_told(lines):
    fail_with(ConnectionRefusedError(111, "Connection refused"))
    assert "Connection refused" in lines()[0]["exception"][0]["says"]


def test_a_cause_is_told_too(lines):
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            raise RuntimeError(CANARY) from error
    except RuntimeError:
        LOG.exception("It failed")
    (line,) = lines()
    assert [one["type"] for one in line["exception"]] == ["RuntimeError", "KeyError"]
    assert CANARY not in json.dumps(line, ensure_ascii=False)


async def test_a_failing_reaction_and_a_refusing_database_log_no_word_of_the_customer(
    server, shop, lines, monkeypatch
):
    def broken(_tx, fact, *_found):
        raise RuntimeError(fact.model_dump_json())

    for chapter in server.runtime.story.chapters:
        for name in chapter.reactions:
            monkeypatch.setitem(chapter.reactions, name, broken)
    visitor = await shop.visitor()
    await visitor.say(CANARY)
    again = {"client_key": "k", "content_type": "text", "text": CANARY}

    def twice(tx):
        row = {"stream": CANARY, "reaction": CANARY, "kind": "K", "payload": CANARY}
        full = row | {"id": 1, "stated_at": 0, "due_at": 0, "attempts": 0}
        table = PendingReaction.__table__
        tx.connection.execute(text(f"DELETE FROM {table.name}"))  # noqa: S608
        tx.connection.execute(table.insert(), [full])
        tx.connection.execute(table.insert(), [full])

    monkeypatch.setattr("yingda.conversations.service.post_messages", lambda tx, _items: twice(tx))
    path = f"/api/conversations/{visitor.conversation_id}/messages"
    answer = await visitor.post(path, again)
    assert answer.status_code == 503
    logged = lines()
    assert "RuntimeError" in {
        error["type"] for line in logged for error in line.get("exception", ())
    }
    assert any(line["event"].startswith("The database refused: ") for line in logged)
    assert "canary" not in json.dumps(logged, ensure_ascii=False)


async def test_a_request_that_fails_is_found_by_the_id_in_its_answer(server, lines, monkeypatch):
    monkeypatch.setattr(server.runtime.db, "read", None)
    monkeypatch.setattr("yingda.app.health.condition_of", None)
    server.http._transport.raise_app_exceptions = False
    answer = await server.http.get("/health/ready", headers={"X-Request-Id": "from-the-proxy-1"})
    assert answer.status_code == 500
    assert answer.headers["x-request-id"] == "from-the-proxy-1"
    assert "from-the-proxy-1" in {line.get("request_id") for line in lines()}


async def test_an_id_that_is_none_is_not_taken_over(server):
    answer = await server.http.get("/health/live", headers={"X-Request-Id": "<script>x</script>"})
    assert "<" not in answer.headers["x-request-id"]
    assert len(answer.headers["x-request-id"]) >= 8
