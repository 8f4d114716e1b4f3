"""What a cluster stands on, started for a benchmark and as durable as in real use."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil

from bench.server import HOST, spare_port, wait_until

POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
PATIENCE_SECONDS = 30


class Missing(RuntimeError):
    """A program that the benchmark needs is not installed."""


def cpu_of_tree(pid: int) -> float:
    """Return the processor seconds of a process and its children, as far as they still live."""
    process = psutil.Process(pid)
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return float(sum(one.user + one.system for one in times))


@contextlib.contextmanager
def postgres() -> Iterator[tuple[str, int]]:
    """Run a PostgreSQL of its own with its default durability; give its address and process."""
    if not POSTGRES:
        raise Missing("PostgreSQL: apt-get install postgresql")
    binaries, port = POSTGRES[-1].parent, spare_port()
    # PostgreSQL refuses to run as root, and its user must be able to enter the folder.
    as_postgres = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups"]
    before = as_postgres if os.geteuid() == 0 else []
    server, prepare, ask = (str(binaries / one) for one in ("postgres", "initdb", "pg_isready"))
    folder = Path(tempfile.mkdtemp(prefix="yingda-bench-postgres-"))
    try:
        if before:
            shutil.chown(folder, "postgres", "postgres")
        initdb = [prepare, "-D", str(folder), "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        subprocess.run([*before, *initdb], check=True, capture_output=True, cwd="/")
        serve = [server, "-D", str(folder), "-p", str(port), "-h", HOST, "-k", ""]
        with subprocess.Popen([*before, *serve], stderr=subprocess.DEVNULL, cwd="/") as process:
            try:
                ready = [ask, "-q", "-h", HOST, "-p", str(port)]
                wait_until(lambda: subprocess.run(ready, check=False).returncode == 0)
                yield f"postgresql://postgres@{HOST}:{port}/postgres", process.pid
            finally:
                process.send_signal(2)  # SIGINT: end open sessions and stop
                process.wait(PATIENCE_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """Run a Redis that keeps nothing; give its address."""
    program = shutil.which("redis-server")
    if program is None:
        raise Missing("Redis: apt-get install redis-server")
    port = spare_port()
    command = [program, "--port", str(port), "--bind", HOST, "--save", "", "--appendonly", "no"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            wait_until(lambda: listens(port))
            yield f"redis://{HOST}:{port}/0"
        finally:
            process.terminate()
            process.wait(PATIENCE_SECONDS)


def listens(port: int) -> bool:
    """Tell whether somebody listens on the port."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
