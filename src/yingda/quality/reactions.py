"""Something ended: ask how it was."""

from yingda.conversations.events import ConversationClosed
from yingda.foundation.transaction import Tx
from yingda.quality import service


def ask_for_rating(tx: Tx, fact: ConversationClosed) -> None:
    """Invite the customer to rate what just ended."""
    service.invite(tx, fact)
