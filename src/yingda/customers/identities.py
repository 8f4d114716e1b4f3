"""Brings what a customer is recognised by into the one form that is stored and compared."""

import hashlib
import re
from typing import Literal

from yingda.customers.errors import IdentityInvalid

IdentityKind = Literal["visitor", "external", "email", "phone", "wechat"]

MAX_LENGTH = 200
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[0-9]{5,15}")
_PHONE_FILLING = re.compile(r"[\s().-]")


def normal_identity(kind: IdentityKind, value: str) -> str:
    """Return the stored form of an identity, or refuse it."""
    value = value.strip()
    if not value or len(value) > MAX_LENGTH or not value.isprintable():
        raise IdentityInvalid(kind=kind)
    if kind == "visitor":
        return hashlib.sha256(value.encode()).hexdigest()
    if kind == "email":
        return _matching(_EMAIL, kind, value.casefold())
    if kind == "phone":
        return _matching(_PHONE, kind, _PHONE_FILLING.sub("", value))
    return value


def _matching(pattern: re.Pattern[str], kind: IdentityKind, value: str) -> str:
    if not pattern.fullmatch(value):
        raise IdentityInvalid(kind=kind)
    return value
