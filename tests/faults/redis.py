"""A Redis of the test's own, to be killed, emptied and stopped."""

import signal
import subprocess

from bench.server import HOST, spare_port


class Redis:
    def __init__(self, folder):
        self.folder, self.port = folder, spare_port()
        self.process = None

    @property
    def url(self):
        return f"redis://{HOST}:{self.port}/0"

    def start(self):
        keep = ["--save", "", "--appendonly", "no", "--bind", HOST, "--dir", str(self.folder)]
        command = ["redis-server", "--port", str(self.port), *keep]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        ready = any("Ready to accept connections" in line for line in self.process.stdout)
        assert ready, "redis-server ended before it was ready"

    def kill(self):
        self.process.kill()
        self.process.wait(30)
        self.process.stdout.close()

    def hold(self):
        self.process.send_signal(signal.SIGSTOP)

    def let_go(self):
        self.process.send_signal(signal.SIGCONT)

    def flush(self):
        subprocess.run(["redis-cli", "-p", str(self.port), "flushall"], check=True)
