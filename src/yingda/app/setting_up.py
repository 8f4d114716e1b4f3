"""The first owner of a real installation comes in by a one-time link."""

from yingda.app.wiring import runtime_for
from yingda.foundation.settings import Settings
from yingda.team.setup import setup_link


async def owner_link(settings: Settings) -> str | None:
    """Return the link that makes the first owner, or None when there is one, or in a demo."""
    if settings.demo:
        return None
    runtime = runtime_for(settings)
    runtime.db.start()
    try:
        token = await runtime.db.write(setup_link)
    finally:
        runtime.db.stop()
    return None if token is None else f"{settings.address}/desk/setup?token={token}"
