"""Signatures by Standard Webhooks: the receiver knows who speaks, when, and that it is whole.

What is signed is `id.timestamp.body` with HMAC-SHA256 (https://www.standardwebhooks.com).
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from yingda.foundation.clock import SECOND, Instant
from yingda.foundation.ids import new_nonce

SECRET_PREFIX = "whsec_"  # noqa: S105 - what every secret begins with, not a secret
KEY_BYTES = 32


def new_signing_secret() -> str:
    """Return a new secret in the form that libraries of Standard Webhooks take."""
    return SECRET_PREFIX + base64.b64encode(new_nonce(KEY_BYTES)).decode()


def signed_headers(
    message_id: str, now: Instant, body: bytes, secrets: Sequence[str]
) -> dict[str, str]:
    """Return the three headers; each secret signs, so that a receiver may hold any of them."""
    timestamp = str(now // SECOND)
    signed = f"{message_id}.{timestamp}.".encode() + body
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(f"v1,{_signature(one, signed)}" for one in secrets),
    }


def _signature(secret: str, signed: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
