"""`yingda upgrade --check`: what an upgrade would do, and whether one can go back."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from yingda.foundation.settings import Settings
from yingda.foundation.words import say, terminal_language

console = Console(soft_wrap=True)


def upgrade(
    *,
    check: Annotated[bool, typer.Option("--check", help="Only say what would be done.")] = False,
    backup: Annotated[Path | None, typer.Option(help="The backup to go back to.")] = None,
) -> None:
    """Bring the database to this version's shape, or say what that would do."""
    from yingda.app.migrating import migrate  # noqa: PLC0415 - only an upgrade pays
    from yingda.app.upgrading import examine  # noqa: PLC0415

    answers = examine(Settings(), backup)
    for answer in answers:
        tell(answer.code, **answer.params)
        for step in answer.steps:
            tell("step", revision=step.revision, title=step.title)
    if check:
        raise typer.Exit(0 if all(answer.fine for answer in answers) else 1)
    if not answers[0].fine:
        raise typer.Exit(1)
    migrate(Settings())
    tell("done")


def tell(code: str, **params: object) -> None:
    """Say a sentence in the language of the terminal."""
    console.print(escape(say(terminal_language(), f"upgrade.{code}", **params)))
