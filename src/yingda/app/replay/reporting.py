"""Shows a replay's tally to people, in the language of their terminal."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from yingda.app.replay.checking import Finding
from yingda.app.replay.recording import BrokenLine
from yingda.app.replay.tally import Decision, Tally, percentile
from yingda.foundation.words import say, terminal_language

SHOWN_FAULTS = 20
DECISIONS: tuple[Decision, ...] = (
    "answer",
    "courtesy",
    "choices",
    "unknown",
    "handed_over",
    "nothing",
)
AFTER = "after_"


def tell(code: str, **params: Any) -> str:  # noqa: ANN401 - whatever the sentence names
    """Return one of the replay's sentences in the terminal's language."""
    return say(terminal_language(), f"replay.{code}", **params)


def show_summary(console: Console, tally: Tally, seconds: float) -> None:
    """Print what happened in a replay that took `seconds`."""
    table = Table(tell("title"), tell("amount"), box=None, header_style="bold")
    for what, how_much in summary(tally, seconds):
        table.add_row(what, how_much)
    console.print(table)


def summary(tally: Tally, seconds: float) -> list[tuple[str, str]]:
    """Return the summary's lines."""
    asked = tally.asked_the_bot
    rate = f"{tally.acknowledged / max(seconds, 0.001):.0f}"
    return [
        _row("played", tally.conversations),
        _row("given_up", tally.given_up),
        _row("customer_messages", tally.customer_messages),
        _row("asked_the_bot", asked),
        *((f"  {_decision(one)}", _share(tally.decisions[one], asked)) for one in DECISIONS),
        (tell("bot_time"), _times(tally.bot_answers_ms)),
        _row("handed_over", tally.handed_over.total()),
        *((f"  {_reason(code)}", f"{n}") for code, n in tally.handed_over.most_common()),
        _row("never_accepted", tally.never_accepted),
        (tell("queue_wait"), _times(tally.queue_waits_ms)),
        (tell("first_reply"), _times(tally.first_replies_ms)),
        _row("agent_messages", tally.agent_messages),
        _row("transfers", tally.transfers),
        _row("ratings", tally.ratings),
        _row("acknowledged", tally.acknowledged),
        _row("resent", tally.resent),
        _row("reconnects", tally.reconnects),
        _row("errors", tally.errors.total()),
        *((f"  {error}", f"{n}") for error, n in tally.errors.most_common()),
        (tell("took"), tell("speed", seconds=f"{seconds:.1f}", rate=rate)),
    ]


def show_broken(console: Console, broken: Sequence[BrokenLine]) -> None:
    """Print which lines were skipped."""
    for one in broken:
        console.print(f"[yellow]{tell('skipped', line=one.line, why=one.reason)}[/yellow]")


def show_finding(console: Console, finding: Finding) -> None:
    """Print whether the ledger and the server agree."""
    compared = tell("compared", messages=finding.messages, conversations=finding.conversations)
    console.print(compared)
    for kind, count in Counter(fault.kind for fault in finding.faults).most_common():
        console.print(f"[red]{tell(f'fault.{kind}')}: {count}[/red]")
    for fault in finding.faults[:SHOWN_FAULTS]:
        kind, conversation = tell(f"fault.{fault.kind}"), fault.conversation_id
        said = tell("fault_at", kind=kind, conversation=conversation, seq=fault.seq)
        console.print(f"  {said}")
    if not finding.faults:
        console.print(f"[green]{tell('sound')}[/green]")


def _row(code: str, number: int) -> tuple[str, str]:
    return tell(code), f"{number}"


def _decision(decision: str) -> str:
    return tell(f"decision.{decision}")


def _reason(code: str) -> str:
    if code.startswith(AFTER):
        return tell("after", decision=_decision(code.removeprefix(AFTER)))
    return tell(code)


def _share(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.1%})" if whole else f"{part}"


def _times(values: Sequence[int]) -> str:
    half, most = percentile(values, 0.5), percentile(values, 0.95)
    return "-" if half is None else tell("times", half=half, most=most, n=len(values))
