import pytest

from tests.fixtures.server import story_without


@pytest.fixture
def story():
    """The bot says nothing here: it has tests of its own."""
    return story_without("bot.", "helpcenter.")
