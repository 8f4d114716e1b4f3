"""Tokens of visitors: signed, short-lived, bound to tenant, merchant and visitor."""

from collections import OrderedDict

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from yingda.foundation.auth.principal import Principal
from yingda.foundation.clock import HOUR, SECOND, Clock, Instant
from yingda.foundation.errors import Unauthenticated

LIFETIME = HOUR
REMEMBERED = 10_000


class TokenRefused(Unauthenticated):
    """The token is expired, forged, or meant for something else."""

    code = "auth.token_refused"


class VisitorTokens:
    """Issues and verifies visitor tokens with the installation's secret."""

    def __init__(self, secret: bytes, clock: Clock) -> None:
        self._key = OctKey.import_key(secret)
        self._clock = clock
        # A verified signature stays verified; only its expiry is asked again.
        self._verified: OrderedDict[str, tuple[Principal, Instant]] = OrderedDict()

    def issue(self, principal: Principal) -> tuple[str, Instant]:
        """Return a token for the visitor and when it expires."""
        expires_at = self._clock.now() + LIFETIME
        (merchant_id,) = principal.merchant_ids
        claims = {
            "aud": "visitor",
            "sub": principal.id,
            "tenant": principal.tenant_id,
            "merchant": merchant_id,
            "name": principal.name,
            "exp": expires_at // SECOND,
        }
        return jwt.encode({"alg": "HS256"}, claims, self._key), expires_at

    def verify(self, token: str) -> Principal:
        """Return the visitor the token was issued to, or refuse it."""
        known = self._verified.get(token)
        if known is None:
            known = self._decode(token)
            self._verified[token] = known
            if len(self._verified) > REMEMBERED:
                self._verified.popitem(last=False)
        principal, expires_at = known
        if expires_at <= self._clock.now():
            raise TokenRefused
        return principal

    def _decode(self, token: str) -> tuple[Principal, Instant]:
        try:
            claims = jwt.decode(token, self._key, algorithms=["HS256"]).claims
            if claims["aud"] != "visitor" or not isinstance(claims["exp"], int):
                raise TokenRefused
            principal = Principal(
                kind="visitor",
                tenant_id=claims["tenant"],
                id=claims["sub"],
                name=claims["name"],
                merchant_ids=frozenset({claims["merchant"]}),
            )
            return principal, claims["exp"] * SECOND
        except (JoseError, KeyError, ValueError, TypeError) as error:
            raise TokenRefused from error
