"""Runs the benchmarks and writes bench/results.md: `python -m bench [name ...]`."""

import logging
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from bench import idle, inbox, kills, message_path
from bench.machine import Stolen, describe
from bench.message_path import Measured

T = TypeVar("T")
RESULTS = Path(__file__).parent / "results.md"
TITLE = [
    "# Benchmarks\n",
    "Written by `make bench`, each section with what the machine was like just before it. Ratios",
    "within one section say more than absolute figures: the machine is shared.\n",
]
ROUNDS = 5
SECONDS = 4.0
# A shared host lends a burst and then takes it back: between rounds the machine gets its breath.
REST_SECONDS = 20.0
OFFERED = 300


def in_new_folder(measure: Callable[[Path], T]) -> T:
    """Measure in a folder that is gone afterwards; the machine rests before."""
    with tempfile.TemporaryDirectory(prefix="yingda-bench-") as folder:
        time.sleep(REST_SECONDS)
        return measure(Path(folder))


def bench_messages() -> list[str]:
    """Interleave the closed loop with group commit and with one commit a message."""
    grouped: list[Measured] = []
    single: list[Measured] = []
    before = Stolen.now()
    for _ in range(ROUNDS):
        grouped.append(in_new_folder(lambda at: message_path.measure(at, SECONDS)))
        single.append(
            in_new_folder(lambda at: message_path.measure(at, SECONDS, writer_max_batch="1"))
        )
    rate = statistics.median(one.per_second for one in grouped)
    alone = statistics.median(one.per_second for one in single)
    return [
        "## Message path, end to end\n",
        "SQLite `synchronous=FULL`, 50 conversations in a closed loop over real HTTP and real",
        "sockets: the next message is sent when the answer and both pushes have arrived. Server",
        f"and load generator share the machine. Visitor and agent write in turns. {ROUNDS} rounds,",
        "medians.\n",
        "| writer | messages/s | best | answer p50 / p99 ms | server CPU a message |",
        "|---|---|---|---|---|",
        line_of("group commit", grouped),
        line_of("one commit a message", single),
        f"\nRatio of the medians: {rate / alone:.1f} ×. The host took",
        f"{Stolen.now().share_since(before):.0%} of the processors meanwhile.\n",
    ]


def line_of(name: str, runs: list[Measured]) -> str:
    """Return the table row of some runs."""
    rate = statistics.median(one.per_second for one in runs)
    best = max(one.per_second for one in runs)
    p50 = statistics.median(one.answer(0.5) for one in runs)
    p99 = statistics.median(one.answer(0.99) for one in runs)
    cpu = statistics.median(one.cpu_us for one in runs)
    return f"| {name} | {rate:,.0f} | {best:,.0f} | {p50:.1f} / {p99:.1f} | {cpu:.0f} µs |"


def bench_offered() -> list[str]:
    """Offer a fixed rate."""
    runs: list[Measured] = [
        in_new_folder(lambda at: message_path.measure_offered(at, OFFERED, SECONDS))
        for _ in range(ROUNDS)
    ]
    return [
        f"## {OFFERED} messages/s offered\n",
        "Open loop; the time counts from when each message was due.\n",
        "| | messages/s | best | answer p50 / p99 ms | server CPU a message |",
        "|---|---|---|---|---|",
        line_of("group commit", runs) + "\n",
    ]


def bench_idle() -> list[str]:
    """Look at what idle things cost."""
    found: idle.Idle = in_new_folder(idle.measure)
    return [
        "## Idle\n",
        "| what | figure |",
        "|---|---|",
        f"| idle server | {found.server_bytes / 2**20:.0f} MB |",
        f"| {idle.SOCKETS:,} idle visitor sockets | {found.socket_bytes / 1024:.1f} kB each |",
        f"| processor while nobody speaks | {found.core_share:.1%} of a core |\n",
    ]


def bench_inbox() -> list[str]:
    """Look at the inbox of a full database."""
    found: inbox.Inbox = in_new_folder(inbox.measure)
    return [
        "## Inbox of 50 over 200,000 conversations and 2 million messages\n",
        "| where | p50 ms | p95 ms |",
        "|---|---|---|",
        f"| database ({found.rows} rows) | {found.database_p50:.2f} | {found.database_p95:.2f} |",
        f"| API | {found.api_p50:.2f} | {found.api_p95:.2f} |\n",
    ]


def bench_kills() -> list[str]:
    """Kill the server at random moments."""
    found: kills.Verdict = in_new_folder(kills.measure)
    return [
        "## kill -9\n",
        f"{found.kills} kills at random moments while {kills.TALKS} visitors write and resend:",
        f"{found.acknowledged:,} messages acknowledged ({found.resent:,} resent);",
        f"lost {found.lost}, doubled {found.doubled}, gaps {found.gaps}, moved {found.moved}.\n",
    ]


BENCHES: dict[str, Callable[[], list[str]]] = {
    "messages": bench_messages,
    "offered": bench_offered,
    "idle": bench_idle,
    "inbox": bench_inbox,
    "kills": bench_kills,
}


def main() -> None:
    """Run the benchmarks that were named, or all of them; the results of the others stay."""
    logging.disable(logging.INFO)
    sections = earlier() if sys.argv[1:] else {}
    for name in sys.argv[1:] or BENCHES:
        print(f"{name} …", flush=True)
        head = describe()
        text = "\n".join([*BENCHES[name](), *head])
        print(text, flush=True)
        sections[text.split("\n", 1)[0]] = text
    RESULTS.write_text("\n".join([*TITLE, *sections.values()]))


def earlier() -> dict[str, str]:
    """Return the sections of the results by their first lines."""
    _, *sections = RESULTS.read_text().split("\n## ") if RESULTS.exists() else [""]
    return {"## " + one.split("\n", 1)[0]: "## " + one for one in sections}


main()
