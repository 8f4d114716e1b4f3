"""`yingda backup` and `yingda restore`: the whole shop in one file, and back."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.markup import escape
from sqlalchemy.exc import SQLAlchemyError

from yingda.app.commands.settings import given_settings
from yingda.app.copying.backing_up import back_up
from yingda.app.copying.refusals import Refused
from yingda.app.copying.restoring import restore as fill
from yingda.app.starting import said_by
from yingda.foundation.clock import SystemClock
from yingda.foundation.ids import TimeOrderedIds
from yingda.foundation.words import say, terminal_language

T = TypeVar("T")
console = Console(soft_wrap=True)


def backup(
    file: Annotated[Path, typer.Argument(help="The file to write, such as shop.tar.gz.")],
    *,
    with_secret: Annotated[
        bool, typer.Option("--with-secret", help="Put the installation's secret in it too.")
    ] = False,
) -> None:
    """Write database and uploaded files into one file, while the shop stays open."""
    began = time.perf_counter()
    saved = refused_in_words(
        lambda: back_up(given_settings(), file, SystemClock(), with_secret=with_secret)
    )
    megabytes = round(file.stat().st_size / 1e6, 1)
    seconds = round(time.perf_counter() - began, 1)
    tell("made", rows=saved.rows, files=saved.files, file=file, size=megabytes, seconds=seconds)
    tell("with_secret" if saved.with_secret else "without_secret")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `yingda backup` wrote.")],
) -> None:
    """Fill an empty installation from a backup; what came of it is proved row by row."""
    began = time.perf_counter()
    restored = refused_in_words(
        lambda: fill(given_settings(), file, SystemClock(), TimeOrderedIds())
    )
    seconds = round(time.perf_counter() - began, 1)
    tell("restored", rows=restored.rows, files=restored.files, seconds=seconds)
    tell(f"secret.{restored.secret}")


def refused_in_words(work: Callable[[], T]) -> T:
    """Do the work; a refusal is said in a sentence and ends the command."""
    try:
        return work()
    except Refused as refused:
        tell(f"refused.{refused.code}", **refused.params)
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        tell("refused.failed", why=said_by(error))
    raise typer.Exit(1)


def tell(code: str, **params: object) -> None:
    """Say a sentence in the language of the terminal."""
    console.print(escape(say(terminal_language(), f"backup.{code}", **params)))
