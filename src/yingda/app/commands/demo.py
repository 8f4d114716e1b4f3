"""`yingda demo`: a shop to try things in."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from yingda.app.commands.serving import announce
from yingda.app.commands.settings import given_settings
from yingda.app.commands.starting import prepare, refuse_taken
from yingda.app.demo.opening import load_once
from yingda.app.logs import configure_logging
from yingda.app.serving import serve_app

console = Console()


def demo(
    *,
    serve_too: Annotated[bool, typer.Option("--serve", help="Start serving afterwards.")] = False,
) -> None:
    """Load the demo shop; with --serve, start it."""
    settings = given_settings().model_copy(update={"demo": True})
    configure_logging(settings)
    if serve_too:
        refuse_taken(settings.host, settings.port, "YINGDA_PORT")
    prepare(settings)
    shop = asyncio.run(load_once(settings))
    announce(settings, None)
    for account in shop.accounts:
        console.print(f"  {account.account:8} {account.password}  {account.role:15} {account.name}")
    if serve_too:
        serve_app(settings)
