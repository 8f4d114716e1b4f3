"""Cursors of keyset pages: opaque to clients, two values inside."""

import base64
import json
from collections.abc import Callable
from typing import Any, TypeVar

from yingda.foundation.errors import Invalid

A = TypeVar("A")
B = TypeVar("B")


class CursorInvalid(Invalid):
    """The cursor was not one of ours."""

    code = "request.cursor"


def write_cursor(first: Any, second: Any) -> str:
    """Return a cursor that holds the sort values of the last item shown."""
    return base64.urlsafe_b64encode(json.dumps([first, second]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, first: Callable[[Any], A], second: Callable[[Any], B]) -> tuple[A, B]:
    """Return the two values of a cursor; raises CursorInvalid when it is none of ours."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values = json.loads(base64.urlsafe_b64decode(padded.encode()))
        if any(isinstance(value, int) and abs(value) > 2**53 for value in values):
            raise CursorInvalid
        return first(values[0]), second(values[1])
    except (ValueError, TypeError, IndexError, KeyError) as error:
        raise CursorInvalid from error
