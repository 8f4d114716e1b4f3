"""A coroutine begun at once behaves as in a task: it waits, ends, fails and is cancelled."""

import asyncio

import pytest

from yingda.foundation.eager import begin


async def test_what_never_waits_is_done_without_a_task():
    done = []

    async def work():
        done.append("now")

    assert begin(work()) is None
    assert done == ["now"]


async def test_what_waits_goes_on_when_its_time_comes():
    first, second, done = asyncio.Event(), asyncio.Event(), []

    async def work():
        await first.wait()
        done.append("first")
        await asyncio.sleep(0)
        await second.wait()
        done.append("second")

    task = begin(work())
    first.set()
    for _ in range(5):
        await asyncio.sleep(0)
    assert done == ["first"]
    second.set()
    await task
    assert done == ["first", "second"]


async def test_a_failure_before_waiting_is_the_callers_and_after_it_the_tasks():
    async def at_once():
        raise ConnectionError

    async def later():
        await asyncio.sleep(0)
        raise TimeoutError

    with pytest.raises(ConnectionError):
        begin(at_once())
    with pytest.raises(TimeoutError):
        await begin(later())


async def test_what_was_waited_for_may_fail_and_the_work_may_mend_it():
    awaited, mended = asyncio.get_running_loop().create_future(), []

    async def work():
        try:
            await awaited
        except ValueError as error:
            mended.append(str(error))

    task = begin(work())
    awaited.set_exception(ValueError("broken"))
    await task
    assert mended == ["broken"]


async def test_a_cancelled_task_lets_the_work_clean_up():
    cleaned = []

    async def work():
        try:
            await asyncio.Event().wait()
        finally:
            cleaned.append(True)

    task = begin(work())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert cleaned == [True]
