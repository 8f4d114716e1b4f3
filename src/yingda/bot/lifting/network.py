"""The way out to an endpoint: one POST with time limits, to an address that was admitted.

Redirects are not followed, no proxy of the environment is asked, and of the answer no more is read
than an answer can be. Nothing is tried again here: whether that could cost twice, others know.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yingda.bot.lifting.budget import Endpoint

if TYPE_CHECKING:
    from yingda.bot.lifting.posting import Sender

CONNECT_SECONDS, WHOLE_SECONDS = 3.0, 8.0
CHAT, EMBEDDINGS = "/chat/completions", "/embeddings"


class AddressRefused(Exception):
    """The address is not one that may be called."""


Admit = Callable[[str], Awaitable[str]]
"""Returns the very address (an IP) to call for a URL; raises AddressRefused."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `problem` is None when something did, whatever it is."""

    problem: str | None = None
    status: int = 0
    content_type: str = ""
    body: bytes = b""


class Network:
    """Posts to endpoints; what it does that with is there from the first post on."""

    def __init__(
        self,
        admit: Admit,
        *,
        connect_seconds: float = CONNECT_SECONDS,
        whole_seconds: float = WHOLE_SECONDS,
    ) -> None:
        self._admit = admit
        self._connect, self._whole = connect_seconds, whole_seconds
        self._sender: Sender | None = None

    async def post(self, endpoint: Endpoint, path: str, body: bytes) -> Answer:
        """Post once and return what came back; never raises for what the other side does."""
        return await self._at_hand().post(endpoint, path, body)

    def _at_hand(self) -> "Sender":
        if self._sender is None:
            from yingda.bot.lifting.posting import Sender  # noqa: PLC0415 - few shops have a model

            self._sender = Sender(
                self._admit, connect_seconds=self._connect, whole_seconds=self._whole
            )
        return self._sender
