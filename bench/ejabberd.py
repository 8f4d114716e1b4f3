"""The yardstick that anyone can install: the same closed loop against ejabberd, archiving on.

One says something to the other, who answers when it has arrived, and so on. As in ours, the next
message is sent when the server has taken responsibility for the last one (XEP-0198) and it has
arrived; unlike in ours, who speaks is not shown the message as everybody else sees it.
"""

import asyncio
import base64
import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench import services
from bench.message_path import TALKS, Measured, measuring, run
from bench.server import HOST, spare_port, wait_until
from bench.wire import Connection, reached

LIBRARIES = Path("/usr/lib/x86_64-linux-gnu")
SCHEMAS = Path("/usr/share/ejabberd/sql")
PASSWORD = "only-for-measuring"  # noqa: S105 - of users that live as long as the measurement
SETTINGS = """
hosts: [localhost]
loglevel: error
listen:
  - {{port: {port}, ip: "127.0.0.1", module: ejabberd_c2s, starttls: false, shaper: none}}
auth_method: [sql]
auth_password_format: plain
default_db: sql
{database}
modules:
  mod_mam: {{db_type: sql, default: always, assume_mam_usage: true}}
  mod_stream_mgmt: {{}}
  mod_roster: {{}}
"""
HEADER = (
    "<stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' "
    "to='localhost' version='1.0'>"
)
BIND = (
    "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
    "<resource>bench</resource></bind></iq>"
)


