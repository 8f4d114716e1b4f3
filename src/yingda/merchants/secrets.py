"""The secrets by which a merchant's own site vouches for its visitors: sealed in the database."""

from yingda.foundation.db import Tx
from yingda.foundation.rotation import secrets_that_count
from yingda.merchants.models import Merchant


def sealed_secret(tx: Tx, merchant_id: str, secret: str) -> str:
    """Return a merchant's identity secret as its row keeps it."""
    return tx.sealer.seal(secret, _purpose(merchant_id))


def identity_secrets(tx: Tx, merchant: Merchant) -> tuple[str, ...]:
    """Return the secrets that sign visitors now, the newest first.

    None is left when the installation's own secret was lost: nobody is vouched for until an admin
    makes a new one.
    """
    return secrets_that_count(
        tx,
        _purpose(merchant.id),
        merchant.identity_secret,
        merchant.previous_identity_secret,
        merchant.previous_secret_until,
    )


def _purpose(merchant_id: str) -> str:
    return f"identity secret of {merchant_id}"
