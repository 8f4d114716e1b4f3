"""One process that serves: the server's settings, and memory that is not searched in vain."""

import gc
from typing import Any

import uvicorn

from yingda.app.asgi import create_app
from yingda.app.connections import Connection, SocketConnection
from yingda.app.draining import REQUESTS_END_SECONDS, DrainingServer
from yingda.app.tracing import spans_wanted
from yingda.foundation.settings import Settings

# New objects until the collector looks at the young, and how often it looks at the older ones.
COLLECT_AFTER = (20_000, 10, 50)
STARTUP_FAILED = 3


def serve_app(settings: Settings) -> None:
    """Serve until told to stop."""
    app = create_app(settings, spans=spans_wanted())
    settle_memory()
    config = uvicorn.Config(app, host=settings.host, port=settings.port, **options(settings))
    server = DrainingServer(config, app.state.runtime)
    server.run()
    if not server.started:
        raise SystemExit(STARTUP_FAILED)


def options(settings: Settings) -> dict[str, Any]:
    """Return how the HTTP server is run."""
    return {
        "loop": "uvloop",
        "http": Connection,
        "ws": SocketConnection,
        "ws_per_message_deflate": False,
        "ws_ping_interval": 25,
        "ws_ping_timeout": 25,
        "timeout_graceful_shutdown": REQUESTS_END_SECONDS,
        "forwarded_allow_ips": settings.trusted_proxies,
        "log_level": "warning",
        "access_log": False,
        "server_header": False,
    }


def settle_memory() -> None:
    """Keep what was imported out of collections: it stays, and a search of it takes 0.1 s."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
