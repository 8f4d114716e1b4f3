"""What is written in one turn of the loop goes out in one piece, in order, and before a close."""

import asyncio

from yingda.app.gathering import GatheringTransport


class Transport:
    """Remembers what reached the network."""

    def __init__(self):
        self.sent = []

    def write(self, data):
        self.sent.append(data)

    def close(self):
        self.sent.append("closed")

    def is_closing(self):
        return "closed" in self.sent


def gathering():
    transport = Transport()
    return transport, GatheringTransport(transport, asyncio.get_running_loop())


async def test_head_and_body_are_one_piece():
    transport, gathered = gathering()
    gathered.write(b"head ")
    gathered.write(b"body")
    assert transport.sent == []
    await asyncio.sleep(0)
    gathered.write(b"next")
    await asyncio.sleep(0)
    assert transport.sent == [b"head body", b"next"]


async def test_nothing_written_is_lost_by_a_close():
    transport, gathered = gathering()
    gathered.write(b"goodbye")
    gathered.close()
    await asyncio.sleep(0)
    assert transport.sent == [b"goodbye", "closed"]
    assert gathered.is_closing()
