"""The world that every route is asked in."""

import pytest

from tests.access.world import World, without_keeping
from yingda.foundation.backlog import Backlogs
from yingda.foundation.pulse import Pulse


@pytest.fixture
async def world(server):
    # The workers are held still here, and asking every route takes a while.
    server.runtime.pulse, server.runtime.backlogs = Pulse(lambda: 0.0), Backlogs(lambda: 0.0)
    world = World(server)
    await world.furnish()
    await server.settle()
    return world


@pytest.fixture
def unkept(world, monkeypatch):
    """Let every request find the same world."""
    return without_keeping(world.server.db, monkeypatch)
