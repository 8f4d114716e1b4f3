"""A demo house in its own process, and a real browser to look at it with."""

import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.people import Colleague
from tests.services import on_postgres, postgres_database

ROOT = Path(__file__).parents[2]
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A made-up site on another origin may fetch from this machine, as a real one from a real host.
    "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What is still fading in has the colours of neither its beginning nor its end.
COME_TO_REST = """async () => {
  const moving = () => document.getAnimations().filter(one =>
    one.playState === "running" && one.effect.getComputedTiming().endTime !== Infinity)
  while (moving().length) await Promise.allSettled(moving().map(one => one.finished))
}"""
PATIENCE = 180


class House:
    """A running demo; it can be killed and started again on the same data."""

    def __init__(self, folder, stores=()):
        self.folder, self.stores, self.port, self.process = folder, stores, free_port(), None
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self):
        settings = {"YINGDA_DATA_DIR": str(self.folder), "YINGDA_PORT": str(self.port)}
        # The systems that webhooks are sent to are on this machine too.
        settings |= {"YINGDA_WEBHOOK_HTTP": "true", "YINGDA_WEBHOOK_INTERNAL": "127.0.0.0/8"}
        with (self.folder / "log.txt").open("ab") as log:
            self.process = subprocess.Popen(
                [Path(sys.executable).with_name("yingda"), "demo", "--serve"],
                env=os.environ | settings | dict(self.stores),
                stdout=log,
                stderr=log,
            )
        self.wait_until_it_answers()

    def wait_until_it_answers(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                self.demo = httpx2.get(f"{self.url}/api/demo").json()
            except httpx2.TransportError:
                assert self.process.poll() is None, (self.folder / "log.txt").read_text()
            else:
                return
        raise AssertionError((self.folder / "log.txt").read_text())

    def kill(self):
        self.process.kill()
        self.process.wait()

    def staff(self, account):
        return Staff(self, next(a for a in self.demo["accounts"] if a["account"] == account))


class Staff:
    """A colleague who works through the public interface, without a browser."""

    def __init__(self, house, account):
        self.http = httpx2.Client(base_url=f"{house.url}/api")
        answer = self.http.post("/session", json={k: account[k] for k in ("account", "password")})
        self.http.headers["X-CSRF-Token"] = answer.raise_for_status().json()["csrf"]

    def ask(self, method, path, **body):
        answer = self.http.request(method, path, json=body or None).raise_for_status()
        return answer.json() if answer.content else None


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def stores(request):
    """Give where a demo shop stores: in its own folder, or on PostgreSQL with Redis."""
    if not on_postgres():
        yield {}
        return
    redis_url = request.getfixturevalue("redis_url")
    with postgres_database(request.getfixturevalue("postgres_server")) as url:
        yield {"YINGDA_DATABASE_URL": url, "YINGDA_REDIS_URL": redis_url}


@contextmanager
def opened_house(request):
    """Run a demo shop of its own."""
    folder = request.getfixturevalue("tmp_path_factory").mktemp("house")
    with stores(request) as where:
        running = House(folder, where)
        try:
            running.start()
            yield running
        finally:
            running.kill()


@pytest.fixture(scope="module")
def house(request):
    """Give a demo shop of the module's own: its customers have said nothing to anybody else."""
    with opened_house(request) as running:
        yield running


@pytest.fixture(scope="session")
def browser(chromium):
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def open_page(browser):
    """Open pages that are closed after the test; what goes wrong in them fails it."""
    contexts, troubles = [], []

    def opened(width=390, height=844, **details):
        viewport = {"width": width, "height": height}
        context = browser.new_context(viewport=viewport, **{"locale": "zh-CN"} | details)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda said: note_refusals(troubles, said))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []


@pytest.fixture
def at_desk(house, open_page):
    """Let colleagues sit down at wide screens; they go home when the test ends."""
    present = []

    def seated(account, **details):
        page = open_page(**{"width": 1440, "height": 900} | details)
        present.append(Colleague(page, house, account))
        return present[-1].enter()

    yield seated
    for one in present:
        one.goes_home()


@pytest.fixture
def patience():
    """Wait longer for what a page shows: a whole shop answers on a busy machine."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


def note_refusals(troubles, said):
    if "Content Security Policy" in said.text:
        troubles.append(said.text)


@pytest.fixture(scope="session")
def axe():
    """Check a page or frame by axe-core, levels A and AA; returns what is wrong with it."""
    source = (ROOT / "web/node_modules/axe-core/axe.min.js").read_text()
    rules = json.dumps({"runOnly": WCAG})

    def check(frame):
        frame.evaluate(source)
        frame.evaluate(COME_TO_REST)
        found = frame.evaluate(f"axe.run(document, {rules}).then(found => found.violations)")
        return [
            (rule["id"], node["target"], node["failureSummary"])
            for rule in found
            for node in rule["nodes"]
        ]

    return check
