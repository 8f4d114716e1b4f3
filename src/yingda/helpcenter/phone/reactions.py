"""What the telephone does when something happens elsewhere."""

from yingda.conversations.events import ConversationOpened
from yingda.foundation.db import Tx
from yingda.helpcenter.phone import linking


def follow_chat(tx: Tx, event: ConversationOpened) -> None:
    """Note to which conversation the link of a call led."""
    linking.follow_chat(tx, event.customer_id, event.conversation_id)
