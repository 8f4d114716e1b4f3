"""What is learned when something happens in a conversation."""

from yingda.bot.assisting import service
from yingda.conversations.events import ConversationClosed
from yingda.foundation.db import Tx


def keep_case(tx: Tx, event: ConversationClosed) -> None:
    """Remember what a person answered, for the next customer who asks the same."""
    service.keep_case(tx, event.conversation_id)
