import pytest

from tests.bot.conftest import ENTRIES, HURT, KNOWLEDGE


@pytest.fixture
async def knowledge(lead):
    """Give the ids of the shop's entries by question."""
    stored = [await lead.done(await lead.post(ENTRIES, draft), 201) for draft in KNOWLEDGE]
    return {entry["question"]: entry["id"] for entry in stored}


@pytest.fixture
async def customer(knowledge, visitors):
    return await visitors(language="zh-CN")


@pytest.fixture
def hurt():
    return HURT["question"]
