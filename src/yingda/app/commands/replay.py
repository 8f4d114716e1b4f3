"""`yingda replay`: play recorded conversations through the public API, or check a ledger."""

import asyncio
import inspect
import signal
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from yingda.app.replay import reporting
from yingda.app.replay.playing import Manners
from yingda.app.replay.recording import Recording, read_recordings
from yingda.app.replay.running import NoDemo, Plan, Replay
from yingda.app.replay.wire import Refused, Unreachable
from yingda.foundation.clock import SECOND, SystemClock


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
    options, console = Options(**given), Console()
    try:
        sound = asyncio.run(_check(options, console) if options.check else _play(options, console))
    except NoDemo:
        console.print("[red]The server runs without demo data: start it with `yingda demo`.[/red]")
        raise typer.Exit(2) from None
    except (Refused, Unreachable) as error:
        console.print(f"[red]{options.server}: {error}[/red]")
        raise typer.Exit(2) from None
    raise typer.Exit(0 if sound else 1)


# Typer reads the options off the signature: a dataclass holds them better than ten parameters.
replay.__signature__ = inspect.signature(Options)  # type: ignore[attr-defined]


async def _play(options: Options, console: Console) -> bool:
    if options.file is None:
        raise typer.BadParameter("name a FILE to play, or a ledger to --check")
    recordings, broken = read_recordings(options.file)
    reporting.show_broken(console, broken)
    clock = SystemClock()
    began = clock.now()
    with ExitStack() as files:
        run = Replay(_plan(options, files))
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, run.stop)
        await _with_progress(run, recordings[: options.limit], console)
    reporting.show_summary(console, run.tally, (clock.now() - began) / SECOND)
    return not (broken or run.tally.given_up)


async def _check(options: Options, console: Console) -> bool:
    assert options.check is not None
    finding = await Replay(Plan(options.server)).check(options.check)
    reporting.show_finding(console, finding)
    return not finding.faults


def _plan(options: Options, files: ExitStack) -> Plan:
    decisions = options.decisions and files.enter_context(
        options.decisions.open("w", encoding="utf-8")
    )
    return Plan(
        server=options.server.rstrip("/"),
        speed=options.speed,
        concurrency=options.concurrency,
        agents=options.agents,
        ledger=options.ledger,
        manners=Manners(patience=options.patience, decisions=decisions or None),
    )


async def _with_progress(run: Replay, recordings: list[Recording], console: Console) -> None:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[messages]} messages"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("conversations", total=len(recordings), messages=0)
        await run.play(
            recordings,
            lambda: progress.update(task, advance=1, messages=run.tally.acknowledged),
        )
