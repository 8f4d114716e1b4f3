"""However much there is, a page of it takes the same number of statements (L04)."""

import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event

BACKGROUND = re.compile(r"\b(pending_reaction|timer|process|webhook_endpoint|bot_call)\b")


@pytest.fixture
def counting(server):
    """Give a place that counts what is asked of the database for a request."""

    @contextmanager
    def count():
        sent = []

        def note(_connection, _cursor, statement, *_):
            if statement.startswith(("SELECT", "WITH")) and not BACKGROUND.search(statement):
                sent.append(statement)

        engine = server.db._read_engine
        event.listen(engine, "before_cursor_execute", note)
        yield sent
        event.remove(engine, "before_cursor_execute", note)

    return count


@pytest.fixture
def asked(counting, lead):
    """Give how many statements a request of the lead's takes, and how many items it brings."""

    async def ask(path, **params):
        await lead.done(
            await lead.get(path, **params)
        )  # whoever signed in is remembered from here on
        with counting() as sent:
            page = await lead.done(await lead.get(path, **params))
        return len(sent), len(page["items"])

    return ask


async def waits(visitors):
    """Have one more customer in the queue."""
    customer = await visitors()
    await customer.begins()
    await customer.asks_for_human()


async def test_the_inbox_takes_as_many_statements_for_many_as_for_few(asked, visitors):
    inbox = {"path": "/api/conversations", "tab": "all", "limit": 50}
    for _ in range(2):
        await waits(visitors)
    few, _ = await asked(**inbox)
    for _ in range(10):
        await waits(visitors)
    many, items = await asked(**inbox)
    assert items >= 12
    assert many == few


async def test_history_takes_as_many_statements_for_many_as_for_few(asked, visitor):
    await visitor.say("Hello")
    path = f"/api/conversations/{visitor.conversation_id}/messages"
    few, _ = await asked(path, after=0, limit=200)
    for number in range(30):
        await visitor.say(f"And {number}")
    many, items = await asked(path, after=0, limit=200)
    assert items > 30
    assert many == few
