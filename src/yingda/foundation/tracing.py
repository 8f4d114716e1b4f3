"""The id of the request that is being served; it stands in every line logged meanwhile."""

import re
from contextvars import ContextVar

from yingda.foundation.ids import new_secret

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
HEADER = "x-request-id"
GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")


def begin_request(given: str = "") -> str:
    """Take the id a proxy gave, if it is one, else make one; return it."""
    request_id = given if GIVEN.fullmatch(given) else new_secret(9)
    REQUEST_ID.set(request_id)
    return request_id
