"""`yingda upgrade --check`: what an upgrade would do, and whether one can go back.

It changes nothing. `yingda migrate` is what brings a database to this version's shape.
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from yingda.app.commands.settings import given_settings
from yingda.app.upgrading import examine
from yingda.foundation.words import say, terminal_language

console = Console(soft_wrap=True)


def upgrade(
    *,
    check: Annotated[bool, typer.Option("--check", help="Only say what would be done.")] = False,
    backup: Annotated[Path | None, typer.Option(help="The backup to go back to.")] = None,
) -> None:
    """Say with --check what `yingda migrate` would do here; nothing is changed."""
    if not check:
        tell("say_which")
        raise typer.Exit(2)
    answers = examine(given_settings(), backup)
    for answer in answers:
        tell(answer.code, **answer.params)
        for step in answer.steps:
            tell("step", revision=step.revision, title=step.title)
    if not all(answer.fine for answer in answers):
        raise typer.Exit(1)
    tell("go_on")


def tell(code: str, **params: object) -> None:
    """Say a sentence in the language of the terminal."""
    console.print(escape(say(terminal_language(), f"upgrade.{code}", **params)))
