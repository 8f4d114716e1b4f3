"""Shows a replay's tally to people."""

from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from yingda.app.replay.checking import Finding
from yingda.app.replay.recording import BrokenLine
from yingda.app.replay.tally import Decision, Tally, percentile

SHOWN_FAULTS = 20


def show_summary(console: Console, tally: Tally, seconds: float) -> None:
    """Print what happened in a replay that took `seconds`."""
    table = Table("what", "how much", box=None, header_style="bold")
    for what, how_much in summary(tally, seconds):
        table.add_row(what, how_much)
    console.print(table)


def summary(tally: Tally, seconds: float) -> list[tuple[str, str]]:
    """Return the summary's lines."""
    asked = tally.asked_the_bot
    rows = [
        ("conversations played", f"{tally.conversations}"),
        ("conversations given up", f"{tally.given_up}"),
        ("customer messages", f"{tally.customer_messages}"),
        ("asked of the bot", f"{asked}"),
    ]
    names: dict[Decision, str] = {
        "answer": "answered by the bot",
        "courtesy": "returned a courtesy",
        "choices": "choices offered",
        "unknown": "unknown to the bot",
        "handed_over": "handed over at once",
        "nothing": "left without a word",
    }
    for decision, name in names.items():
        rows.append((f"  {name}", _share(tally.decisions[decision], asked)))
    rows.append(("bot's time", _times(tally.bot_answers_ms)))
    rows.append(("handed over to people", f"{tally.handed_over.total()}"))
    rows += [(f"  {reason}", f"{count}") for reason, count in tally.handed_over.most_common()]
    rows += [
        ("never accepted by anybody", f"{tally.never_accepted}"),
        ("wait in the queue", _times(tally.queue_waits_ms)),
        ("first reply by a person", _times(tally.first_replies_ms)),
        ("agent messages", f"{tally.agent_messages}"),
        ("transfers", f"{tally.transfers}"),
        ("ratings", f"{tally.ratings}"),
        ("messages acknowledged", f"{tally.acknowledged}"),
        ("requests sent again", f"{tally.resent}"),
        ("sockets connected again", f"{tally.reconnects}"),
        ("errors", f"{tally.errors.total()}"),
    ]
    rows += [(f"  {error}", f"{count}") for error, count in tally.errors.most_common()]
    rows.append(
        ("took", f"{seconds:.1f} s, {tally.acknowledged / max(seconds, 0.001):.0f} messages/s")
    )
    return rows


def show_broken(console: Console, broken: Sequence[BrokenLine]) -> None:
    """Print which lines were skipped."""
    for one in broken:
        console.print(f"[yellow]skipped {one}[/yellow]")


def show_finding(console: Console, finding: Finding) -> None:
    """Print whether the ledger and the server agree."""
    console.print(f"{finding.messages} messages in {finding.conversations} conversations compared")
    for kind, count in Counter(fault.kind for fault in finding.faults).most_common():
        console.print(f"[red]{kind}: {count}[/red]")
    for fault in finding.faults[:SHOWN_FAULTS]:
        console.print(f"  {fault}")
    if not finding.faults:
        console.print("[green]every acknowledged message is there, once and whole[/green]")


def _share(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.1%})" if whole else f"{part}"


def _times(values: Sequence[int]) -> str:
    half, most = percentile(values, 0.5), percentile(values, 0.95)
    return "-" if half is None else f"p50 {half} ms, p95 {most} ms (n = {len(values)})"
