"""Every refusal as a problem document (RFC 9457), in the language of the request."""

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from sqlalchemy.exc import DataError, DBAPIError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from yingda.foundation.errors import Invalid, Malformed, NotFound, Problem, TooLarge, Unavailable
from yingda.foundation.tracing import HEADER, REQUEST_ID
from yingda.foundation.words import language_of, say

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
REFUSALS = frozenset({401, 403})
HOT_ROAD = "/api/conversations/{conversation_id}/messages"
TAKEN = "conversations.taken"
FIELD_CODES = {
    "extra_forbidden": "request.unknown_field",
    "missing": "field.missing",
    "string_too_long": "text.too_long",
    "string_too_short": "text.empty",
    "json_invalid": "request.malformed",
    "nul_character": "text.nul",
}


class MethodNotAllowed(Problem):
    """The address exists, but not for this method."""

    status, code = 405, "request.method"


def invalid(errors: Sequence[Any]) -> Problem:
    """Return the problem that tells which field is wrong and how."""
    fields = [field_error(error) for error in errors]
    codes = {field["code"] for field in fields}
    if "request.malformed" in codes:
        return Malformed()
    if len(fields) == 1 and fields[0]["code"] != "field.invalid":
        return one_field(fields[0])
    return Invalid(errors=fields)


def field_error(error: Any) -> dict[str, Any]:
    """Return where a value is wrong and why, without repeating the value itself."""
    where = [str(part) for part in error["loc"] if part not in {"body", "query", "path"}]
    context = error.get("ctx") or {}
    limits = {
        "limit": value
        for key, value in context.items()
        if key in {"max_length", "min_length", "le", "ge", "lt", "gt"}
    }
    code = FIELD_CODES.get(error["type"], "field.invalid")
    return {"field": ".".join(where), "code": code, "params": limits}


def one_field(field: dict[str, Any]) -> Problem:
    """Return a problem named after the one thing that is wrong."""
    problem = Invalid(errors=[field], field=field["field"], **field["params"])
    problem.code = field["code"]  # type: ignore[misc]
    return problem


def answer(request: Request, problem: Problem) -> Response:
    """Return the response that carries the problem."""
    count_refusal(request, problem)
    body = problem.body()
    language = language_of(request.headers.get("accept-language", ""))
    body["title"] = say(language, f"problems.{problem.code}", **problem.params)
    headers = {HEADER: request_id} if (request_id := REQUEST_ID.get()) else {}
    if "retry_after_seconds" in problem.params:
        headers["Retry-After"] = str(problem.params["retry_after_seconds"])
    return JSONResponse(body, problem.status, headers, media_type=MEDIA_TYPE)


def count_refusal(request: Request, problem: Problem) -> None:
    """Count who was refused where, by the address's pattern and never by the address."""
    meters = request.app.state.runtime.meters
    if problem.status in REFUSALS:
        route = getattr(request.scope.get("route"), "path", HOT_ROAD)
        meters.count("cs_authz_denied", route)
    elif problem.code == TAKEN:
        meters.count("cs_assignment_conflicts")


def problem_of(error: Exception) -> Problem:
    """Return the problem an exception stands for."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError | ValidationError):
        return invalid(error.errors())
    if isinstance(error, HTTPException):
        return of_status(error.status_code)
    if isinstance(error, DataError | OverflowError):
        # A number or text that no column can hold: what was asked is wrong, not the database.
        log.warning("The database cannot hold what was asked: %s", type(error).__name__)
        return Invalid()
    if isinstance(error, DBAPIError):
        log.error("The database refused: %s", type(error.orig).__name__)
        return Unavailable()
    log.exception("Unexpected error", exc_info=error)
    problem = Problem()
    problem.status, problem.code = 500, "server.error"  # type: ignore[misc]
    return problem


def of_status(status: int) -> Problem:
    """Return the problem for a bare HTTP status, as the router raises it."""
    known: dict[int, type[Problem]] = {
        400: Malformed,
        404: NotFound,
        405: MethodNotAllowed,
        413: TooLarge,
    }
    return known.get(status, Invalid)()


def install(app: FastAPI) -> None:
    """Make every error of this app a problem document."""

    async def handle(request: Request, error: Exception) -> Response:
        return answer(request, problem_of(error))

    for kind in (
        Problem,
        RequestValidationError,
        ValidationError,
        HTTPException,
        DBAPIError,
        OverflowError,
        Exception,
    ):
        app.add_exception_handler(kind, handle)
