"""Work outside of transactions: who is slow keeps nobody else waiting; nothing is left behind."""

import asyncio

import pytest

from yingda.foundation.due_work import DueWork

pytestmark = pytest.mark.anyio


class Errands(DueWork):
    """Errands of several owners, which end when they are told to."""

    name = "errands"
    most = 4
    share = 2
    look_again_seconds = 3_600

    def __init__(self, *waiting):
        super().__init__(db=None)
        self.waiting = dict(waiting)
        self.begun, self.ended = [], asyncio.Event()

    async def due(self):
        return list(self.waiting.items())

    async def do(self, key):
        self.begun.append(key)
        await self.ended.wait()
        del self.waiting[key]
        if key == "broken":
            raise ValueError


@pytest.fixture
def anyio_backend():
    return "asyncio"


async def begun(errands, count):
    while len(errands.begun) < count:  # noqa: ASYNC110 - what is waited for happens in this loop
        await asyncio.sleep(0)


async def test_a_slow_owner_has_its_share_and_others_have_room():
    errands = Errands(("a1", "slow"), ("a2", "slow"), ("a3", "slow"), ("b1", "quick"))
    errands.start()
    await begun(errands, 3)
    assert errands.begun == ["a1", "a2", "b1"]
    errands.ended.set()
    await begun(errands, 4)
    await errands.stop()
    assert errands.begun == ["a1", "a2", "b1", "a3"], "looked at again as soon as there was room"


async def test_a_piece_that_raises_leaves_its_room_to_the_next():
    errands = Errands(("broken", "one"), ("whole", "one"))
    errands.ended.set()
    assert await errands.do_due() == 2
    assert errands.waiting == {}
    errands.waiting = {"later": "one"}
    assert await errands.do_due() == 1
