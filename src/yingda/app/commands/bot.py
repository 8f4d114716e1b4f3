"""`yingda bot evaluate`: how well an engine does on questions whose answers are known."""

import csv
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from yingda.bot.training.evaluating import ENGINES, Known, Labelled, guesses
from yingda.bot.training.measuring import Guess, figures, interval

NOTHING = frozenset({"", "oos", "NO_NODES_DETECTED"})
EVERY_FIFTH = 5

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
            raise typer.BadParameter(f"{name}: one of {', '.join(ENGINES)}")
    known, asked = split(rows_of(dataset), None if train is None else rows_of(train))
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


def rows_of(path: Path) -> list[Labelled]:
    """Read a CSV file; ends with a clear word where a column is missing."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        if not {"text", "label"} <= set(reader.fieldnames or ()):
            raise typer.BadParameter(f"{path.name} needs the columns text and label")
        rows = [(row["text"] or "", (row["label"] or "").strip()) for row in reader]
    return [(text, None if label in NOTHING else label) for text, label in rows if text.strip()]


def split(
    rows: list[Labelled], known: list[Labelled] | None
) -> tuple[list[Labelled], list[Labelled]]:
    """Return what is known and what is asked; both must be there, and two answers at least."""
    asked = rows if known is not None else rows[::EVERY_FIFTH]
    if known is None:
        known = [one for at, one in enumerate(rows) if at % EVERY_FIFTH]
    if len({label for _, label in known if label is not None}) < 2 or not asked:
        raise typer.BadParameter("too few rows: at least two different labels must be known")
    return known, asked


def table_of(found: dict[str, list[Guess]]) -> Table:
    """Return the figures of each engine."""
    table = Table("engine", "right", "AUROC", "calibration error", "at 95 %", "p50 ms", "p99 ms")
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
    return (
        f"{engine} against {against}: {gap:+.1%} right, 95 % interval {low:+.1%} to {high:+.1%}"
        f" ({len(one)} questions)"
    )
