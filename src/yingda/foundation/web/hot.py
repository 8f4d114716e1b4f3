"""The hot road: one route served before the router and its wrappers, with the same refusals."""

import re
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from yingda.foundation.web.guards import BodyTooLarge
from yingda.foundation.web.problems import answer, problem_of

Endpoint = Callable[[Request], Awaitable[Response]]


class HotRoad:
    """Serves POSTs to one path; everything else goes on to the application.

    Routing, dependency injection and exception layers cost as much as the rest of this road
    together; the same route is described to the framework, for whoever reads the API.
    """

    def __init__(self, app: ASGIApp, path: re.Pattern[str], endpoint: Endpoint) -> None:
        self._app = app
        self._path = path
        self._endpoint = endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request here, or pass it on."""
        hot = scope["type"] == "http" and scope["method"] == "POST"
        found = self._path.fullmatch(scope["path"]) if hot else None
        if found is None:
            await self._app(scope, receive, send)
            return
        scope["path_params"] = found.groupdict()
        request = Request(scope, receive)
        try:
            response = await self._endpoint(request)
        except BodyTooLarge:
            raise
        except Exception as error:  # noqa: BLE001 - every error is a problem document
            response = answer(request, problem_of(error))
        await response(scope, receive, send)
