"""Puts everything together: one ASGI application for one process."""

import asyncio
import contextlib
import logging
import re
from collections.abc import AsyncIterator

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute

from yingda.app import attendance, cards, health, pages
from yingda.app import help as helping
from yingda.app.lifting import lifter_of
from yingda.app.listening import LIVE
from yingda.app.metrics import api as metrics
from yingda.app.metrics.counting import count_facts
from yingda.app.retention import forget_what_is_old
from yingda.app.routers import ROUTERS
from yingda.app.shop_systems import ShopSystems
from yingda.app.tracing import NO_TELEMETRY, followed
from yingda.app.veiling import Veiling
from yingda.app.wiring import runtime_for
from yingda.bot.assisting.service import is_as_proposed
from yingda.bot.flows.performing import Performer
from yingda.bot.training.trainer import Trainer
from yingda.conversations.api.messages import post_message
from yingda.foundation.clock import Clock
from yingda.foundation.ids import IdSource
from yingda.foundation.runtime import Runtime
from yingda.foundation.settings import Settings
from yingda.foundation.spans import NO_SPANS, Spans
from yingda.foundation.waiting import ended
from yingda.foundation.web import problems
from yingda.foundation.web.guards import BodyLimit, HarmlessHeaders, NoNul, RequestId
from yingda.foundation.web.hot import Application, HotRoads
from yingda.helpcenter.pages.readers import LatestReads
from yingda.integrations.courier import Courier
from yingda.integrations.network import Network
from yingda.routing import watchdog

log = logging.getLogger(__name__)

POSTING = re.compile(rb"/api/conversations/(?P<conversation_id>[0-9A-Za-z_-]+)/messages")
LIVE_PATH = "/api/live"
MEGABYTE = 1024 * 1024
WATCH_SECONDS = 2.0
RETENTION_BEGINS_SECONDS, RETENTION_SECONDS = 60.0, 3_600.0
TRAINING_SECONDS = 20.0
WATCHDOG = "watchdog"
TRAINING = "training"


def create_app(
    settings: Settings,
    *,
    clock: Clock | None = None,
    ids: IdSource | None = None,
    spans: Spans = NO_SPANS,
) -> FastAPI:
    """Return the application; nothing runs before its lifespan begins."""
    runtime = runtime_for(settings, clock=clock, ids=ids, spans=spans)
    layers, post = followed(spans, post_message)
    app = Application(
        title="Yingda 应答",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        telemetry=NO_TELEMETRY,
        middleware=[
            *layers,
            Middleware(RequestId),
            Middleware(HarmlessHeaders),
            Middleware(NoNul),
            Middleware(Veiling),
            Middleware(BodyLimit, uploads=upload_limits(settings)),
        ],
    )
    app.state.runtime = runtime
    app.state.cards = cards.SOURCES
    app.state.proposals = is_as_proposed
    problems.install(app)
    # The hot roads are known to the framework too, which knows every route there is.
    app.router.routes.append(WebSocketRoute(LIVE_PATH, LIVE))
    app.hot = HotRoads(POSTING, post, LIVE_PATH, LIVE)
    for router in (*ROUTERS, health.probes, health.router, metrics.router):
        app.include_router(router)
    app.router.routes.extend((*pages.ROUTES, *helping.ROUTES))
    return app


def upload_limits(settings: Settings) -> dict[str, int]:
    """Return how large a body may be where files come in, in bytes."""
    room = settings.upload_limit_mb * MEGABYTE + MEGABYTE
    roads = ("/api/files", "/api/knowledge/imports", "/api/orders/import", "/api/products/import")
    return dict.fromkeys(roads, room)


@contextlib.asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Start the runtime, the demo shop if wanted, and the watchdog; stop them in reverse."""
    runtime: Runtime = app.state.runtime
    count_facts(runtime.meters)
    await runtime.start()
    await attendance.begin(runtime)
    if runtime.settings.demo:
        from yingda.app.demo.loading import load_demo  # noqa: PLC0415 - nobody else carries it

        await load_demo(runtime.db, runtime.settings)
    tasks = [asyncio.create_task(attend(runtime), name="attendance")]
    courier = app.state.courier = courier_of(runtime)
    lifter = app.state.lifter = lifter_of(runtime)
    app.state.outside = ShopSystems(runtime)
    app.state.latest_reads = LatestReads()
    performer = app.state.performer = Performer(runtime.db, app.state.outside, runtime.meters)
    if runtime.works:
        tasks.append(asyncio.create_task(watch(runtime), name="watchdog"))
        tasks.append(asyncio.create_task(keep_retention(runtime), name="retention"))
        tasks.append(asyncio.create_task(keep_trained(runtime), name="training"))
        courier.start()
        lifter.start()
        performer.start()
    try:
        yield
    finally:
        await ended(tasks)
        await lifter.stop()
        await courier.stop()
        await performer.stop()
        await runtime.stop()
        await asyncio.to_thread(runtime.spans.close)


def courier_of(runtime: Runtime) -> Courier:
    """Return who carries webhooks."""
    return Courier(runtime.db, Network(runtime.settings), runtime.meters, runtime.spans)


async def keep_retention(runtime: Runtime) -> None:
    """Forget from time to time what has been kept long enough."""
    await asyncio.sleep(RETENTION_BEGINS_SECONDS)
    while True:
        try:
            await forget_what_is_old(runtime)
        except Exception:
            log.exception("Not everything that is old could be forgotten; it is tried again")
        await asyncio.sleep(RETENTION_SECONDS)


async def keep_trained(runtime: Runtime) -> None:
    """Train bots whose knowledge has changed and come to rest; one process does it for all."""
    trainer = Trainer(runtime.db)
    while True:
        await asyncio.sleep(TRAINING_SECONDS)
        try:
            if runtime.claims.holds(TRAINING) or await runtime.claims.take([TRAINING]):
                await trainer.look_round()
        except Exception:
            log.exception("training failed")


async def watch(runtime: Runtime) -> None:
    """Prove again and again that nobody waits while somebody who could answer is free.

    One process does at a time; when it ends, another takes over.
    """
    while True:
        runtime.pulse.beat("watchdog")
        await asyncio.sleep(WATCH_SECONDS)
        try:
            if runtime.claims.holds(WATCHDOG) or await runtime.claims.take([WATCHDOG]):
                await look_round(runtime)
        except Exception:
            log.exception("The watchdog could not look; it looks again")


async def look_round(runtime: Runtime) -> None:
    """Mend every group in which somebody is neglected, and forget servers that are gone."""
    for group_id in await runtime.db.read(watchdog.neglected_groups):
        await runtime.db.write(watchdog.mend, group_id)
    await attendance.forget_the_gone(runtime)


async def attend(runtime: Runtime) -> None:
    """Keep up that this process is there, and who is there with it."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        try:
            await attendance.keep(runtime)
        except Exception:
            log.exception("This process could not say that it is there; it says so again")
