"""A server in a process of its own, forked from one that has everything imported: quick to kill."""

import asyncio
import multiprocessing
import os
import signal
import sys
from pathlib import Path

from bench.server import HOST, spare_port
from tests.faults.patience import pause, until

START_SECONDS = 60
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["yingda.app.serving", "yingda.app.cli", "yingda.app.replay.serving"])
UNLIMITED = "1000000/second"


def serve(environment, plants, log):
    """Be the server; `plants` name bugs of `tests.faults.plants` to be planted first."""
    begin(environment, plants, log)
    from yingda.app.serving import serve_app
    from yingda.foundation.settings import Settings

    serve_app(Settings())


def begin(environment, plants, log):
    """Take on the environment, as a process started by a shell would have it."""
    from yingda.foundation import failpoints

    os.environ.update(environment)
    # Raw descriptors: the interpreter's own streams are those of the process that forked.
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(descriptor, sys.stderr.fileno())
    failpoints.arm(environment.get("YINGDA_FAILPOINT", ""))
    if plants:
        from tests.faults import plants as planting

        for name in plants:
            getattr(planting, name)()


class Service:
    """Our product on one port over one database; it can be started again and again."""

    def __init__(self, folder, database_url="", *, plants=(), log_folder=None, **settings):
        self.port, self.plants = spare_port(), plants
        self.log = Path(log_folder or folder) / f"server-{self.port}.log"
        self.environment = {
            "YINGDA_DATA_DIR": str(folder),
            "YINGDA_PORT": str(self.port),
            "YINGDA_DATABASE_URL": database_url,
            "YINGDA_VISITOR_MESSAGE_LIMIT": UNLIMITED,
            "YINGDA_VISITOR_START_LIMIT": UNLIMITED,
            **{f"YINGDA_{name.upper()}": str(value) for name, value in settings.items()},
        }
        self.address = (HOST, self.port)
        self.process = None

    async def start(self, failpoint="", *, ready=True):
        """Start; return when it answers, or has ended at a failpoint on the way."""
        environment = self.environment | {"YINGDA_FAILPOINT": failpoint}
        self.process = FORKS.Process(
            target=serve, args=(environment, tuple(self.plants), str(self.log)), daemon=True
        )
        self.process.start()
        async with asyncio.timeout(START_SECONDS):
            while ready and self.process.is_alive() and not await self.answers():
                await pause(0.05)

    async def answers(self):
        """Tell whether it says that it is ready; a server that says nothing is not."""
        return await self.ready() == 200

    async def ready(self, within=5.0):
        """Return the status of its readiness, or None when it does not answer in time."""
        writer = None
        try:
            async with asyncio.timeout(within):
                reader, writer = await asyncio.open_connection(*self.address)
                writer.write(b"GET /health/ready HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
                head = await reader.readline()
                return int(head.split()[1]) if head else None
        except (OSError, TimeoutError):
            return None
        finally:
            if writer is not None:
                writer.close()

    @property
    def alive(self):
        return self.process is not None and self.process.is_alive()

    def kill(self, number=signal.SIGKILL):
        """End it without a word."""
        os.kill(self.process.pid, number)
        self.process.join(30)

    async def ended(self, within=30):
        """Wait until it has ended by itself; return its exit status."""
        await until(lambda: not self.alive, within=within, what="the end of the server")
        return self.process.exitcode

    def stop(self):
        """End it politely, if it runs; it must not refuse."""
        if self.alive:
            self.process.terminate()
            self.process.join(30)
            if self.process.is_alive():
                self.process.kill()
                self.process.join(5)

    def said(self):
        """Return what it wrote to standard error."""
        return self.log.read_text() if self.log.exists() else ""
