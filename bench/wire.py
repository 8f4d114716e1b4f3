"""The thinnest clients that speak real HTTP and real WebSocket, so that the server is measured."""

import asyncio
import base64
import os
import socket
from collections.abc import Callable
from typing import cast

Frame = Callable[[bytes], None]
PATIENCE_SECONDS = 30


async def reached(true: Callable[[], bool], news: asyncio.Event) -> None:
    """Return when the condition holds; it is looked at when there are news."""
    while not true():
        news.clear()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await news.wait()


class Connection(asyncio.Protocol):
    """A connection over TCP; whoever opened it has its transport."""

    transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports can all that asyncio's can, and do not say so.
        self.transport = cast("asyncio.Transport", transport)


class HttpConnection(Connection):
    """One keep-alive connection; one request at a time.

    One that the server closed for want of work is opened again, as a browser does.
    """

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._buffer = bytearray()
        self._waiting: asyncio.Future[tuple[int, bytes]] | None = None

    @classmethod
    async def open(cls, host: str, port: int) -> "HttpConnection":
        """Connect."""
        connection = cls(host, port)
        await connection._connect()
        return connection

    async def _connect(self) -> None:
        await asyncio.get_running_loop().create_connection(lambda: self, *self._address)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(exc or ConnectionResetError())

    async def request(
        self, method: str, path: str, headers: bytes = b"", body: bytes = b""
    ) -> tuple[int, bytes]:
        """Return status and body of the answer."""
        if self.transport.is_closing():
            await self._connect()
        self._waiting = asyncio.get_running_loop().create_future()
        head = f"{method} {path} HTTP/1.1\r\nhost: bench\r\ncontent-length: {len(body)}\r\n"
        self.transport.write(head.encode() + headers + b"\r\n" + body)
        return await self._waiting

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        end = self._buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._buffer[:end]).lower()
        length = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
        if len(self._buffer) < end + 4 + length:
            return
        body = bytes(self._buffer[end + 4 : end + 4 + length])
        del self._buffer[: end + 4 + length]
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_result((int(head[9:12]), body))


class Socket(Connection):
    """One WebSocket; calls back with every text frame."""

    def __init__(self, heard: Frame) -> None:
        self._buffer = bytearray()
        self._heard = heard
        self.opened = asyncio.get_running_loop().create_future()
        self._upgraded = False

    @classmethod
    async def open(
        cls, host: str, port: int, heard: Frame, headers: bytes = b"", *, room: int = 0
    ) -> "Socket":
        """Connect and shake hands; `room` is how many bytes may wait here unread."""
        loop = asyncio.get_running_loop()
        plug = socket.socket()
        plug.setblocking(False)
        if room:
            plug.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
        try:
            await loop.sock_connect(plug, (host, port))
        except BaseException:
            plug.close()
            raise
        _, opened = await loop.create_connection(lambda: cls(heard), sock=plug)
        key = base64.b64encode(os.urandom(16)).decode()
        hello = (
            f"GET /api/live HTTP/1.1\r\nhost: {host}:{port}\r\nupgrade: websocket\r\n"
            f"connection: Upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: {key}\r\n"
        )
        opened.transport.write(hello.encode() + headers + b"\r\n")
        try:
            await opened.opened
        except BaseException:
            opened.transport.abort()
            raise
        return opened

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionResetError())

    def send(self, text: str) -> None:
        """Send one masked text frame; the mask is zero, which masks nothing."""
        payload = text.encode()
        size = len(payload)
        head = bytes([0x81, 0x80 | size]) if size < 126 else b"\x81\xfe" + size.to_bytes(2)
        self.transport.write(head + b"\0\0\0\0" + payload)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._upgraded:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            del self._buffer[: end + 4]
            self._upgraded = True
            if not self.opened.done():  # who gave up waiting is told no more
                self.opened.set_result(None)
        while self._frame():
            pass

    def _frame(self) -> bool:
        buffer = self._buffer
        if len(buffer) < 2:
            return False
        size, start = buffer[1] & 0x7F, 2
        if size >= 126:
            start = 4 if size == 126 else 10
            size = int.from_bytes(buffer[2:start])
        if len(buffer) < start + size:
            return False
        opcode, payload = buffer[0] & 0x0F, bytes(buffer[start : start + size])
        del buffer[: start + size]
        if opcode == 9:
            self.transport.write(bytes([0x8A, 0x80 | size]) + b"\0\0\0\0" + payload)
        elif opcode == 1:
            self._heard(payload)
        return True
