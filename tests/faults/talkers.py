"""The load: people who write, and write again under the same key until they are answered."""

import asyncio
import itertools
import json

from bench.wire import HttpConnection
from tests.faults.history import Send
from tests.faults.patience import pause

ANSWER_SECONDS = 10
ACCEPTED = {200, 201}
TRY_LATER = {429, 500, 502, 503, 507}


class Line:
    """A keep-alive connection that is opened anew when it breaks."""

    def __init__(self, address, headers, patience=ANSWER_SECONDS):
        self.address, self.headers, self.patience = address, headers, patience
        self.connection = None

    async def ask(self, method, path, body=None):
        """Return status and answer; raises OSError when nobody knows what became of it."""
        try:
            async with asyncio.timeout(self.patience):
                await self.open()
                content = b"" if body is None else json.dumps(body).encode()
                headers = self.headers + (b"content-type: application/json\r\n" if body else b"")
                return await self.connection.request(method, path, headers, content)
        except (OSError, TimeoutError) as error:
            self.close()
            raise ConnectionError(str(error)) from error

    async def upload(self, conversation_id, name, content):
        """Send a file; return status and answer."""
        edge = "an-edge-that-no-file-has"
        parts = (
            f'--{edge}\r\ncontent-disposition: form-data; name="conversation_id"\r\n\r\n'
            f'{conversation_id}\r\n--{edge}\r\ncontent-disposition: form-data; name="file"; '
            f'filename="{name}"\r\ncontent-type: text/plain\r\n\r\n'
        )
        body = parts.encode() + content + f"\r\n--{edge}--\r\n".encode()
        kind = f"content-type: multipart/form-data; boundary={edge}\r\n".encode()
        try:
            async with asyncio.timeout(self.patience):
                await self.open()
                headers = self.headers + kind
                return await self.connection.request("POST", "/api/files", headers, body)
        except (OSError, TimeoutError) as error:
            self.close()
            raise ConnectionError(str(error)) from error

    async def open(self):
        if self.connection is None or self.connection.transport.is_closing():
            self.connection = await HttpConnection.open(*self.address)

    def close(self):
        if self.connection is not None:
            self.connection.transport.abort()
        self.connection = None


class Talker:
    """Somebody who says one thing after the other in one conversation."""

    def __init__(self, address, history, conversation_id, sender_id, headers, *, tab=1):
        self.history, self.conversation_id, self.sender_id = history, conversation_id, sender_id
        self.voice = f"{sender_id[-8:]}-{tab}"
        self.line = Line(address, headers)
        self.numbers = itertools.count(1)
        self.refusals = []
        self.again_after = 0.05

    async def talk(self, stop, limit=None, pace=0.0):
        """Write until `stop` is set, or `limit` messages were acknowledged."""
        for _ in itertools.count() if limit is None else range(limit):
            if stop.is_set():
                return
            await self.say(stop)
            await pause(pace) if pace else await asyncio.sleep(0)

    async def say(self, stop=None):
        """Say the next thing until it is acknowledged, or until nobody wants to wait any more."""
        number = next(self.numbers)
        send = Send(self.conversation_id, self.sender_id, self.voice, number, self.text_of(number))
        self.history.sends.append(send)
        while not await self.attempt(send):
            if stop is not None and stop.is_set():
                return send
            await pause(self.again_after)
        return send

    async def attempt(self, send):
        """Try once; return whether it was acknowledged."""
        send.tries += 1
        body = {"client_key": self.key_of(send), "content_type": "text", "text": send.text}
        path = f"/api/conversations/{self.conversation_id}/messages"
        try:
            status, answer = await self.line.ask("POST", path, body)
        except ConnectionError:
            return False
        if status in TRY_LATER:
            self.refusals.append((status, answer))
            return False
        assert status in ACCEPTED, (status, answer)
        message = json.loads(answer)
        send.answer = (message["seq"], message["id"])
        return True

    def text_of(self, number):
        return f"{self.voice} thing {number}"

    def key_of(self, send):
        return f"{self.voice}-{send.number}"
