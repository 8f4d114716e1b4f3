"""The sections of the results: what each benchmark does, and how its figures are shown."""

import statistics
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from bench import cluster, ejabberd, idle, inbox, kills, message_path, routing, storm
from bench.machine import CALM_SHARE, rest
from bench.message_path import Measured

T = TypeVar("T")
ROUNDS = 5
SECONDS = 4.0
TRIES = 3
OFFERED = 300
COLUMNS = [
    "| what | messages/s | best | answer p50 / p99 ms | CPU a message | host took |",
    "|---|---|---|---|---|---|",
]


def in_new_folder(measure: Callable[[Path], T]) -> T:
    """Measure in a folder that is gone afterwards; the machine rests before."""
    with tempfile.TemporaryDirectory(prefix="yingda-bench-") as folder:
        rest()
        return measure(Path(folder))


def calmly(measure: Callable[[Path], Measured]) -> Measured:
    """Measure anew, a few times at most, when the host took processors meanwhile."""
    found = in_new_folder(measure)
    for _ in range(TRIES - 1):
        if found.stolen > CALM_SHARE:
            found = in_new_folder(measure)
    return found


def bench_messages() -> list[str]:
    """Interleave the closed loop with group commit and with one commit a message."""
    grouped: list[Measured] = []
    single: list[Measured] = []
    for _ in range(ROUNDS):
        grouped.append(calmly(lambda at: message_path.measure(at, SECONDS)))
        single.append(calmly(lambda at: message_path.measure(at, SECONDS, writer_max_batch="1")))
    rate = statistics.median(one.per_second for one in grouped)
    alone = statistics.median(one.per_second for one in single)
    return [
        "## Message path, end to end\n",
        "SQLite `synchronous=FULL`, 50 conversations in a closed loop over real HTTP and real",
        "sockets: the next message is sent when the answer and both pushes have arrived. Server",
        f"and load generator share the machine. Visitor and agent write in turns. {ROUNDS} rounds,",
        "medians.\n",
        *COLUMNS,
        line_of("group commit", grouped),
        line_of("one commit a message", single),
        f"\nRatio of the medians: {rate / alone:.1f} ×.\n",
    ]


def line_of(name: str, runs: list[Measured]) -> str:
    """Return the table row of some runs."""
    rate = statistics.median(one.per_second for one in runs)
    best = max(one.per_second for one in runs)
    p50 = statistics.median(one.answer(0.5) for one in runs)
    p99 = statistics.median(one.answer(0.99) for one in runs)
    cpu = statistics.median(one.cpu_us for one in runs)
    stolen = statistics.median(one.stolen for one in runs)
    rates, times = f"{rate:,.0f} | {best:,.0f}", f"{p50:.1f} / {p99:.1f}"
    return f"| {name} | {rates} | {times} | {cpu:.0f} µs | {stolen:.0%} |"


def bench_offered() -> list[str]:
    """Offer a fixed rate."""
    alone: list[Measured] = []
    together: list[Measured] = []
    for _ in range(ROUNDS):
        alone.append(calmly(lambda at: message_path.measure_offered(at, OFFERED, SECONDS)))
        together.append(calmly(lambda at: cluster.measure_offered(at, OFFERED, SECONDS)))
    return [
        f"## {OFFERED} messages/s offered\n",
        "Open loop; the time counts from when each message was due.\n",
        *COLUMNS,
        line_of("one process, SQLite", alone),
        line_of("two processes, PostgreSQL and Redis", together) + "\n",
    ]


def bench_peers() -> list[str]:
    """Interleave ours and the yardstick, on both databases."""
    sides: dict[str, Callable[[Path], Measured]] = {
        "Yingda, SQLite": lambda at: message_path.measure(at, SECONDS),
        "ejabberd, SQLite": lambda at: ejabberd.on_sqlite(at, SECONDS),
        "Yingda, two processes, PostgreSQL and Redis": lambda at: cluster.measure(at, SECONDS),
        "ejabberd, PostgreSQL": lambda at: ejabberd.on_postgres(at, SECONDS),
    }
    runs: dict[str, list[Measured]] = {name: [] for name in sides}
    for _ in range(ROUNDS):
        for name, measure in sides.items():
            runs[name].append(calmly(measure))
    ours, theirs, ours_two, theirs_two = (
        statistics.median(one.per_second for one in found) for found in runs.values()
    )
    return [
        "## The same closed loop against ejabberd\n",
        "50 conversations in turns; ejabberd archives each message (mod_mam) and acknowledges it",
        f"(XEP-0198), as installed by Debian. {ROUNDS} rounds, interleaved, medians. Ours has the",
        "processor time of its servers, ejabberd's that of its database too.\n",
        *COLUMNS,
        *(line_of(name, found) for name, found in runs.items()),
        f"\nRatios: SQLite {ours / theirs:.1f} ×, PostgreSQL {ours_two / theirs_two:.1f} ×.\n",
    ]


