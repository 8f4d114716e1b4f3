"""The first owner of a real installation comes in by a one-time link."""

from yingda.app.asgi import create_app
from yingda.foundation.runtime import Runtime
from yingda.foundation.settings import Settings
from yingda.team.setup import setup_link


async def owner_link(settings: Settings) -> str | None:
    """Return the link that makes the first owner, or None when there is one, or in a demo."""
    if settings.demo:
        return None
    runtime: Runtime = create_app(settings).state.runtime
    runtime.db.start()
    try:
        token = await runtime.db.write(setup_link)
    finally:
        runtime.db.stop()
    return None if token is None else f"{settings.address}/desk/setup?token={token}"
