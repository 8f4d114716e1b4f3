"""A small TCP proxy that can delay, cut, go silent, read slowly, and cut all into single bytes."""

import asyncio
from contextlib import suppress

from tests.faults.patience import pause

CHUNK = 65_536
HOST = "127.0.0.1"


class Proxy:
    """Forwards connections to `target`; its attributes can be changed while it runs."""

    def __init__(self, target):
        self.target = target
        self.delay = 0.0
        self.slice = CHUNK
        self.refusing = False
        self.flowing = asyncio.Event()
        self.flowing.set()
        self.server, self.writers, self.pumps = None, set(), set()
        self.carried = 0

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.accept, HOST, 0)
        return self

    async def __aexit__(self, *_):
        self.server.close()
        self.cut()
        for pump in self.pumps:
            pump.cancel()
        await asyncio.gather(*self.pumps, return_exceptions=True)
        await self.server.wait_closed()

    @property
    def address(self):
        return self.server.sockets[0].getsockname()

    def cut(self):
        """Break every connection at once."""
        for writer in tuple(self.writers):
            writer.transport.abort()

    def go_silent(self):
        """Carry nothing more, and tell nobody: the connections look open from both ends."""
        self.flowing.clear()

    def go_on(self):
        self.flowing.set()

    async def accept(self, reader, writer):
        self.writers.add(writer)
        try:
            if self.refusing:
                return
            there, out = await asyncio.open_connection(*self.target)
            self.writers.add(out)
            ways = [self.pump(reader, out), self.pump(there, writer)]
            await asyncio.gather(*map(self.start, ways), return_exceptions=True)
            self.writers.discard(out)
        except OSError:
            return
        finally:
            writer.transport.abort()
            self.writers.discard(writer)

    def start(self, way):
        task = asyncio.create_task(way)
        self.pumps.add(task)
        task.add_done_callback(self.pumps.discard)
        return task

    async def pump(self, reader, writer):
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                for start in range(0, len(data), self.slice):
                    await self.flowing.wait()
                    if self.delay:
                        await pause(self.delay)
                    writer.write(data[start : start + self.slice])
                    await writer.drain()
                    self.carried += 1
        writer.transport.abort()