def bench_idle() -> list[str]:
    """Look at what idle things cost."""
    some: idle.Idle = in_new_folder(lambda at: idle.measure(at, 2_000, 1))
    many: idle.Idle = in_new_folder(lambda at: idle.measure(at, 5_000, 100))
    return [
        "## Idle\n",
        "| what | figure |",
        "|---|---|",
        f"| idle server | {some.server_bytes / 2**20:.0f} MB |",
        f"| 2,000 idle visitor sockets | {some.socket_bytes / 1024:.1f} kB each |",
        f"| 5,000 idle visitor sockets and 100 desks | {many.socket_bytes / 1024:.1f} kB each |",
        f"| processor with 2,000, while nobody speaks | {some.core_share:.1%} of a core |",
        f"| processor with 5,000 and 100 desks | {many.core_share:.1%} of a core |\n",
    ]


def bench_agents() -> list[str]:
    """Look at whether agents who do nothing make messages dearer."""
    rate = 50
    runs: dict[int, list[Measured]] = {10: [], 100: []}
    for _ in range(ROUNDS):
        for agents, found in runs.items():
            found.append(calmly(partial(with_agents, rate, agents)))
    few, many = (statistics.median(one.cpu_us for one in found) for found in runs.values())
    return [
        "## What idle agents cost\n",
        f"{rate} messages/s; ten agents talk, the others only keep their desks open.\n",
        *COLUMNS,
        *(line_of(f"{agents} agents", found) for agents, found in runs.items()),
        f"\nTen times the agents: {many / few - 1:+.0%} processor a message.\n",
    ]


def with_agents(rate: int, agents: int, folder: Path) -> Measured:
    """Offer a fixed rate while so many agents have their desks open."""
    return message_path.measure_offered(folder, rate, SECONDS, agents=agents)


def bench_storm() -> list[str]:
    """Cut everybody at once."""
    found: storm.Storm = in_new_folder(storm.measure)
    return [
        "## Reconnect storm\n",
        f"{storm.SOCKETS:,} visitors lose their sockets at once, {storm.STORMS} times, and come",
        f"back with jittered pauses while {storm.WRITERS} go on writing.\n",
        "| what | figure |",
        "|---|---|",
        f"| back (welcome heard, messages read), p95 | {found.back_p95:.1f} s |",
        f"| back, the last | {max(found.back_seconds):.1f} s |",
        f"| stayed away | {found.stayed_away} |",
        f"| sends meanwhile, p95 | {found.send_p95:.0f} ms ({len(found.sends_ms):,} sends) |\n",
    ]


def bench_routing() -> list[str]:
    """Let customers ask for people while seats are free."""
    found: routing.Routed = in_new_folder(routing.measure)
    return [
        f"## Routing at {routing.PER_SECOND} arrivals/s\n",
        f"{routing.SEATS} agents end what they are given at once, so a seat is always free. Waits",
        f"are those stored; {found.per_second:.0f} arrivals/s came about.\n",
        "| what | figure |",
        "|---|---|",
        f"| customers given to an agent | {len(found.waits_ms):,} |",
        f"| wait while a seat is free, p50 | {found.wait(0.5):.0f} ms |",
        f"| p99 | {found.wait(0.99):.0f} ms |",
        f"| the longest | {max(found.waits_ms):.0f} ms |",
        f"| found neglected by the watchdog | {found.breaches} |\n",
    ]


def bench_inbox() -> list[str]:
    """Look at the inbox of a full database."""
    return inbox_lines(200_000, "200,000 conversations and 2 million messages")


def bench_full() -> list[str]:
    """Look at the inbox of a very full database."""
    return inbox_lines(1_000_000, "1 million conversations and 10 million messages")


def inbox_lines(conversations: int, over: str) -> list[str]:
    """Return the section about a database of that size."""
    found: inbox.Inbox = in_new_folder(lambda at: inbox.measure(at, conversations))
    return [
        f"## Inbox of 50 over {over}\n",
        "| where | p50 ms | p95 ms |",
        "|---|---|---|",
        f"| database ({found.rows} rows) | {found.database_p50:.2f} | {found.database_p95:.2f} |",
        f"| API, inbox | {found.api_p50:.2f} | {found.api_p95:.2f} |",
        f"| API, history | {found.history_p50:.2f} | {found.history_p95:.2f} |\n",
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
    "peers": bench_peers,
    "idle": bench_idle,
    "agents": bench_agents,
    "storm": bench_storm,
    "routing": bench_routing,
    "inbox": bench_inbox,
    "full": bench_full,
    "kills": bench_kills,
}
