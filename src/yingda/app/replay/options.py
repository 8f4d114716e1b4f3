"""What one can ask of a replay on the command line."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer


@dataclass(frozen=True, slots=True)
class Options:
    """What one can say on the command line."""

    file: Annotated[
        Path | None,
        typer.Argument(exists=True, dir_okay=False, help="JSON lines: id, customer, messages."),
    ] = None
    server: Annotated[str, typer.Option(help="A running server with the demo shop.")] = (
        "http://127.0.0.1:8400"
    )
    speed: Annotated[float, typer.Option(min=0.01, help="Times faster than recorded.")] = 60.0
    concurrency: Annotated[int, typer.Option(min=1, help="Conversations side by side.")] = 8
    limit: Annotated[int | None, typer.Option(min=1, help="Play at most so many.")] = None
    agents: Annotated[int, typer.Option(min=0, max=4, help="Agents on duty.")] = 3
    patience: Annotated[
        int, typer.Option(min=1, help="Misses of the bot before a customer wants a person.")
    ] = 1
    ledger: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Write down acknowledged messages here.")
    ] = None
    decisions: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Write down the bot's decisions here.")
    ] = None
    check: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Compare this ledger with the server."),
    ] = None
