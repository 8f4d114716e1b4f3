"""Conducts a replay on the command line: progress, summary, and what to say when it cannot be."""

import asyncio
import signal
from contextlib import ExitStack

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from yingda.app.replay import reporting
from yingda.app.replay.options import Options
from yingda.app.replay.playing import Manners
from yingda.app.replay.recording import Recording, read_recordings
from yingda.app.replay.running import NoDemo, Plan, Replay
from yingda.app.replay.wire import Refused, Unreachable
from yingda.foundation.clock import SECOND, SystemClock

FINE, UNSOUND, IMPOSSIBLE = 0, 1, 2


def conduct(options: Options) -> int:
    """Do what the options say and return the exit status."""
    console = Console()
    try:
        sound = asyncio.run(_check(options, console) if options.check else _play(options, console))
    except NoDemo:
        console.print(f"[red]{reporting.tell('no_demo')}[/red]")
        return IMPOSSIBLE
    except Unreachable:
        console.print(f"[red]{options.server}: {reporting.tell('unreachable')}[/red]")
        return IMPOSSIBLE
    except Refused as error:
        console.print(f"[red]{options.server}: {error}[/red]")
        return IMPOSSIBLE
    return FINE if sound else UNSOUND


async def _play(options: Options, console: Console) -> bool:
    if options.file is None:
        console.print(f"[red]{reporting.tell('name_a_file')}[/red]")
        return False
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
        TextColumn("{task.fields[messages]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(
            reporting.tell("progress"), total=len(recordings), messages=messages_of(run)
        )
        await run.play(
            recordings,
            lambda: progress.update(task, advance=1, messages=messages_of(run)),
        )


def messages_of(run: Replay) -> str:
    """Say how many messages were acknowledged so far."""
    return reporting.tell("progress_messages", n=run.tally.acknowledged)
