"""Under which circumstances customers met the bot: what speaks against it where few ask a person.

Noted from above when a conversation opens, and only where there is something to note.
"""

from collections.abc import Collection
from typing import Literal, get_args

from yingda.conversations.models import Row
from yingda.foundation.transaction import Tx
from yingda.learning.models import BotCircumstance

Circumstance = Literal["hidden_entry", "nobody_there"]
"""The way to a person was in a menu or on request only; nobody of the first group was on duty."""
CIRCUMSTANCES: tuple[Circumstance, ...] = get_args(Circumstance)
HIDDEN_FROM = 2
"""The human-entry level (0 to 3) from which the way to a person is not simply there."""


def note(tx: Tx, row: Row, met: Collection[Circumstance]) -> None:
    """Store the circumstances under which this conversation began."""
    for one in met:
        tx.session.merge(
            BotCircumstance(
                conversation_id=row["id"],
                kind=one,
                tenant_id=row["tenant_id"],
                merchant_id=row["merchant_id"],
                at=tx.now,
            )
        )
