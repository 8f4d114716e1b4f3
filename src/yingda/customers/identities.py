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


def normal_identity(kind: IdentityKind, value: str, country: str = "") -> str:
    """Return the stored form of an identity, or refuse it.

    `country` (ISO 3166, two letters) is where a number written without its country belongs.
    """
    value = value.strip()
    if not value or len(value) > MAX_LENGTH or not value.isprintable():
        raise IdentityInvalid(kind=kind)
    if kind == "visitor":
        return hashlib.sha256(value.encode()).hexdigest()
    if kind == "email":
        return _matching(_EMAIL, kind, value.casefold())
    if kind == "phone":
        return _dialled_from_abroad(_matching(_PHONE, kind, _PHONE_FILLING.sub("", value)), country)
    return value


def _matching(pattern: re.Pattern[str], kind: IdentityKind, value: str) -> str:
    if not pattern.fullmatch(value):
        raise IdentityInvalid(kind=kind)
    return value


def _dialled_from_abroad(digits: str, country: str) -> str:
    """Return a number as E.164 has it; an extension or a short number stays as it is."""
    from phonenumbers import (
        NumberParseException,
        PhoneNumberFormat,
        format_number,
        is_valid_number,
        parse,
    )

    try:
        number = parse(digits, country or None)
    except NumberParseException:
        return digits
    return format_number(number, PhoneNumberFormat.E164) if is_valid_number(number) else digits
