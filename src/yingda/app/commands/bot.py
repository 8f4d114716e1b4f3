"""`yingda bot evaluate`: how well an engine does on questions whose answers are known."""

import csv
import io
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from yingda.bot.training.evaluating import ENGINES, Known, Labelled, guesses
from yingda.bot.training.measuring import Guess, figures, interval
from yingda.foundation.words import say, terminal_language
from yingda.knowledge.importing.encodings import decoded

NOTHING = frozenset({"", "oos", "NO_NODES_DETECTED"})
EVERY_FIFTH = 5
COLUMNS = ("engine", "right", "auroc", "calibration", "covered", "p50", "p99")

bot = typer.Typer(no_args_is_help=True, add_completion=False)


@bot.callback()
def about() -> None:
    """Measure how well questions are understood."""


@bot.command("evaluate")
def evaluate(
    dataset: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    train: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="What the engines may know.")
    ] = None,
    engine: Annotated[str, typer.Option(help="hybrid or retrieval.")] = "hybrid",
    against: Annotated[str, typer.Option(help="The engine to compare with.")] = "retrieval",
) -> None:
    """Ask engines the questions of a CSV file with the columns text and label.

    An empty label is a question that nothing answers. Without --train four of five questions are
    known and every fifth is asked.
    """
    for name in (engine, against):
        if name not in ENGINES:
            raise wrong("engine_unknown", name=name, engines=", ".join(ENGINES))
    known, asked = split(rows_of(dataset), None if train is None else rows_of(train))
    if len({label for _, label in known if label is not None}) < 2 or not asked:
        raise wrong("too_few", name=(train or dataset).name)
    console = Console()
    found: dict[str, list[Guess]] = {}
    with Progress(console=console, transient=True) as progress:
        for name in dict.fromkeys((engine, against)):
            task = progress.add_task(name, total=len(asked))
            ready = ENGINES[name](Known(known))
            found[name] = []
            for guess in guesses(ready, asked):
                found[name].append(guess)
                progress.advance(task)
    console.print(table_of(found))
    if engine != against:
        console.print(compared(engine, against, found))


def wrong(code: str, **params: object) -> typer.BadParameter:
    """Return what ends the command with a sentence in the language of the terminal."""
    return typer.BadParameter(say(terminal_language(), f"evaluate.{code}", **params))


def rows_of(path: Path) -> list[Labelled]:
    """Read a CSV file in any encoding that spreadsheets write."""
    reader = csv.DictReader(io.StringIO(decoded(path.read_bytes()), newline=""))
    try:
        if not {"text", "label"} <= set(reader.fieldnames or ()):
            raise wrong("columns_missing", name=path.name)
        rows = [(row["text"] or "", (row["label"] or "").strip()) for row in reader]
    except csv.Error as error:
        raise wrong("unreadable", name=path.name, why=error) from error
    return [(text, None if label in NOTHING else label) for text, label in rows if text.strip()]


def split(
    rows: list[Labelled], known: list[Labelled] | None
) -> tuple[list[Labelled], list[Labelled]]:
    """Return what is known and what is asked."""
    if known is not None:
        return known, rows
    return [one for at, one in enumerate(rows) if at % EVERY_FIFTH], rows[::EVERY_FIFTH]


def table_of(found: dict[str, list[Guess]]) -> Table:
    """Return the figures of each engine."""
    language = terminal_language()
    table = Table(*(say(language, f"evaluate.{column}") for column in COLUMNS))
    for name, made in found.items():
        of = figures(made)
        table.add_row(
            name,
            f"{of.accuracy:.1%}",
            f"{of.auroc:.3f}",
            f"{of.calibration_error:.1%}",
            f"{of.covered:.1%}",
            f"{of.p50_ms:.2f}",
            f"{of.p99_ms:.2f}",
        )
    return table


def compared(engine: str, against: str, found: dict[str, list[Guess]]) -> str:
    """Return by how much one engine is more often right, with the 95 % interval."""
    one, other = ([guess.right for guess in found[name]] for name in (engine, against))
    low, high = interval(one, other)
    gap = (sum(one) - sum(other)) / len(one)
    return say(
        terminal_language(),
        "evaluate.compared",
        engine=engine,
        against=against,
        gap=f"{gap:+.1%}",
        low=f"{low:+.1%}",
        high=f"{high:+.1%}",
        questions=len(one),
    )
