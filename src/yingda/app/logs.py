"""Log lines: JSON, one a line, with the id of the request, and without anybody's words.

Exceptions of libraries quote what they were given: a database its parameters, a parser its input.
So of an exception only the type and the places in the code are logged; its own words only where
they are about machines (files, networks, databases that refuse to connect) or are ours.
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError
from structlog.typing import EventDict, Processor

from yingda.foundation.settings import Settings
from yingda.foundation.tracing import REQUEST_ID

ABOUT_MACHINES = (OSError, OperationalError, InterfaceError)
LONGEST = 300

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def with_request(_logger: Any, _name: str, line: EventDict) -> EventDict:  # noqa: ANN401
    """Say which request it was about."""
    if request_id := REQUEST_ID.get():
        line["request_id"] = request_id
    return line


def with_harmless_exception(_logger: Any, _name: str, line: EventDict) -> EventDict:  # noqa: ANN401
    """Replace an exception by what may be said of it."""
    found = line.pop("exc_info", None)
    if found is True:
        found = sys.exc_info()
    if isinstance(found, BaseException):
        found = (type(found), found, found.__traceback__)
    if isinstance(found, tuple) and found[1] is not None:
        line["exception"] = [told(error) for error in causes(found[1])]
    return line


def causes(error: BaseException) -> list[BaseException]:
    """Return the exception and what it came from, the nearest first."""
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and following not in chain:
        chain.append(following)
        following = following.__cause__ or following.__context__
    return chain


def told(error: BaseException) -> dict[str, Any]:
    """Return type, places and, where it is harmless, the first line of its words."""
    places = [
        f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    shown: dict[str, Any] = {"type": type(error).__qualname__, "at": places}
    if isinstance(error, ABOUT_MACHINES):
        shown["says"] = str(error).partition("\n")[0][:LONGEST]
    return shown


COMMON: list[Processor] = [
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    with_request,
    with_harmless_exception,
]


def configure_logging(settings: Settings) -> None:
    """Write to standard error; a person at a terminal gets plain lines."""
    person = sys.stderr.isatty()
    render: Processor = (
        structlog.dev.ConsoleRenderer() if person else structlog.processors.JSONRenderer()
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=COMMON,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    # It tells its own set-up, which is no news to whoever starts a shop.
    logging.getLogger("alembic").setLevel(logging.WARNING)
