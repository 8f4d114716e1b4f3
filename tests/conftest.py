"""Runs every coroutine test on asyncio."""

import pytest


@pytest.fixture(scope="session")
def anyio_backend():
    return "asyncio"
