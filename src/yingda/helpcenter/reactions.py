"""What the help centre does when something happens."""

from yingda.conversations import service as conversation
from yingda.conversations.events import ConversationOpened
from yingda.conversations.queries.access import conversation_by_id
from yingda.customers.queries import current_customer
from yingda.foundation.db import Tx
from yingda.foundation.runtime import visitor
from yingda.foundation.words import language_of
from yingda.helpcenter import queries, results, service
from yingda.helpcenter.events import ExposuresGathered
from yingda.helpcenter.gathering import tellable
from yingda.helpcenter.greeting import greeting_for
from yingda.merchants.models import Language


def find_greeting(tx: Tx, event: ConversationOpened) -> str | None:
    """Think about what is true for a customer who has not said anything yet; reads only."""
    if not _is_silent(tx, event.conversation_id):
        return None
    customer = current_customer(tx, event.customer_id)
    caller = visitor(event.tenant_id, event.merchant_id, customer.id, customer.name)
    language: Language = customer.language
    for spoken in ("zh-CN", "zh-TW", "en"):
        if language_of(event.language) == spoken:
            language = spoken
    person = queries.visitor_as_person(tx, caller, language)
    return greeting_for(tx, person, tellable(tx, person))


def greet(tx: Tx, event: ConversationOpened, greeting: str | None) -> None:
    """Welcome the customer, unless they have begun to talk meanwhile."""
    if greeting is None or not _is_silent(tx, event.conversation_id):
        return
    conversation.say(
        tx,
        event.conversation_id,
        content_type="text",
        content={"text": greeting},
        sender_kind="rule_autoreply",
    )


def learn(tx: Tx, event: ExposuresGathered) -> results.Learned:
    """Work out what the ranker can learn; reads only, and takes a while."""
    return results.learned_by(tx, event.merchant_id)


def keep_learned(tx: Tx, event: ExposuresGathered, learned: results.Learned) -> None:
    """Keep what the ranker learned."""
    service.keep_learned(tx, event.merchant_id, learned)


def _is_silent(tx: Tx, conversation_id: str) -> bool:
    row = conversation_by_id(tx, conversation_id)
    return row is not None and row["stage"] == "bot" and row["last_seq"] == 0
