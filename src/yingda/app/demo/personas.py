"""The customers a newcomer can be: signed in on the shop's page as any site signs in its own."""

from joserfc import jwt
from joserfc.jwk import OctKey

from yingda.app.demo import reading
from yingda.app.demo.shapes import Customer
from yingda.foundation.clock import SECOND, Instant
from yingda.foundation.db import Tx
from yingda.foundation.shapes import View
from yingda.merchants.models import Language
from yingda.merchants.queries import merchant_by_id
from yingda.merchants.secrets import identity_secrets

LIFETIME_SECONDS = 12 * 3600


class PersonaView(View):
    """A customer to be, and the token with which the shop vouches for them."""

    name: str
    language: Language
    about: dict[Language, str]
    identity_token: str


def personas(tx: Tx, merchant_id: str) -> list[PersonaView]:
    """Return the shop's personas, each with a fresh token; nobody when no secret can sign."""
    secrets = identity_secrets(tx, merchant_by_id(tx, merchant_id))
    if not secrets:
        return []
    return [
        PersonaView(
            name=customer.name,
            language=customer.language,
            about=customer.about,
            identity_token=identity_token(customer, secrets[0], tx.now),
        )
        for customer in reading.customers()
        if customer.persona
    ]


def identity_token(customer: Customer, secret: str, now: Instant) -> str:
    """Return what a shop's server would sign for a customer who is signed in there."""
    claims: dict[str, str | int] = {
        "sub": customer.external_id,
        "name": customer.name,
        "exp": now // SECOND + LIFETIME_SECONDS,
    }
    if customer.email:
        claims["email"] = customer.email
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret))
