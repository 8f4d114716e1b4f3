"""What can go wrong, as RFC 9457 problems with a code that the web translates."""

from collections.abc import Sequence
from typing import Any, ClassVar


class Problem(Exception):
    """A refusal with an HTTP status, a stable `code` and the values its translation needs."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "request.invalid"
    headers: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *, errors: Sequence[dict[str, Any]] = (), **params: Any) -> None:
        super().__init__(self.code)
        self.params = params
        self.errors = list(errors)

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code

    def body(self) -> dict[str, Any]:
        """Return the problem details object (RFC 9457) that goes on the wire."""
        details: dict[str, Any] = {
            "type": f"about:blank#{self.code}",
            "title": self.code,
            "status": self.status,
            "code": self.code,
            "params": self.params,
        }
        if self.errors:
            details["errors"] = self.errors
        return details


class Invalid(Problem):
    """The request does not have the shape or values it must have."""

    status, code = 422, "request.invalid"


class NulCharacter(Invalid):
    """An address or a text contains a NUL character, which no database keeps."""

    code = "text.nul"


class Malformed(Problem):
    """The body is not the format it claims to be."""

    status, code = 400, "request.malformed"


class TooLarge(Problem):
    """The body is larger than this route accepts."""

    status, code = 413, "request.too_large"


class Unauthenticated(Problem):
    """Nobody is signed in, or the token is expired or forged."""

    status, code = 401, "auth.required"


class Forbidden(Problem):
    """Signed in, but not allowed to do this."""

    status, code = 403, "auth.forbidden"


class Veiled(Forbidden):
    """Whoever sees a customer's particulars as stars does not change them."""

    code = "auth.veiled"


class DocumentWithheld(Forbidden):
    """A document may hold what its reader is to see as stars, and there are none in it."""

    code = "auth.document_withheld"


class CsrfMissing(Problem):
    """A write with a session cookie came without its CSRF token."""

    status, code = 403, "auth.csrf"


class NotFound(Problem):
    """It does not exist, or the caller must not learn that it does."""

    status, code = 404, "not_found"


class Conflict(Problem):
    """Somebody else was faster, or it contradicts what is stored."""

    status, code = 409, "conflict"


class TooMany(Problem):
    """A limit was reached; `retry_after_seconds` says when to try again."""

    status, code = 429, "too_many"


class Unavailable(Problem):
    """A part of the service cannot answer now; nothing was stored."""

    status, code = 503, "server.unavailable"
