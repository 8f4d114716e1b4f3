"""`yingda serve`: the whole product in one process."""

import asyncio

from rich.console import Console

from yingda.app.commands.settings import given_settings
from yingda.app.commands.starting import NoWork, prepare, refuse_taken
from yingda.app.logs import configure_logging
from yingda.app.serving import serve_app
from yingda.app.setting_up import owner_link
from yingda.foundation.settings import Settings

console = Console()


def serve(*, no_work: NoWork = False) -> None:
    """Run everything in one process; beside others, on PostgreSQL."""
    settings = given_settings()
    if no_work:
        settings = settings.model_copy(update={"work": False})
    configure_logging(settings)
    refuse_taken(settings.host, settings.port, "YINGDA_PORT")
    prepare(settings)
    announce(settings, asyncio.run(owner_link(settings)))
    serve_app(settings)


def announce(settings: Settings, link: str | None) -> None:
    """Say where everything is."""
    console.print(f"[bold]Yingda 应答[/]  {settings.address}/desk/")
    if settings.demo:
        console.print(f"Demo shop    {settings.address}/shop")
    if link is not None:
        console.print(f"First owner  {link}", soft_wrap=True)
