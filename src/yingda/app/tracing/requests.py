"""Requests as spans: by the pattern of their address, never by what was asked."""

from opentelemetry.trace import Span, SpanKind
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yingda.app.tracing.telling import NOWHERE, Telling, failed
from yingda.foundation.errors import Problem
from yingda.foundation.web.hot import Endpoint
from yingda.foundation.web.problems import HOT_ROAD

METHOD, ROUTE, STATUS = "http.request.method", "http.route", "http.response.status_code"
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SERVER_ERROR = 500


class ToldRequests:
    """Tells of every request that takes the framework's road.

    A `traceparent` that came with it is not believed: anybody could have sent it.
    """

    def __init__(self, app: ASGIApp, spans: Telling) -> None:
        self._app, self._spans = app, spans

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = scope["method"] if scope["method"] in METHODS else "_OTHER"
        with self._spans.span(method, SpanKind.SERVER, {METHOD: method}, NOWHERE) as span:

            async def told(message: Message) -> None:
                if message["type"] == "http.response.start":
                    answered(span, message["status"])
                await send(message)

            try:
                await self._app(scope, receive, told)
            finally:
                if route := getattr(scope.get("route"), "path", ""):
                    span.update_name(f"{method} {route}")
                    span.set_attribute(ROUTE, route)


def told_post(post: Endpoint, spans: Telling) -> Endpoint:
    """Tell of every message posted on the hot road."""
    about = {METHOD: "POST", ROUTE: HOT_ROAD}

    async def post_told(request: Request, body: bytes) -> tuple[int, bytes]:
        with spans.span(f"POST {HOT_ROAD}", SpanKind.SERVER, about, NOWHERE) as span:
            try:
                status, content = await post(request, body)
            except Problem as problem:
                answered(span, problem.status)
                refusal = problem
            else:
                answered(span, status)
                span.set_attribute("yingda.stream", request.path_params["conversation_id"])
                return status, content
        raise refusal

    return post_told


def answered(span: Span, status: int) -> None:
    """Tell the status; what is wrong with a request is no failure of ours."""
    span.set_attribute(STATUS, status)
    if status >= SERVER_ERROR:
        failed(span, str(status))
