"""Screens: clients that heal as `web/packages/live` does, and keep what they show.

Subscribe first, read afterwards; a number skipped, a new subscription or a new epoch is read again;
nothing is shown that has a gap before it.
"""

import asyncio
import json

from bench.wire import Socket
from tests.faults.history import said
from tests.faults.patience import pause
from tests.faults.talkers import Line

FIRST_WAIT, LONGEST_WAIT = 0.05, 1.0
PING_SECONDS, SILENCE_SECONDS = 2.0, 4.0


class Timeline:
    """One conversation's messages on one screen."""

    def __init__(self, fetch):
        self.fetch = fetch
        self.shown, self.held = [], {}
        self.epoch, self.resets = None, 0
        self.ever_read = False
        self.wanted = asyncio.Event()

    @property
    def last(self):
        return self.shown[-1].seq if self.shown else 0

    def accept(self, message):
        """Take a pushed message; what it has before it that is unknown is read first."""
        self.keep(message)
        if self.ever_read:
            self.settle()
        if message.seq > self.last:
            self.wanted.set()

    def keep(self, message):
        if message.seq > self.last:
            self.held[message.seq] = message

    def settle(self):
        while (following := self.held.pop(self.last + 1, None)) is not None:
            self.shown.append(following)

    def meet(self, epoch):
        """Learn the epoch; another one than before means: forget everything and read all."""
        if self.epoch not in {None, epoch}:
            self.shown, self.held, self.ever_read = [], {}, False
            self.resets += 1
            self.wanted.set()
        self.epoch = epoch

    def heal(self):
        self.wanted.set()

    async def run(self):
        """Read whenever something may be missing."""
        while True:
            await self.wanted.wait()
            self.wanted.clear()
            try:
                await self.read()
            except ConnectionError:
                self.wanted.set()
                await pause(FIRST_WAIT * 2)

    async def read(self):
        more = True
        while more:
            page = await self.fetch(self.last)
            self.meet(page["epoch"])
            for row in page["items"]:
                self.keep(said(row))
            self.settle()
            more = page["more"]
        self.ever_read = True
        self.settle()


class Screen:
    """Somebody who looks at conversations through one socket; `topics` are asked for."""

    timeline = Timeline

    def __init__(self, address, name, conversation_ids, *, token=None, cookie=b""):
        self.address, self.name, self.token = address, name, token
        host, port = address
        self.hello = cookie and cookie + f"origin: http://{host}:{port}\r\n".encode()
        authorization = f"authorization: Bearer {token}\r\n".encode() if token else cookie
        self.line = Line(address, authorization, patience=5)
        self.timelines = {one: self.timeline(self.reader(one)) for one in conversation_ids}
        self.topics = [] if token else [f"conversation:{one}" for one in conversation_ids]
        self.socket, self.lost, self.heard = None, asyncio.Event(), asyncio.Event()
        self.failures = self.connections = self.pushed = 0
        self.connected = False
        self.reading = asyncio.Lock()
        self.tasks = []

    def reader(self, conversation_id):
        async def fetch(after):
            path = f"/api/conversations/{conversation_id}/messages?after={after}&limit=200"
            async with self.reading:
                status, answer = await self.line.ask("GET", path)
            if status != 200:
                raise ConnectionError(status)
            return json.loads(answer)

        return fetch

    def open(self):
        runs = [one.run() for one in self.timelines.values()]
        self.tasks = [asyncio.create_task(run) for run in [self.run(), *runs]]

    async def close(self):
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.hang_up()
        self.line.close()

    def hang_up(self):
        """Lose the socket, as a cut does."""
        if self.socket is not None:
            self.socket.transport.abort()

    async def run(self):
        """Keep a socket open; wait longer after each failure, as many must not return at once."""
        while True:
            try:
                await self.listen()
            except OSError:
                self.failures += 1
            self.connected = False
            for timeline in self.timelines.values():
                timeline.heal()
            await pause(min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(self.failures, 6)))

    async def listen(self):
        self.lost.clear()
        try:
            async with asyncio.timeout(SILENCE_SECONDS):
                self.socket = await WatchedSocket.open(*self.address, self.hear, self.hello)
        except TimeoutError as error:
            raise ConnectionError from error
        self.socket.gone = self.lost
        hello = {"type": "hello"} | ({"token": self.token} if self.token else {})
        self.socket.send(json.dumps(hello))
        await self.until_lost()

    async def until_lost(self):
        """Ping a silent socket; one that does not answer is lost."""
        while not self.lost.is_set():
            self.heard.clear()
            if await self.within(PING_SECONDS, self.heard):
                continue
            self.socket.send('{"type":"ping"}')
            if not await self.within(SILENCE_SECONDS, self.heard):
                self.hang_up()
                return

    async def within(self, seconds, event):
        waiting = [asyncio.ensure_future(one.wait()) for one in (event, self.lost)]
        done, rest = await asyncio.wait(
            waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
        for one in rest:
            one.cancel()
        return bool(done)

    def hear(self, text):
        self.heard.set()
        for line in text.split(b"\n"):
            frame = json.loads(line)
            match frame["type"]:
                case "welcome":
                    self.welcomed(frame)
                case "subscribed":
                    self.heal(self.timelines)
                case "event" if frame["kind"] == "MessagePosted":
                    self.posted(frame["data"])

    def welcomed(self, frame):
        self.failures, self.connections, self.connected = 0, self.connections + 1, True
        for timeline in self.timelines.values():
            timeline.meet(frame["epoch"])
        if self.topics:
            self.socket.send(json.dumps({"type": "subscribe", "topics": self.topics}))
        else:
            self.heal(self.timelines)

    def heal(self, conversation_ids):
        for one in conversation_ids:
            self.timelines[one].heal()

    def posted(self, fact):
        self.pushed += 1
        timeline = self.timelines.get(fact["conversation_id"])
        if timeline is not None:
            timeline.accept(said(fact["message"]))

    def shows(self):
        """Return what is on the screen, by conversation."""
        return {one: list(timeline.shown) for one, timeline in self.timelines.items()}


class WatchedSocket(Socket):
    """A socket that tells when it is gone."""

    gone = None

    def connection_lost(self, exc):
        super().connection_lost(exc)
        if self.gone is not None:
            self.gone.set()
