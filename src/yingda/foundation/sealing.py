"""Seals the secrets a database must be able to give back: the file alone tells nobody anything.

AES-256-GCM under a key derived from the installation's secret. What a seal is for is part of it,
so that sealed text moved to another row, or to another purpose, does not open.
"""

import base64
import binascii

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from yingda.foundation.ids import new_nonce

KEY_BYTES = 32
NONCE_BYTES = 12
KEY_PURPOSE = b"yingda: secrets at rest"


class Sealer:
    """Seals and opens short texts with the installation's secret."""

    def __init__(self, secret: bytes) -> None:
        derivation = HKDF(SHA256(), KEY_BYTES, salt=None, info=KEY_PURPOSE)
        self._cipher = AESGCM(derivation.derive(secret))

    def seal(self, text: str, purpose: str) -> str:
        """Return `text` sealed for `purpose`; the same text looks different every time."""
        nonce = new_nonce(NONCE_BYTES)
        sealed = nonce + self._cipher.encrypt(nonce, text.encode(), purpose.encode())
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, sealed: str, purpose: str) -> str | None:
        """Return what was sealed; None when the installation's secret or the purpose differ."""
        try:
            raw = base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4))
            nonce, hidden = raw[:NONCE_BYTES], raw[NONCE_BYTES:]
            return self._cipher.decrypt(nonce, hidden, purpose.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError):
            return None
