"""The end of a process that serves: it hands its people over instead of dropping them.

On SIGTERM it says that it is not ready and stops accepting; every socket gets a close frame (1012,
service restart), spread out so that not all come back in the same moment; requests that were begun
are answered; then the process ends with 0. Who does not read is cut off after a while.
"""

import asyncio
import contextlib
from collections.abc import Generator, Iterator

import uvicorn

from yingda.app.connections import SocketConnection
from yingda.foundation.runtime import Runtime

CLOSED_A_SECOND = 250
LONGEST_SPREAD_SECONDS = 6.0
SLICES_A_SECOND = 10
STUCK_AFTER_SECONDS = 3.0
REQUESTS_END_SECONDS = 8
"""How long requests that were begun may take to end."""


class DrainingServer(uvicorn.Server):
    """The HTTP server, with an end that loses nobody."""

    def __init__(self, config: uvicorn.Config, runtime: Runtime) -> None:
        super().__init__(config)
        self._runtime = runtime

    async def shutdown(self, sockets: "list[object] | None" = None) -> None:  # type: ignore[override]
        """Drain, then stop what is left as the library does."""
        del sockets  # we bind our own
        self._runtime.draining = True
        for server in self.servers:
            server.close()
        await self._close_sockets()
        await super().shutdown()

    async def _close_sockets(self) -> None:
        loop = asyncio.get_running_loop()
        while waiting := [one for one in self._open_sockets() if not one.leaving]:
            for some in slices(waiting):
                for connection in some:
                    connection.shutdown()
                    loop.call_later(STUCK_AFTER_SECONDS, connection.give_up)
                await asyncio.sleep(1 / SLICES_A_SECOND)

    def _open_sockets(self) -> list[SocketConnection]:
        found = self.server_state.connections
        return [one for one in found if isinstance(one, SocketConnection)]

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Take the signals; one that was obeyed is not raised again: the process ended well."""
        with super().capture_signals():
            yield
            self._captured_signals.clear()


def slices(waiting: list[SocketConnection]) -> Iterator[list[SocketConnection]]:
    """Cut the sockets into what is closed at once."""
    most = max(CLOSED_A_SECOND, len(waiting) / LONGEST_SPREAD_SECONDS)
    size = int(most / SLICES_A_SECOND) + 1
    for start in range(0, len(waiting), size):
        yield waiting[start : start + size]
