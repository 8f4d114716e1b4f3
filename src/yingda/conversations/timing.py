"""How long a conversation may lie still before it ends by itself."""

from yingda.foundation.clock import MINUTE
from yingda.foundation.transaction import Tx

IDLE_TIMER = "conversations.idle"
IDLE_AFTER = 30 * MINUTE


def watch_idleness(tx: Tx, conversation_id: str) -> None:
    """Look again when the conversation could have lain still for long enough.

    One timer for each conversation, set anew when it fires early: no message pays for it.
    """
    tx.schedule(IDLE_TIMER, conversation_id, tx.now + IDLE_AFTER)
