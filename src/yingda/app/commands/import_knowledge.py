"""`yingda import knowledge`: files of questions and answers into a shop's knowledge."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from yingda.app.commands.settings import given_settings
from yingda.app.commands.starting import prepare
from yingda.app.importing import Wishes, import_files

imports = typer.Typer(no_args_is_help=True, add_completion=False)


@imports.callback()
def kinds() -> None:
    """Bring in what you already have."""


@imports.command("knowledge")
def import_knowledge(
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    merchant: Annotated[str | None, typer.Option(help="The shop's short name.")] = None,
    *,
    accept: Annotated[bool, typer.Option(help="Store quarantined rows too.")] = False,
    replace: Annotated[bool, typer.Option(help="Replace answers that are known.")] = False,
    fill: Annotated[list[str] | None, typer.Option(help="NAME=WORDS for placeholders.")] = None,
    dry_run: Annotated[bool, typer.Option(help="Only show what would happen.")] = False,
) -> None:
    """Import CSV, JSONL, XLSX or Markdown into a shop's knowledge; each file all or nothing."""
    words = dict(entry.split("=", 1) for entry in fill or () if "=" in entry)
    settings = given_settings()
    prepare(settings)
    wishes = Wishes(accept, replace, words, dry_run)
    if asyncio.run(import_files(settings, files, merchant, wishes)):
        raise typer.Exit(1)
