import random

import pytest

from tests.faults.floor import furnish
from tests.faults.profiles import PROFILE
from tests.services import on_postgres


def pytest_collection_modifyitems(items):
    """Let one worker have all of them: each needs the machine, and what it measures is waiting."""
    for item in items:
        if "/faults/" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("faults"))
            item.add_marker(pytest.mark.timeout(PROFILE.limit))


@pytest.fixture
def chance():
    """Give the dice of this run; the seed is in `profiles`."""
    return random.Random(PROFILE.seed)  # noqa: S311 - a repeatable schedule, not a secret


@pytest.fixture
def store(request):
    """Give the address of an empty database of this run's kind, "" for the file of SQLite."""
    return request.getfixturevalue("postgres_url") if on_postgres() else ""


@pytest.fixture
def make_shop(tmp_path, store):
    """Give a maker of the shop; it returns the shop and the address of its database."""

    def make(**size):
        return furnish(tmp_path, store, **size)

    return make


@pytest.fixture
def shop(make_shop):
    """Give a shop at the size of this profile."""
    return make_shop(talks=PROFILE.talks)


@pytest.fixture
def small_shop(make_shop):
    """Give a shop of four conversations."""
    return make_shop(talks=4)
