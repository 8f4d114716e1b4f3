"""A person goes on with a conversation, or nobody does: what the customer was at ends too."""

from yingda.bot.flows.taking import leave
from yingda.conversations.events import (
    ConversationAssigned,
    ConversationClosed,
    ConversationQueued,
)
from yingda.foundation.db import Tx


def stop_for_queue(tx: Tx, event: ConversationQueued) -> None:
    """Somebody asked for a person: everything gathered goes with the customer."""
    leave(tx, event.conversation_id, event.reason, to_people=True)


def stop_for_person(tx: Tx, event: ConversationAssigned) -> None:
    """A person has taken over, and is never talked over."""
    leave(tx, event.conversation_id, "taken_over", to_people=True)


def stop_at_end(tx: Tx, event: ConversationClosed) -> None:
    """The customer has gone away in the midst of it."""
    leave(tx, event.conversation_id, f"closed_by_{event.closed_by}", to_people=False)
