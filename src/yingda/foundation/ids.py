"""Ids as a port: 32 hexadecimal characters that sort by the time they were made."""

import itertools
import secrets
from typing import Protocol

from uuid_utils import uuid7


class IdSource(Protocol):
    """Makes ids nobody has used before."""

    def new(self) -> str:
        """Return a new id of 32 hexadecimal characters."""
        ...


class TimeOrderedIds:
    """UUID version 7 (RFC 9562) without the hyphens."""

    def new(self) -> str:
        """Return a new id; ids made later sort later."""
        return uuid7().hex


class CountedIds:
    """Ids 1, 2, 3 … for tests and replays that must repeat exactly."""

    def __init__(self, start: int = 1) -> None:
        self._numbers = itertools.count(start)

    def new(self) -> str:
        """Return the next number as 32 hexadecimal characters."""
        return f"{next(self._numbers):032x}"


def new_secret(size: int = 32) -> str:
    """Return an unguessable URL-safe string with `size` bytes of entropy."""
    return secrets.token_urlsafe(size)


def new_nonce(size: int) -> bytes:
    """Return `size` bytes that are used once."""
    return secrets.token_bytes(size)
