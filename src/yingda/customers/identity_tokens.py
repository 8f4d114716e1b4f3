"""Reads the tokens by which a merchant's own site vouches for who its visitor is.

HS256 with the merchant's identity secret. A name or e-mail that somebody typed proves nothing; a
signed, unexpired token does, and only to the merchant whose secret signed it.
"""

from collections.abc import Sequence
from typing import Annotated

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from yingda.customers.errors import IdentityTokenRefused
from yingda.foundation.clock import DAY, SECOND, Instant

ALGORITHMS = ("HS256",)
MAX_TOKEN_LENGTH = 4_096
MAX_LIFETIME = DAY
Text = Annotated[str, Field(max_length=200)]


class SignedIdentity(BaseModel):
    """What a valid token says; `exp` is in seconds, as RFC 7519 has it."""

    model_config = ConfigDict(frozen=True, strict=True)

    sub: Annotated[str, Field(min_length=1, max_length=200)]
    exp: int
    name: Text | None = None
    email: Text | None = None
    phone: Text | None = None


def read_identity(token: str, secrets: Sequence[str], now: Instant) -> SignedIdentity:
    """Return who the token vouches for, if one of the merchant's `secrets` signed it."""
    if len(token) > MAX_TOKEN_LENGTH:
        raise IdentityTokenRefused
    for secret in secrets:
        claims = _claims(token, secret)
        if claims is not None:
            return _fresh(claims, now)
    raise IdentityTokenRefused


def _claims(token: str, secret: str) -> dict[str, object] | None:
    try:
        return jwt.decode(token, OctKey.import_key(secret), algorithms=ALGORITHMS).claims
    except (JoseError, ValueError):
        return None


def _fresh(claims: dict[str, object], now: Instant) -> SignedIdentity:
    try:
        identity = SignedIdentity.model_validate(claims)
    except ValidationError as error:
        raise IdentityTokenRefused from error
    expires_at = identity.exp * SECOND
    if not now < expires_at <= now + MAX_LIFETIME:
        raise IdentityTokenRefused
    return identity
