"""The load generators' own connections."""

import asyncio

import pytest

from bench.wire import Socket


async def test_a_handshake_answered_after_giving_up_disturbs_nobody():
    errors, given_up, closed = [], asyncio.Event(), asyncio.Event()
    asyncio.get_running_loop().set_exception_handler(lambda _, context: errors.append(context))

    async def answer_late(reader, writer):
        await given_up.wait()
        writer.write(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
        await reader.read()
        await reader.read()
        writer.close()
        closed.set()

    async with await asyncio.start_server(answer_late, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await Socket.open(host, port, lambda _: None)
        given_up.set()
        await closed.wait()
    assert errors == []
