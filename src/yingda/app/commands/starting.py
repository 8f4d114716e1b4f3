"""Starting a process: everything looked at first, and what is wrong said in a line."""

import asyncio
import socket
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from sqlalchemy import make_url

from yingda.app.starting import MOST_CLOCK_SECONDS, CannotStart, make_ready, why_no_redis
from yingda.app.tracing import what_is_missing
from yingda.foundation.settings import Settings
from yingda.foundation.words import say, terminal_language

REFUSED = 2
console = Console(soft_wrap=True)

NoWork = Annotated[
    bool, typer.Option("--no-work", help="Leave reactions and timers to `yingda worker`.")
]


def prepare(settings: Settings) -> None:
    """Bring the database to this version's shape; end with a clear line when that cannot be."""
    try:
        ahead = make_ready(settings)
        away = asyncio.run(why_no_redis(settings)) if settings.redis_url else None
    except CannotStart as refusal:
        tell(refusal.code, "red", **refusal.params)
        raise typer.Exit(REFUSED) from None
    if abs(ahead) > MOST_CLOCK_SECONDS:
        tell("clock_off", "yellow", seconds=round(ahead, 1))
    if away is not None:
        tell("redis_away", "yellow", why=away)
    if (missing := what_is_missing()) is not None:
        tell(missing, "yellow")


def refuse_alone(settings: Settings) -> None:
    """End with a clear line where only one process can be."""
    if make_url(settings.store_url).get_backend_name() == "sqlite":
        tell("one_process", "red")
        raise typer.Exit(REFUSED)


def refuse_taken(host: str, port: int, setting: str) -> None:
    """End with a clear line where a port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        tell("port_taken", "red", address=f"{host}:{port}", setting=setting, why=error.strerror)
        raise typer.Exit(REFUSED) from None


def tell(code: str, colour: str = "", **params: object) -> None:
    """Say a line about starting in the terminal's language."""
    line = escape(say(terminal_language(), f"start.{code}", **params))
    console.print(f"[{colour}]{line}[/]" if colour else line)
