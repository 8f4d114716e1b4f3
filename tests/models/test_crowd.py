"""R01, R02: ten racing writers; never two owners, never more than fits, one record for each."""

import asyncio

import pytest

from tests.models.crowd import Crowd
from tests.seeds import FIRST, LONG
from yingda.conversations.folding import Fold
from yingda.routing import matching

ASSIGNMENTS = 10_000 if LONG else 60
SOON = 3_000 if LONG else 200


async def crowded(settings, assignments, verbs=()):
    """Return what went wrong, and what had to be tried again."""
    print(f"YINGDA_TEST_SEED={FIRST}")  # noqa: T201 - shown when it fails
    crowd = Crowd(settings, FIRST, verbs)
    async with crowd.at_work() as failures, asyncio.timeout(SOON):
        await crowd.works(assignments)
        return await crowd.read(crowd.faults), failures


@pytest.mark.timeout(SOON + 60)
async def test_r01_r02_ten_racing_writers_assign_nobody_twice_and_nobody_too_much(settings):
    faults, failures = await crowded(settings, ASSIGNMENTS)
    assert faults == []
    assert failures == []


def over_the_limit(seat, _customer):
    return None if seat.presence == "available" else "offline"


async def test_r02_a_planted_breach_is_found(settings, monkeypatch):
    monkeypatch.setattr(matching.SeatState, "obstacle", over_the_limit)
    faults, _ = await crowded(settings, 60, [Crowd.arrives])
    assert any(fault[0] == "too much" for fault in faults)


async def test_r01_a_planted_second_owner_is_found(settings, monkeypatch):
    monkeypatch.setattr(Fold, "close_leg", lambda *_: None)
    faults, _ = await crowded(settings, 30)
    assert any(fault[0] == "two owners" for fault in faults)
