"""`yingda migrate`: this version's shape; with `--from … --to …` a living shop's new database."""

import time
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console

from yingda.app.commands.keeping import refused_in_words, tell
from yingda.app.commands.settings import given_settings
from yingda.app.commands.starting import prepare
from yingda.app.copying.moving import move
from yingda.foundation.clock import SystemClock
from yingda.foundation.ids import TimeOrderedIds
from yingda.foundation.settings import Settings

From = Annotated[str, typer.Option("--from", help="Move a shop: the database it is in.")]
To = Annotated[str, typer.Option("--to", help="The empty database it shall be in.")]

console = Console()


def migrate(*, source: From = "", target: To = "") -> None:
    """Bring the database to this version's shape; with --from and --to, move a shop."""
    if source or target:
        move_shop(source, target)
        return
    prepare(given_settings())
    console.print("The database is up to date.")


def move_shop(source: str, target: str) -> None:
    """Move the shop; what came of it is proved row by row."""
    old, new = address("--from", source), address("--to", target)
    began = time.perf_counter()
    moved = refused_in_words(lambda: move(old, new, SystemClock(), TimeOrderedIds()))
    seconds = round(time.perf_counter() - began, 1)
    tell("moved", rows=moved.rows, tables=moved.tables, seconds=seconds)


def address(option: str, url: str) -> str:
    """Return the URL of a database; one that is none is refused by name."""
    try:
        return Settings(database_url=url).database_url or refuse(option, "a URL is needed")
    except ValidationError as error:
        return refuse(option, error.errors()[0]["msg"].removeprefix("Value error, "))


def refuse(option: str, why: str) -> str:
    """End with the option that is wrong, and why."""
    raise typer.BadParameter(why, param_hint=option)
