"""HTTP as a stubborn client speaks it: what was not acknowledged is sent again, unchanged."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx2

from yingda.app.replay.pausing import Pauses
from yingda.app.replay.tally import Tally

Json = dict[str, Any]
TRY_AGAIN = frozenset({429, 502, 503, 504})
TOKEN_RAN_OUT = 401
FIRST_WAIT = 0.1
LONGEST_WAIT = 2.0


class Refused(Exception):
    """The server said no; `code` is the problem's own, `http.<status>` where it has none."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


class Unreachable(Exception):
    """The server could not be reached for as long as one was ready to wait."""

    def __str__(self) -> str:
        return "the server cannot be reached"


class Wire:
    """Requests of one person; sends again on lost connections until `give_up_seconds` passed."""

    def __init__(
        self, client: httpx2.AsyncClient, tally: Tally, pauses: Pauses, give_up_seconds: float
    ) -> None:
        self._client = client
        self._tally = tally
        self._pauses = pauses
        self._give_up_seconds = give_up_seconds
        self.headers: dict[str, str] = {}
        self.renew: Callable[[], Awaitable[None]] | None = None
        """How to come by a fresh token when the old one has run out."""

    async def get(self, path: str, params: Mapping[str, str | int] | None = None) -> Json:
        """Read the object at `path`."""
        return _content(await self._send("GET", path, None, params))

    async def list(self, path: str) -> list[Json]:
        """Read the whole list at `path`."""
        found: list[Json] = (await self._send("GET", path, None, None)).json()
        return found

    async def post(self, path: str, body: Json) -> Json:
        """Send `body`; returns what came back."""
        return _content(await self._send("POST", path, body, None))

    async def put(self, path: str, body: Json) -> Json:
        """Set `path` to `body`."""
        return _content(await self._send("PUT", path, body, None))

    async def _send(
        self, method: str, path: str, body: Json | None, params: Mapping[str, str | int] | None
    ) -> httpx2.Response:
        waited, wait = 0.0, FIRST_WAIT
        while True:
            response = await self._try_once(method, path, body, params)
            if response is not None and response.status_code == TOKEN_RAN_OUT and self.renew:
                renew, self.renew = self.renew, None
                await renew()
                continue
            if response is not None and response.status_code not in TRY_AGAIN:
                return _accepted(response)
            if waited >= self._give_up_seconds or self._pauses.stopping.is_set():
                raise Unreachable
            self._tally.resent += 1
            await self._pauses.real(wait)
            waited, wait = waited + wait, min(wait * 2, LONGEST_WAIT)

    async def _try_once(
        self, method: str, path: str, body: Json | None, params: Mapping[str, str | int] | None
    ) -> httpx2.Response | None:
        try:
            return await self._client.request(
                method, path, json=body, params=params, headers=self.headers
            )
        except httpx2.TransportError as error:
            self._tally.errors[type(error).__name__] += 1
            return None


def _accepted(response: httpx2.Response) -> httpx2.Response:
    if response.is_success:
        return response
    try:
        code = str(response.json()["code"])
    except (ValueError, KeyError, TypeError):
        code = f"http.{response.status_code}"
    raise Refused(response.status_code, code)


def _content(response: httpx2.Response) -> Json:
    content: Json = response.json() if response.content else {}
    return content
