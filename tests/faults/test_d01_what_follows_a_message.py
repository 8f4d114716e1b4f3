"""D01: greeting, answer, assignment and file happen once, wherever the process ends."""

import asyncio

import pytest

from tests.faults.following import (
    LETTER,
    Customer,
    furnish,
    waiting_reactions,
    wrong_consequences,
)
from tests.faults.patience import until
from tests.faults.service import Service
from tests.faults.test_d01_acknowledged_survives import all_points
from yingda.foundation.failpoints import ENDED

KINDS = ("reaction.", "assignment.", "file.")
HERE = [point for point in all_points() if point.startswith(KINDS)]


@pytest.fixture
def cases(tmp_path, store):
    return furnish(tmp_path, store, len(HERE))


@pytest.fixture
def url(tmp_path, store):
    return store or f"sqlite:///{tmp_path / 'yingda.db'}"


async def test_d01_what_follows_happens_once_at_every_failpoint(tmp_path, store, cases, url):
    service = Service(tmp_path, store)
    customers = [Customer(service.address, case) for case in cases]
    going = []
    try:
        for point, customer in zip(HERE, customers, strict=True):
            await service.start(f"{point}:1", ready=False)
            going.append(asyncio.create_task(customer.go_through()))
            assert await service.ended() == ENDED, point
        await service.start()
        async with asyncio.timeout(180):
            await asyncio.gather(*going)
        await until(lambda: waiting_reactions(url) == 0, within=120, what="the last reaction")
        await until(lambda: not list(wrong_assignments(url, cases)), within=120, what="a person")
        assert [one for one in wrong_consequences(url, cases) if not one.startswith("file")] == []
        assert await files_are_whole(customers)
    finally:
        for task in going:
            task.cancel()
        for customer in customers:
            customer.line.close()
        service.stop()


def wrong_assignments(url, cases):
    return (one for one in wrong_consequences(url, cases) if one.startswith("assignment"))


async def files_are_whole(customers):
    """Tell whether every file whose upload was acknowledged is there, to the last byte."""
    answers = [await one.line.ask("GET", path) for one in customers for path in one.files]
    return answers == [(200, LETTER)] * len(customers)


async def test_d01_a_job_popped_before_it_is_done_is_reported(tmp_path, store, cases, url):
    service = Service(tmp_path, store, plants=["pop_before_done"])
    await service.start("popped.helpcenter.greet:1", ready=False)
    assert await service.ended() == ENDED
    service.plants = []
    await service.start()
    await until(lambda: waiting_reactions(url) == 0, within=120, what="the last reaction")
    service.stop()
    wrong = list(wrong_consequences(url, cases))
    assert any(one.startswith("greeting") and one.endswith(" 0 times") for one in wrong)
