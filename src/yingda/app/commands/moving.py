"""`yingda migrate --from … --to …`: a living shop into another database."""

import time
from typing import Annotated

import typer
from pydantic import ValidationError

from yingda.app.commands.keeping import refused_in_words, tell
from yingda.foundation.clock import SystemClock
from yingda.foundation.ids import TimeOrderedIds
from yingda.foundation.settings import Settings

From = Annotated[str, typer.Option("--from", help="Move a shop: the database it is in.")]
To = Annotated[str, typer.Option("--to", help="The empty database it shall be in.")]


def move_shop(source: str, target: str) -> None:
    """Move the shop; what came of it is proved row by row."""
    from yingda.app.copying.moving import move  # noqa: PLC0415 - only who copies pays

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
