"""Something ended: ask how it was, and tell the answer."""

from yingda.conversations.events import ConversationClosed
from yingda.foundation.transaction import Tx
from yingda.integrations.payloads import RatedConversation
from yingda.integrations.service import announce
from yingda.quality import service
from yingda.quality.events import ConversationRated


def ask_for_rating(tx: Tx, fact: ConversationClosed) -> None:
    """Invite the customer to rate what just ended."""
    service.invite(tx, fact)


def tell_rated(tx: Tx, fact: ConversationRated) -> None:
    """Tell the systems that listen what the customer thought."""
    told = RatedConversation(**fact.model_dump(include=set(RatedConversation.model_fields)))
    announce(tx, "conversation.rated", fact.tenant_id, fact.merchant_id, tx.now, told)
