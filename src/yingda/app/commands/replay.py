"""`yingda replay`: play recorded conversations through the public API, or check a ledger."""

import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

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


def replay(**given: Any) -> None:  # noqa: ANN401 - typer fills in Options
    """Play recorded conversations as real visitors and agents, or check an earlier run's ledger."""
    from yingda.app.replay.conducting import conduct  # noqa: PLC0415 - only a replay pays for it

    raise typer.Exit(conduct(Options(**given)))


# Typer reads the options off the signature: a dataclass holds them better than ten parameters.
replay.__signature__ = inspect.signature(Options)  # type: ignore[attr-defined]
