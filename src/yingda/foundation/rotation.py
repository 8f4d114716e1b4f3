"""Replacing a secret that others hold: the old one may count beside the new one for a day."""

from yingda.foundation.clock import DAY, Instant
from yingda.foundation.shapes import Draft
from yingda.foundation.transaction import Tx

OVERLAP = DAY


class SecretRotation(Draft):
    """How to replace a secret: let the old one count for a day more, or end it at once."""

    keep_previous: bool = True


def secrets_that_count(
    tx: Tx, purpose: str, newest: str, previous: str | None, previous_until: Instant | None
) -> tuple[str, ...]:
    """Open the sealed secrets that count now, the newest first.

    None is left when the installation's own secret was lost.
    """
    sealed = [newest]
    if previous is not None and previous_until is not None and tx.now < previous_until:
        sealed.append(previous)
    opened = (tx.sealer.open(one, purpose) for one in sealed)
    return tuple(secret for secret in opened if secret is not None)
