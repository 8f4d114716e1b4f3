"""The real thing: two `yingda serve` and a `yingda worker`; visitor at one, agent at the other.

Once over Redis, once over PostgreSQL alone; the shop's day goes on when a worker is killed.
"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
import websockets

from bench.server import spare_port
from tests.cluster.conftest import process, until
from tests.fixtures.people import found_shop
from tests.services import postgres_database
from yingda.foundation.settings import Settings

SECRET = "the same in every process, and long enough"


class Process:
    """A `yingda` of its own."""

    def __init__(self, command, port, settings, log):
        self.port = port
        self.url, self.log = f"http://127.0.0.1:{port}", log
        ports = {"YINGDA_PORT": str(port), "YINGDA_WORKER_PORT": str(port)}
        environment = os.environ | settings | ports | {"LC_ALL": "C.UTF-8"}
        with log.open("wb") as file:
            self.process = subprocess.Popen(
                [Path(sys.executable).with_name("yingda"), *command.split()],
                env=environment,
                stdout=file,
                stderr=file,
            )

    def said(self):
        return self.log.read_text()

    async def ready(self):
        async def answers():
            assert self.process.poll() is None, self.said()
            try:
                async with httpx2.AsyncClient() as client:
                    return (await client.get(f"{self.url}/health/ready")).status_code == 200
            except httpx2.TransportError:
                return False

        await until(answers, "a server", within=120)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def end(self):
        """Stop as an operator does; return the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


class Screen:
    """Somebody's live socket: what came over it, by kind."""

    def __init__(self, socket):
        self.socket, self.frames = socket, []
        self.task = asyncio.create_task(self._read())

    async def _read(self):
        async for text in self.socket:
            self.frames += [json.loads(line) for line in text.splitlines()]

    def heard(self, kind):
        return [one["data"] for one in self.frames if one.get("kind") == kind]

    def texts(self):
        contents = [one["message"]["content"] for one in self.heard("MessagePosted")]
        return [content.get("text") for content in contents]


async def look(process, hello, cookies=""):
    """Open a live socket at one process."""
    socket = await websockets.connect(
        f"{process.url.replace('http', 'ws')}/api/live",
        additional_headers={"Cookie": cookies, "Origin": process.url},
    )
    await socket.send(json.dumps({"type": "hello"} | hello))
    screen = Screen(socket)
    await until(lambda: screen.frames, "the welcome")
    return screen


@pytest.fixture
def cluster(postgres_server, carried, tmp_path):
    """Give a starter of processes on one new, empty database; all end with the test."""
    started = []
    with postgres_database(postgres_server) as url:
        settings = {
            "YINGDA_DATABASE_URL": url,
            "YINGDA_DATA_DIR": str(tmp_path),
            "YINGDA_SECRET": SECRET,
            "YINGDA_REDIS_URL": carried.get("redis_url", ""),
        }

        def start(command, port=None):
            log = tmp_path / f"{len(started)}-{command.split()[0]}.log"
            started.append(Process(command, port or spare_port(), settings, log))
            return started[-1]

        start.url = url
        yield start
        for one in started:
            one.kill()


async def open_shop(tmp_path, url):
    """Found a shop with an agent and a visitor in a process that is gone again."""
    settings = Settings(data_dir=tmp_path, database_url=url, secret=SECRET, work=False)
    async with process(settings) as server:
        shop = await found_shop(server)
        agent, visitor = await shop.hire("chen"), await shop.visitor()
    return agent, visitor


async def ask(process, person, method, path, body=None):
    async with httpx2.AsyncClient(base_url=process.url, headers=person.headers) as client:
        answer = await client.request(method, path, json=body or {})
    assert answer.status_code in {200, 201, 204}, answer.text
    return answer.json() if answer.content else None


async def test_a_day_over_three_processes(cluster, tmp_path):
    cluster("migrate").process.wait(60)
    agent, visitor = await open_shop(tmp_path, cluster.url)
    front, back = cluster("serve --no-work"), cluster("serve --no-work")
    worker = cluster("worker")
    for one in (front, back, worker):
        await one.ready()

    widget = await look(front, {"token": visitor.token})
    desk = await look(back, {}, agent.cookie)
    available = {"state": "available", "reason": None}
    await ask(back, agent, "PUT", "/api/team/me/presence", available)

    opened = await ask(front, visitor, "POST", "/api/widget/conversations")
    path = f"/api/conversations/{opened['id']}"
    await ask(front, visitor, "POST", f"{path}/ask-human")
    row = await until(lambda: given_to(desk, agent), "the assignment on the desk")
    assert row["id"] == opened["id"]

    await ask(back, agent, "POST", f"{path}/messages", draft("from the agent"))
    await until(lambda: "from the agent" in widget.texts(), "the answer in the widget")
    await ask(front, visitor, "POST", f"{path}/messages", draft("from the visitor"))
    await until(lambda: "from the visitor" in desk.texts(), "the question on the desk")

    # A worker dies; its successor does what was left, and what comes.
    worker.kill()
    await ask(back, agent, "POST", f"{path}/close", {})
    worker = cluster("worker")
    invited = "rating_invitation"
    await until(lambda: invited in kinds(widget), "the invitation to rate", within=60)
    assert kinds(widget).count(invited) == 1

    # A server dies with the agent's socket; the worker doubts who was there.
    back.kill()
    desk.task.cancel()
    for one in (worker, front):
        assert one.end() == 0, one.said()
        assert "Traceback" not in one.said(), one.said()


async def test_o04_a_worker_tells_what_a_monitor_asks_and_nothing_else(cluster):
    worker = cluster("worker")
    await worker.ready()
    async with httpx2.AsyncClient(base_url=worker.url) as monitor:
        assert (await monitor.get("/health/live")).status_code == 200

        async def at_work():
            answer = await monitor.get("/health/jobs")
            jobs = answer.json()["jobs"]
            return answer.status_code == 200 and {"relay", "scheduler", "watchdog"} <= set(jobs)

        await until(at_work, "all jobs")
        assert (await monitor.get("/health/jobs")).json()["parts"]["database"]
        assert (
            'cs_worker_last_success_seconds{kind="relay"}' in (await monitor.get("/metrics")).text
        )
        for path in ("/", "/desk/", "/api/team/session", "/api/admin/dead-reactions"):
            assert (await monitor.get(path)).status_code == 404
    assert worker.end() == 0, worker.said()
    assert "Traceback" not in worker.said(), worker.said()


async def test_a_port_that_is_taken_is_named_with_its_setting(cluster):
    first = cluster("worker")
    await first.ready()
    for command, setting in (("worker", "YINGDA_WORKER_PORT"), ("serve", "YINGDA_PORT")):
        second = cluster(command, first.port)
        assert second.process.wait(60) == 2
        assert f"127.0.0.1:{first.port}" in second.said()
        assert setting in second.said()
        assert "Traceback" not in second.said()


def draft(text):
    return {"client_key": text, "content_type": "text", "text": text}


def given_to(desk, agent):
    rows = [one["row"] for one in desk.heard("ConversationChanged")]
    return next((row for row in rows if row["agent_id"] == agent.id), None)


def kinds(screen):
    return [one["message"]["content_type"] for one in screen.heard("MessagePosted")]
