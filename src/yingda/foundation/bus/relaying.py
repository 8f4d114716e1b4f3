"""The bus at work: sends what was committed here, hears what was committed elsewhere."""

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from yingda.foundation import failpoints
from yingda.foundation.bus.carriers import Carrier
from yingda.foundation.bus.messages import Line, News, Wake, lines_of, message_of
from yingda.foundation.events import Event
from yingda.foundation.ids import new_secret
from yingda.foundation.live import Hub, frame_of, send_to
from yingda.foundation.waiting import ended

log = logging.getLogger(__name__)

AGAIN_AFTER_SECONDS = 0.5
SEND_WITHIN_SECONDS = 5.0
WAITING_LIMIT = 1_000
LINES_AT_ONCE = 200
MISSED = Line(missed=True).text()


@dataclass(frozen=True, slots=True)
class Ears:
    """Who is told what other processes say."""

    news: Callable[[Sequence[str], str], None]
    work: Callable[[Wake], None]
    missed: Callable[[], None]
    """News were lost, nobody knows which."""


class Bus:
    """Hands facts to the listeners of this process and, by a carrier, to those of the others."""

    def __init__(self, carrier: Carrier | None, ears: Ears) -> None:
        self._carrier = carrier
        self._ears = ears
        self._own = new_secret(8)
        self._waiting: asyncio.Queue[str] = asyncio.Queue(WAITING_LIMIT)
        self._losses = self._losses_told = 0
        self._tasks: list[asyncio.Task[None]] = []
        self.connected = asyncio.Event()

    async def start(self) -> None:
        """Start sending and listening; a carrier out of reach is tried again, not fatal."""
        if self._carrier is not None:
            self._tasks = [
                asyncio.create_task(self._send(self._carrier), name="bus-send"),
                asyncio.create_task(self._listen(self._carrier), name="bus-listen"),
            ]

    async def stop(self) -> None:
        """Stop sending and listening."""
        await ended(self._tasks)
        if self._carrier is not None:
            with contextlib.suppress(*self._carrier.troubles):
                await self._carrier.stop()

    def publish(self, events: Sequence[Event], hub: Hub, wake: Wake | None = None) -> None:
        """Tell this process at once, and queue one line for all the others."""
        news: list[News] = []
        for event in events:
            topics = event.topics()
            here = hub.listeners(topics)
            if not here and (self._carrier is None or not topics):
                continue
            frame = frame_of(event)
            send_to(here, frame)
            news.append((topics, frame))
        if self._carrier is not None and (news or wake is not None):
            self._queue(Line(news, wake).text())

    def call_for_help(self) -> None:
        """Wake those who work in other processes: here is more than this one can do."""
        if self._carrier is not None and self._waiting.empty():
            self._queue(Line(wake=Wake(reactions=True)).text())

    def _queue(self, line: str) -> None:
        try:
            self._waiting.put_nowait(line)
        except asyncio.QueueFull:
            self._lose("the queue is full")

    def _lose(self, why: object) -> None:
        if self._losses == self._losses_told:
            log.warning("The bus takes no news, all will read again when it does: %r", why)
        self._losses += 1

    async def _send(self, carrier: Carrier) -> None:
        while True:
            losses = self._losses
            lines = await self._next_lines()
            try:
                failpoints.reach("bus.publishing")
                async with asyncio.timeout(SEND_WITHIN_SECONDS):
                    await carrier.send(message_of(self._own, lines))
                failpoints.reach("bus.published")
            except carrier.troubles as error:
                self._lose(error)
                await asyncio.sleep(AGAIN_AFTER_SECONDS)
            else:
                self._losses_told = losses

    async def _next_lines(self) -> list[str]:
        lines = [MISSED] if self._losses > self._losses_told else [await self._waiting.get()]
        while len(lines) < LINES_AT_ONCE and not self._waiting.empty():
            lines.append(self._waiting.get_nowait())
        return lines

    async def _listen(self, carrier: Carrier) -> None:
        while True:
            try:
                await carrier.listen(self._listening, self._receive)
            except carrier.troubles as error:
                log.warning("The bus was cut and is taken up again: %r", error)
            self.connected.clear()
            await asyncio.sleep(AGAIN_AFTER_SECONDS)

    def _listening(self) -> None:
        self.connected.set()
        self._ears.missed()

    def _receive(self, message: str) -> None:
        try:
            for line in lines_of(message, self._own):
                self._take_in(line)
        except (ValueError, IndexError, TypeError):
            log.exception("A message on the bus was not understood")

    def _take_in(self, line: Line) -> None:
        if line.missed:
            self._ears.missed()
        if line.wake is not None:
            self._ears.work(line.wake)
        for topics, frame in line.news:
            self._ears.news(topics, frame)
