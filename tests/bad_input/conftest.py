import pytest

from tests.fixtures.server import story_without
from yingda.app.tables import METADATA

LANGUAGES = ("zh-CN", "zh-TW", "en")


@pytest.fixture
def story():
    """The bot says nothing here, so that what is stored stands still."""
    return story_without("bot.", "helpcenter.")


@pytest.fixture
def stored(server):
    """Give a picture of everything that is stored: `await stored()`."""

    async def look():
        def rows(tx):
            return {
                table.name: sorted(map(repr, tx.connection.execute(table.select())))
                for table in METADATA.sorted_tables
            }

        return await server.read(rows)

    return look


@pytest.fixture
def refused(stored):
    """Check a refusal: its status and code, a title in three languages, and that nothing changed.

    `ask` is called with headers and returns the answer.
    """

    async def check(ask, status, code):
        before = await stored()
        answers = [await ask({"Accept-Language": language}) for language in LANGUAGES]
        for answer in answers:
            body = answer.json()
            assert (answer.status_code, body["code"]) == (status, code), answer.text
            assert answer.headers["content-type"] == "application/problem+json"
            assert body["status"] == status
            assert body["type"].endswith(code)
            assert code not in body["title"]
            assert "{" not in body["title"]
        titles = [answer.json()["title"] for answer in answers]
        assert len(set(titles)) == len(LANGUAGES), titles
        assert await stored() == before
        return answers[0].json()

    return check
