"""The secrets that sign what an endpoint is sent: sealed in the database."""

from yingda.foundation.rotation import secrets_that_count
from yingda.foundation.transaction import Tx
from yingda.integrations.models import WebhookEndpoint


def sealed_secret(tx: Tx, endpoint_id: str, secret: str) -> str:
    """Return a secret as its row keeps it."""
    return tx.sealer.seal(secret, _purpose(endpoint_id))


def signing_secrets(tx: Tx, endpoint: WebhookEndpoint) -> tuple[str, ...]:
    """Return the secrets that sign now, the newest first.

    None is left when the installation's own secret was lost.
    """
    return secrets_that_count(
        tx,
        _purpose(endpoint.id),
        endpoint.secret,
        endpoint.previous_secret,
        endpoint.previous_secret_until,
    )


def _purpose(endpoint_id: str) -> str:
    return f"webhook secret of {endpoint_id}"
