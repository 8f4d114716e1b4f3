"""One process that works and serves nobody: reactions, timers, the watchdog, and its own health."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Generator

import uvicorn
import uvloop
from fastapi import FastAPI

from yingda.app import health
from yingda.app.asgi import lifespan
from yingda.app.metrics import api as metrics
from yingda.app.serving import settle_memory
from yingda.app.tracing import NO_TELEMETRY, spans_wanted
from yingda.app.wiring import runtime_for
from yingda.foundation.runtime import Runtime
from yingda.foundation.settings import Settings
from yingda.foundation.web import problems

LAST_ANSWERS_SECONDS = 1


def run_worker(settings: Settings) -> None:
    """Work until told to stop."""
    runtime = runtime_for(settings.model_copy(update={"work": True}), spans=spans_wanted())
    settle_memory()
    uvloop.run(work(watching_app(runtime)))


async def work(app: FastAPI) -> None:
    """Work until SIGTERM or SIGINT; what has begun is finished."""
    told = asyncio.Event()
    runtime: Runtime = app.state.runtime
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, told.set)
    async with watched(app), lifespan(app):
        await told.wait()
        runtime.draining = True


@contextlib.asynccontextmanager
async def watched(app: FastAPI) -> AsyncIterator[None]:
    """Tell health and metrics meanwhile, where a port is set for it."""
    settings = app.state.runtime.settings
    if not settings.worker_port:
        yield
        return
    server = Watched(
        uvicorn.Config(
            app,
            host=settings.host,
            port=settings.worker_port,
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            forwarded_allow_ips=settings.trusted_proxies,
            timeout_graceful_shutdown=LAST_ANSWERS_SECONDS,
        )
    )
    serving = asyncio.create_task(server.serve(), name="health")
    try:
        yield
    finally:
        server.should_exit = True
        await asyncio.gather(serving, return_exceptions=True)


def watching_app(runtime: Runtime) -> FastAPI:
    """Return the questions a monitor asks, with the answers a process that serves gives."""
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, telemetry=NO_TELEMETRY)
    app.state.runtime = runtime
    problems.install(app)
    app.include_router(health.probes)
    app.include_router(metrics.router)
    return app


class Watched(uvicorn.Server):
    """The HTTP server as a guest: signals belong to the worker."""

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Take no signals."""
        yield