class Client(Connection):
    """One signed-in person; counts what arrived and what the server took responsibility for."""

    SEEN = re.compile(rb"</message>|<a [^>]*>|<r [^>]*>")

    def __init__(self) -> None:
        self.arrived = self.taken = 0
        self.news = asyncio.Event()
        self._stanzas = 0
        self._buffer = b""
        self._expected: tuple[bytes, asyncio.Future[None]] | None = None

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._expected is not None:
            word, future = self._expected
            if word in self._buffer:
                self._expected, self._buffer = None, b""
                future.set_result(None)
            return
        end = 0
        for found in self.SEEN.finditer(self._buffer):
            end = found.end()
            self._note(found[0])
        self._buffer = self._buffer[end:]

    def _note(self, found: bytes) -> None:
        if found == b"</message>":
            self.arrived += 1
        elif found.startswith(b"<a "):
            self.taken += 1
        else:
            self.write(f"<a xmlns='urn:xmpp:sm:3' h='{self.arrived}'/>")
        self.news.set()

    def write(self, text: str) -> None:
        """Send some XML."""
        self.transport.write(text.encode())

    async def ask(self, text: str, until: bytes) -> None:
        """Send something and wait until the answer contains a word."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._expected = (until, future)
        self.write(text)
        async with asyncio.timeout(10):
            await future


async def signed_in(port: int, name: str) -> Client:
    """Return a client that has signed in, with acknowledgements switched on."""
    loop = asyncio.get_running_loop()
    _, client = await loop.create_connection(Client, HOST, port)
    secret = base64.b64encode(f"\0{name}\0{PASSWORD}".encode()).decode()
    await client.ask(HEADER, b"</stream:features>")
    await client.ask(
        f"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>{secret}</auth>",
        b"<success",
    )
    await client.ask(HEADER, b"</stream:features>")
    await client.ask(BIND, b"</iq>")
    await client.ask("<enable xmlns='urn:xmpp:sm:3'/>", b"<enabled")
    await client.ask("<presence/>", b"<presence")
    return client


class Pair:
    """Two people who talk to each other in turns."""

    def __init__(self, first: Client, second: Client, names: tuple[str, str]) -> None:
        self._sides = ((first, second, names[1]), (second, first, names[0]))
        self._count = 0

    async def say(self, measured: Measured) -> None:
        """Say one thing and wait until it was taken and has arrived."""
        speaker, hearer, name = self._sides[self._count % 2]
        self._count += 1
        taken, arrived = speaker.taken, hearer.arrived
        began = time.perf_counter()
        speaker.write(
            f"<message to='{name}@localhost/bench' type='chat' id='{self._count}'>"
            f"<body>Message {self._count}, 你好</body></message><r xmlns='urn:xmpp:sm:3'/>"
        )
        await reached(lambda: speaker.taken > taken, speaker.news)
        measured.answers_ms.append((time.perf_counter() - began) * 1000)
        await reached(lambda: hearer.arrived > arrived, hearer.news)
        measured.messages += 1


async def closed_loop(port: int, pids: list[int], seconds: float) -> Measured:
    """Let all pairs talk for a while."""
    pairs = []
    for number in range(TALKS):
        names = (f"visitor{number}", f"agent{number}")
        first, second = [await signed_in(port, name) for name in names]
        pairs.append(Pair(first, second, names))
    await talk(pairs, 1.0, Measured())
    with measuring(lambda: sum(map(services.cpu_of_tree, pids))) as measured:
        await talk(pairs, seconds, measured)
    return measured


async def talk(pairs: list[Pair], seconds: float, measured: Measured) -> None:
    """Keep all pairs talking for a while."""
    end = time.perf_counter() + seconds

    async def go_on(pair: Pair) -> None:
        while time.perf_counter() < end:
            await pair.say(measured)

    await asyncio.gather(*(go_on(pair) for pair in pairs))


def on_sqlite(folder: Path, seconds: float) -> Measured:
    """Measure ejabberd on SQLite."""
    file = folder / "ejabberd.db"
    with sqlite3.connect(file) as database:
        database.executescript((SCHEMAS / "lite.sql").read_text())
        database.executemany(
            "INSERT INTO users (username, password) VALUES (?, ?)",
            [(name, PASSWORD) for name in everybody()],
        )
    with running(folder, f'sql_type: sqlite\nsql_database: "{file}"') as (port, pid):
        return run(closed_loop(port, [pid], seconds))


def on_postgres(folder: Path, seconds: float) -> Measured:
    """Measure ejabberd on PostgreSQL."""
    import psycopg

    with services.postgres() as (url, postgres_pid):
        with psycopg.connect(url) as connection:
            connection.execute((SCHEMAS / "pg.sql").read_text().encode())
            connection.cursor().executemany(
                "INSERT INTO users (username, password) VALUES (%s, %s)",
                [(name, PASSWORD) for name in everybody()],
            )
        port = url.rsplit(":", 1)[1].split("/")[0]
        database = (
            f"sql_type: pgsql\nsql_server: {HOST}\nsql_port: {port}\n"
            'sql_database: postgres\nsql_username: postgres\nsql_password: ""'
        )
        with running(folder, database) as (server_port, pid):
            return run(closed_loop(server_port, [pid, postgres_pid], seconds))


def everybody() -> list[str]:
    """Return the names of all who talk."""
    return [f"{who}{number}" for who in ("visitor", "agent") for number in range(TALKS)]


@contextlib.contextmanager
def running(folder: Path, database: str) -> Iterator[tuple[int, int]]:
    """Run ejabberd in the foreground on a folder of its own; give its port and process."""
    if shutil.which("erl") is None or not SCHEMAS.exists():
        raise services.Missing(
            "ejabberd: apt-get install ejabberd erlang-p1-sqlite3 erlang-p1-pgsql"
        )
    port = spare_port()
    (folder / "ejabberd.yml").write_text(SETTINGS.format(port=port, database=database))
    with tempfile.TemporaryDirectory(prefix="yingda-bench-ejabberd-") as home:
        environment = os.environ | {
            "HOME": home,
            "ERL_LIBS": str(LIBRARIES),
            "ERL_CRASH_DUMP": f"{home}/crash",
            "EJABBERD_CONFIG_PATH": str(folder / "ejabberd.yml"),
            "EJABBERD_LOG_PATH": f"{home}/log",
        }
        command = ["erl", "-noinput", "-mnesia", "dir", f'"{home}/mnesia"', "-s", "ejabberd"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
            try:
                wait_until(lambda: services.listens(port))
                yield port, process.pid
            finally:
                process.terminate()
                process.wait(services.PATIENCE_SECONDS)
