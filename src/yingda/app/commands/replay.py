"""`yingda replay`: play recorded conversations through the public API, or check a ledger."""

import inspect
from typing import Any

import typer

from yingda.app.replay.conducting import conduct
from yingda.app.replay.options import Options


def replay(**given: Any) -> None:  # noqa: ANN401 - typer fills in Options
    """Play recorded conversations as real visitors and agents, or check an earlier run's ledger."""
    raise typer.Exit(conduct(Options(**given)))


# Typer reads the options off the signature: a dataclass holds them better than ten parameters.
replay.__signature__ = inspect.signature(Options)  # type: ignore[attr-defined]
