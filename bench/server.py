"""A server process to measure: started on a spare port, watched through /proc."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
HOST = "127.0.0.1"
PATIENCE_SECONDS = 30

Condition = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Server:
    """A running `yingda serve`."""

    port: int
    pid: int
    process: "subprocess.Popen[bytes]"

    def cpu_seconds(self) -> float:
        """Return the processor time used so far, user and system."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory_bytes(self) -> int:
        """Return the resident set size."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * PAGE


@contextlib.contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Server]:
    """Run a server on a data folder until the block ends."""
    port = spare_port()
    environment = os.environ | {
        "YINGDA_DATA_DIR": str(folder),
        "YINGDA_PORT": str(port),
        "YINGDA_VISITOR_MESSAGE_LIMIT": "1000000/second",
        "YINGDA_VISITOR_START_LIMIT": "1000000/second",
        **{f"YINGDA_{name.upper()}": value for name, value in settings.items()},
    }
    command = [sys.executable, "-m", "yingda.app.cli", "serve"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            wait_until_ready(port, process)
            yield Server(port, process.pid, process)
        finally:
            process.terminate()
            process.wait(30)


def spare_port() -> int:
    """Return a port of this process's own, kept until the process ends.

    A socket stays bound to it without listening: the system then gives the port to nobody else,
    and a server may still listen on it, since servers set SO_REUSEADDR.
    """
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind((HOST, 0))
    port: int = holder.getsockname()[1]
    holder.detach()
    return port


def wait_until_ready(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Return when the server answers."""

    def ready() -> bool:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with {process.returncode}")
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://{HOST}:{port}/health/ready", timeout=1).close()
            return True
        return False

    wait_until(ready)


def wait_until(true: Condition) -> None:
    """Return when the condition holds; raises TimeoutError when it never does."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.1)
