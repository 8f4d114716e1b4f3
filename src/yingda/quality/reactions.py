"""Something ended: ask how it was, tell the answer, and draw what a lead is to look at."""

from yingda.conversations.events import ConversationClosed
from yingda.foundation.transaction import Tx
from yingda.integrations.payloads import RatedConversation
from yingda.integrations.service import announce
from yingda.quality import service
from yingda.quality.events import ConversationRated
from yingda.quality.inspecting import drawing


def ask_for_rating(tx: Tx, fact: ConversationClosed) -> None:
    """Invite the customer to rate what just ended."""
    service.invite(tx, fact)


def tell_rated(tx: Tx, fact: ConversationRated) -> None:
    """Tell the systems that listen what the customer thought."""
    told = RatedConversation(**fact.model_dump(include=set(RatedConversation.model_fields)))
    announce(tx, "conversation.rated", fact.tenant_id, fact.merchant_id, tx.now, told)


def draw_for_lead(tx: Tx, fact: ConversationClosed) -> None:
    """Draw what people of L3 groups served, or not."""
    drawing.draw(tx, fact.conversation_id)


def draw_disliked(tx: Tx, fact: ConversationRated) -> None:
    """Draw it when its customer was not satisfied."""
    if drawing.is_dissatisfied(fact.score, solved=fact.solved):
        drawing.note_dissatisfied(tx, fact.conversation_id)
