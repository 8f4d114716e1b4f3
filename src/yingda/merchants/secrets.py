"""The secrets by which a merchant's own site vouches for its visitors: sealed in the database."""

from yingda.foundation.db import Tx
from yingda.merchants.models import Merchant


def sealed_secret(tx: Tx, merchant_id: str, secret: str) -> str:
    """Return a merchant's identity secret as its row keeps it."""
    return tx.sealer.seal(secret, _purpose(merchant_id))


def identity_secrets(tx: Tx, merchant: Merchant) -> tuple[str, ...]:
    """Return the secrets that sign visitors now, the newest first.

    None is left when the installation's own secret was lost: nobody is vouched for until an admin
    makes a new one.
    """
    sealed = [merchant.identity_secret]
    until = merchant.previous_secret_until
    if merchant.previous_identity_secret and until is not None and tx.now < until:
        sealed.append(merchant.previous_identity_secret)
    opened = (tx.sealer.open(one, _purpose(merchant.id)) for one in sealed)
    return tuple(secret for secret in opened if secret is not None)


def _purpose(merchant_id: str) -> str:
    return f"identity secret of {merchant_id}"
