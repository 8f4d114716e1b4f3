"""One process that works and serves nobody: reactions, timers and the watchdog."""

import asyncio
import signal

import uvloop
from fastapi import FastAPI

from yingda.app.asgi import create_app, lifespan
from yingda.app.serving import settle_memory
from yingda.foundation.settings import Settings


def run_worker(settings: Settings) -> None:
    """Work until told to stop."""
    app = create_app(settings.model_copy(update={"work": True}))
    settle_memory()
    uvloop.run(work(app))


async def work(app: FastAPI) -> None:
    """Work until SIGTERM or SIGINT; what has begun is finished."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, told.set)
    async with lifespan(app):
        await told.wait()
