"""The secrets that sign what an endpoint is sent: sealed in the database."""

from yingda.foundation.transaction import Tx
from yingda.integrations.models import WebhookEndpoint


def sealed_secret(tx: Tx, endpoint_id: str, secret: str) -> str:
    """Return a secret as its row keeps it."""
    return tx.sealer.seal(secret, _purpose(endpoint_id))


def signing_secrets(tx: Tx, endpoint: WebhookEndpoint) -> tuple[str, ...]:
    """Return the secrets that sign now, the newest first.

    None is left when the installation's own secret was lost.
    """
    sealed = [endpoint.secret]
    until = endpoint.previous_secret_until
    if endpoint.previous_secret and until is not None and tx.now < until:
        sealed.append(endpoint.previous_secret)
    opened = (tx.sealer.open(one, _purpose(endpoint.id)) for one in sealed)
    return tuple(secret for secret in opened if secret is not None)


def _purpose(endpoint_id: str) -> str:
    return f"webhook secret of {endpoint_id}"
